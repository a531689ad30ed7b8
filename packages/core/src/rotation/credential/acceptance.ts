import type { ApiServerObservation } from '../../ports.js';
import { type Judgement, judgeAnswers } from '../../verification/judgement.js';
import type { VerdictCause } from '../../verification/verdict.js';
import type { CredentialFacts } from './credential.js';

/** Whether an API server took a credential; `reachable` is false where it could not be asked at all. */
export type Acceptance =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly reachable: boolean; readonly cause: VerdictCause };

/**
 * Accepted is: known to a Kubernetes API server as the identity in the certificate, whatever that may do; who has
 * rights in one namespace only is refused all else. A refused credential is told apart from an API server that
 * could not be asked, busy ones among them, since `verify: prefer` forgives only the second.
 */
export function judgeAcceptance(
  observation: ApiServerObservation,
  { certificate }: CredentialFacts,
  now: Date,
): Acceptance {
  if (observation.kind === 'tls') return refused(tlsCause(observation.code));
  const judgement = judgeAnswers({ observation, certificate, now });
  switch (judgement.kind) {
    case 'accepted':
      return asOurselves(judgement.as, certificate.subject.commonName);
    case 'expired':
    case 'notYetValid':
      return refused(judgement.kind);
    case 'unknownIssuer':
      return refused('unauthorized');
    case 'disowned':
      return refused('revoked');
    case 'unreachable':
      return { accepted: false, reachable: false, cause: 'unreachable' };
    case 'unknown':
      return judgeUnknown(judgement, certificate.subject.commonName);
  }
}

function judgeUnknown({ why, as }: Extract<Judgement, { kind: 'unknown' }>, commonName: string): Acceptance {
  switch (why) {
    // Where every review is refused, the refusals still name whom the server authenticated.
    case 'refused':
      return as === commonName ? { accepted: true } : refused('unknown');
    case 'busy':
      return { accepted: false, reachable: false, cause: 'serverError' };
    case 'unloadable':
      return refused('credentialUnreadable');
    case 'anonymous':
    case 'foreign':
    case 'insecure':
      return refused('unknown');
  }
}

function asOurselves(as: string | null, commonName: string): Acceptance {
  return as === null || as === commonName ? { accepted: true } : refused('unauthorized');
}

function refused(cause: VerdictCause): Acceptance {
  return { accepted: false, reachable: true, cause };
}

const wrongNameCodes = new Set(['ERR_TLS_CERT_ALTNAME_INVALID']);

const refusedClientCodes = /^ERR_SSL_.*(ALERT|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN))/;

function tlsCause(code: string): VerdictCause {
  if (wrongNameCodes.has(code)) return 'nameMismatch';
  return refusedClientCodes.test(code) ? 'unauthorized' : 'wrongCertificateAuthority';
}
