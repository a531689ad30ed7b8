import type { ApiServerObservation } from '../../ports.js';
import type { VerdictCause } from '../../verification/verdict.js';
import type { CredentialFacts } from './credential.js';

/** Whether an API server took a credential; `reachable` is false where it could not be asked at all. */
export type Acceptance =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly reachable: boolean; readonly cause: VerdictCause };

/**
 * Accepted is: answered, and as the identity in the certificate. A refused credential is told apart from an
 * API server that could not be asked, since `verify: prefer` forgives only the second.
 */
export function judgeAcceptance(observation: ApiServerObservation, facts: CredentialFacts): Acceptance {
  switch (observation.kind) {
    case 'network':
      return { accepted: false, reachable: false, cause: 'unreachable' };
    case 'credential':
      return { accepted: false, reachable: true, cause: 'credentialUnreadable' };
    case 'tls':
      return { accepted: false, reachable: true, cause: tlsCause(observation.code) };
    case 'answered':
      return judgeAnswer(observation, facts);
  }
}

function judgeAnswer(
  { status, identity, rights }: ApiServerObservation & { kind: 'answered' },
  { certificate }: CredentialFacts,
): Acceptance {
  if (status === 401) return { accepted: false, reachable: true, cause: 'unauthorized' };
  // Revocation takes the binding away, not the certificate: the name still authenticates, then may nothing.
  if (status === 403 && rights === 'none') return { accepted: false, reachable: true, cause: 'revoked' };
  if (status >= 400 && status !== 403) {
    return { accepted: false, reachable: status < 500, cause: 'serverError' };
  }
  const isUs = identity === null || identity.username === certificate.subject.commonName;
  return isUs ? { accepted: true } : { accepted: false, reachable: true, cause: 'unauthorized' };
}

const wrongNameCodes = new Set(['ERR_TLS_CERT_ALTNAME_INVALID']);

const refusedClientCodes = /^ERR_SSL_.*(ALERT|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN))/;

function tlsCause(code: string): VerdictCause {
  if (wrongNameCodes.has(code)) return 'nameMismatch';
  return refusedClientCodes.test(code) ? 'unauthorized' : 'wrongCertificateAuthority';
}
