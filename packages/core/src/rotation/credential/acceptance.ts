import type { ApiServerObservation } from '../../machine/api-server/api.js';
import { hasOwnRights, type Judgement, judgeAnswers } from '../../verification/judgement.js';
import type { VerdictCause } from '../../verification/verdict.js';
import type { CredentialFacts } from './credential.js';

/**
 * What an API server says of a credential: it lets it in; it does not; or nobody can tell, because it did not answer,
 * or because what it answered is no proof of either.
 */
export type Acceptance =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly cause: VerdictCause }
  | { readonly kind: 'unproven'; readonly cause: VerdictCause; readonly isAnswered: boolean };

/**
 * Accepted is: known to a Kubernetes API server as the identity in the certificate, whatever that may do; who has
 * rights in one namespace only is refused all else. One that could not be asked, a busy one among them, is told apart,
 * since `verify: prefer` forgives that alone.
 */
export function judgeAcceptance(
  observation: ApiServerObservation,
  { certificate }: Pick<CredentialFacts, 'certificate'>,
  now: Date,
): Acceptance {
  if (observation.kind === 'tls') return refused(tlsCause(observation.code));
  const judgement = judgeAnswers({ observation, certificate, now });
  switch (judgement.kind) {
    case 'accepted':
      return { kind: 'accepted' };
    case 'expired':
    case 'notYetValid':
      return refused(judgement.kind);
    case 'unknownIssuer':
      return refused('unauthorized');
    case 'disowned':
      return refused('revoked');
    case 'unreachable':
      return { kind: 'unproven', cause: 'unreachable', isAnswered: false };
    case 'unknown':
      return judgeUnknown(judgement, certificate.subject.commonName);
  }
}

/**
 * Whether what it lets in may be one that was revoked: it still knows the old name, and shows no right of its own. Only a
 * later certificate of the cloud tells the two apart.
 */
export function mayBeRevoked(
  observation: ApiServerObservation,
  { certificate }: Pick<CredentialFacts, 'certificate'>,
  now: Date,
): boolean {
  const judgement = judgeAnswers({ observation, certificate, now });
  if (judgement.kind === 'accepted') return !hasOwnRights(judgement);
  return judgement.kind === 'unknown' && judgement.why === 'refused';
}

function judgeUnknown({ why, as }: Extract<Judgement, { kind: 'unknown' }>, commonName: string): Acceptance {
  switch (why) {
    // Where every review is refused, the refusals still name whom the server authenticated.
    case 'refused':
      return as === commonName ? { kind: 'accepted' } : unproven('unknown', true);
    case 'busy':
      return unproven('serverError', false);
    case 'unloadable':
      return refused('credentialUnreadable');
    case 'anonymous':
    case 'another':
    case 'foreign':
    case 'insecure':
      return unproven('unknown', true);
  }
}

function refused(cause: VerdictCause): Acceptance {
  return { kind: 'refused', cause };
}

function unproven(cause: VerdictCause, isAnswered: boolean): Acceptance {
  return { kind: 'unproven', cause, isAnswered };
}

const wrongNameCodes = new Set(['ERR_TLS_CERT_ALTNAME_INVALID']);

const refusedClientCodes = /^ERR_SSL_.*(ALERT|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN))/;

function tlsCause(code: string): VerdictCause {
  if (wrongNameCodes.has(code)) return 'nameMismatch';
  return refusedClientCodes.test(code) ? 'unauthorized' : 'wrongCertificateAuthority';
}
