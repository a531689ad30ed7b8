import type { ApiServerObservation } from '../ports.js';
import { shell, word } from '../shell-word.js';
import { type Evidence, type Finding, hostOf } from './evidence.js';
import { nameMismatch } from './name-mismatch.js';
import { skewFinding, unauthorized, validityFinding } from './rejected.js';
import { fetchCommand } from './remedy-command.js';

type TlsFailure = Extract<ApiServerObservation, { kind: 'tls' }>;

/** Why no secure connection came about: the server’s certificate, ours, or neither. */
export function judgeTls(evidence: Evidence, failure: TlsFailure): Finding {
  const { entry } = evidence;
  if (failure.code === 'ERR_TLS_CERT_ALTNAME_INVALID') return nameMismatch(evidence, failure.presentedSans);
  if (failure.code === 'CERT_HAS_EXPIRED' || failure.code === 'CERT_NOT_YET_VALID') {
    const skew = skewFinding(evidence, failure.serverTime);
    if (skew !== null) return skew;
    const end = failure.code === 'CERT_HAS_EXPIRED' ? 'has ended' : 'has not begun';
    return {
      cause: 'serverError',
      detail: `the validity of the certificate that ${hostOf(entry)} presents ${end}`,
      remedy:
        'Have the cluster’s certificates renewed in the console, or set this machine’s clock if it is wrong.',
    };
  }
  if (isClientRefused(failure.code)) return validityFinding(evidence, evidence.now) ?? unauthorized(evidence);
  if (!isDistrust(failure.code)) {
    return {
      cause: 'serverError',
      detail: `no secure connection to ${hostOf(entry)} came about (${word(failure.code)})`,
      remedy: `Look at what answers there: \`${shell`ackring san ${evidence.cluster?.id ?? entry.context}`}\`.`,
    };
  }
  return {
    cause: 'wrongCertificateAuthority',
    detail: `${hostOf(entry)} presents a certificate that the context’s certificate authority did not sign`,
    remedy: `The cluster was replaced, or another machine answers there. Fetch the kubeconfig again: ${fetchCommand(evidence)}.`,
  };
}

/** Alerts by which the other side refuses our certificate. */
function isClientRefused(code: string): boolean {
  return /^ERR_SSL_(TLSV1|SSLV3|TLSV13)_ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/.test(code);
}

function isDistrust(code: string): boolean {
  return /^(DEPTH_ZERO_|SELF_SIGNED_CERT|UNABLE_TO_|CERT_)/.test(code);
}
