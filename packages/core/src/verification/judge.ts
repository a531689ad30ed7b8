import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerObservation } from '../ports.js';
import { word } from '../shell-word.js';
import type { Evidence, Finding } from './evidence.js';
import { nameMismatch } from './name-mismatch.js';
import { fetchCommand } from './remedy-command.js';
import { judgeNetwork } from './unreachable.js';
import type { Verdict } from './verdict.js';

/** Further apart than this, clocks decide whether a certificate holds. */
const skewMs = 5 * 60_000;

/** The verdict on one context. Pure; every failure has exactly one cause and something to do about it. */
export function judge(evidence: Evidence): Verdict {
  const { entry, observation } = evidence;
  const answered = observation.kind === 'answered' ? observation : null;
  const base = {
    context: entry.context,
    identity: answered?.identity ?? null,
    latencyMs: answered?.latencyMs ?? null,
  };
  const finding = findingOf(evidence);
  if (finding !== null) return { ...base, verdict: 'failed', ...finding };
  const isLimited = answered?.status === 403;
  const detail = isLimited
    ? `the API server accepts it, with rights in namespace ${word(entry.namespace ?? 'default')} only`
    : 'the API server accepts it';
  return { ...base, verdict: 'ok', cause: null, detail, remedy: null };
}

/** The verdict on a context that could not be asked at all. */
export function failedVerdict(context: string, finding: Finding): Verdict {
  return { context, verdict: 'failed', ...finding, identity: null, latencyMs: null };
}

function findingOf(evidence: Evidence): Finding | null {
  const { observation } = evidence;
  switch (observation.kind) {
    case 'answered':
      return judgeAnswer(evidence, observation);
    case 'tls':
      return judgeTls(evidence, observation);
    case 'network':
      return validityFinding(evidence, evidence.now) ?? judgeNetwork(evidence, observation.code);
    case 'credential':
      return unloadable(evidence, observation.code);
  }
}

type Answer = Extract<ApiServerObservation, { kind: 'answered' }>;

function judgeAnswer(evidence: Evidence, answer: Answer): Finding | null {
  const { entry } = evidence;
  if (answer.status >= 200 && answer.status < 300) return isAnonymous(answer) ? unauthorized(evidence) : null;
  if (answer.status === 401) return judgeUnauthorized(evidence, answer);
  if (answer.status === 403) return judgeForbidden(evidence, answer);
  const said = answer.reason === null ? '' : ` (${word(answer.reason)})`;
  return {
    cause: 'serverError',
    detail: `${hostOf(entry)} answered with status ${answer.status}${said}`,
    remedy: `Try again in a minute: \`ackring verify ${word(entry.context)}\`; if it stays, see the cluster’s events in the console.`,
  };
}

function judgeUnauthorized(evidence: Evidence, { serverTime }: Answer): Finding {
  const skew = skewFinding(evidence, serverTime);
  return skew ?? validityFinding(evidence, serverTime ?? evidence.now) ?? unauthorized(evidence);
}

/** Authenticated, yet refused: limited to a namespace, never granted anything, or revoked. */
function judgeForbidden(evidence: Evidence, answer: Answer): Finding | null {
  if (isAnonymous(answer)) return unauthorized(evidence);
  if (answer.rights === 'some') return null;
  const { entry, currentCommonName } = evidence;
  const ours = entry.credential.kind === 'certificate' ? entry.credential.subject.commonName : null;
  const isSuperseded = ours !== null && currentCommonName != null && currentCommonName !== ours;
  if (isSuperseded)
    return revoked(evidence, 'the cloud has given its holder another name since: it was revoked');
  const isCurrent = ours !== null && currentCommonName === ours;
  if (ours === null || isCurrent || answer.rights === 'unknown') return forbidden(evidence, answer);
  return revoked(
    evidence,
    'its identity holds no role in the cluster: it was revoked, or its permissions were removed',
  );
}

function revoked(evidence: Evidence, why: string): Finding {
  return {
    cause: 'revoked',
    detail: `the certificate is valid and known, but ${why}`,
    remedy: `Fetch a new one: ${fetchCommand(evidence)}; if that is refused as well, ask for an RBAC role in the cluster.`,
  };
}

function forbidden({ entry, currentCommonName }: Evidence, { identity }: Answer): Finding {
  const who = identity === null ? 'this identity' : word(identity.username);
  const isCurrent = identity !== null && identity.username === currentCommonName;
  return {
    cause: 'forbidden',
    detail: `the API server knows ${who}${isCurrent ? ', which was not revoked' : ''}, but RBAC lets it do nothing in namespace ${word(entry.namespace ?? 'default')}`,
    remedy: `Ask the cluster’s administrator for a role; see what there is with \`kubectl --context ${word(entry.context)} auth can-i --list\`.`,
  };
}

function unauthorized(evidence: Evidence): Finding {
  const { entry } = evidence;
  const what = entry.credential.kind === 'certificate' ? 'client certificate' : 'credential';
  return {
    cause: 'unauthorized',
    detail: `${hostOf(entry)} does not accept the ${what}: it belongs to another cluster, or is no longer known`,
    remedy: `Fetch a new one: ${fetchCommand(evidence)}.`,
  };
}

function isAnonymous({ identity }: Answer): boolean {
  return identity?.username === 'system:anonymous';
}

/** The certificate's own dates, at an instant both sides agree on as far as possible. */
function validityFinding(evidence: Evidence, at: Date): Finding | null {
  const { credential, context, ack, status } = evidence.entry;
  if (credential.kind !== 'certificate') return null;
  if (at > credential.notAfter) {
    const renew =
      status === 'temporary' || ack === null ? fetchCommand(evidence) : `\`ackring renew ${word(context)}\``;
    return {
      cause: 'expired',
      detail: `the client certificate ended on ${credential.notAfter.toISOString().slice(0, 16)}Z`,
      remedy: `Get a new one: ${renew}.`,
    };
  }
  if (at < credential.notBefore) {
    return {
      cause: 'notYetValid',
      detail: `the client certificate begins only on ${credential.notBefore.toISOString().slice(0, 16)}Z`,
      remedy: 'Wait until then, or set this machine’s clock: `timedatectl set-ntp true`.',
    };
  }
  return null;
}

function skewFinding({ now, entry }: Evidence, serverTime: Date | null): Finding | null {
  if (serverTime === null) return null;
  const aheadMs = now.getTime() - serverTime.getTime();
  if (Math.abs(aheadMs) <= skewMs) return null;
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return {
    cause: 'clockSkew',
    detail: `this machine’s clock is ${minutes} minutes ${aheadMs > 0 ? 'ahead of' : 'behind'} ${hostOf(entry)}’s`,
    remedy: 'Set it, for example with `timedatectl set-ntp true`, and verify again.',
  };
}

type TlsFailure = Extract<ApiServerObservation, { kind: 'tls' }>;

function judgeTls(evidence: Evidence, failure: TlsFailure): Finding {
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
      remedy: `Look at what answers there: \`ackring san ${word(evidence.cluster?.id ?? entry.context)}\`.`,
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

function unloadable(evidence: Evidence, code: string): Finding {
  const mismatch = code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';
  return {
    cause: 'credentialUnreadable',
    detail: mismatch
      ? 'the private key does not belong to the client certificate'
      : 'its certificate or key cannot be loaded',
    remedy: `Look at it with \`ackring inspect ${word(evidence.entry.context)}\`, or fetch a new one: ${fetchCommand(evidence)}.`,
  };
}

function hostOf({ server }: ContextEntry): string {
  return server !== null && URL.canParse(server) ? new URL(server).host : 'the API server';
}
