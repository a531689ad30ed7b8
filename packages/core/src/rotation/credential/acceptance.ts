import { hasOwnRights, type Judgement, judgeAnswers } from '../../claims/accepted.js';
import type { ApiServerObservation } from '../../machine/api-server/api.js';
import { meaningOf } from '../../machine/api-server/handshake.js';
import type { VerdictCause } from '../../verification/verdict.js';
import type { CredentialFacts } from './credential.js';

/**
 * An API server's verdict on a credential: accepted; refused; or unknown, because it did not answer, or because its
 * answer proves neither.
 */
export type Acceptance =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly cause: VerdictCause }
  | { readonly kind: 'unproven'; readonly cause: VerdictCause; readonly isAnswered: boolean };

/**
 * Accepted means: known to a Kubernetes API server as the identity in the certificate, whatever its rights; a user
 * with rights in one namespace only is refused everything else. Servers that could not be asked, including busy ones,
 * are reported apart, since `verify: prefer` forgives only that.
 */
export function judgeAcceptance(
  observation: ApiServerObservation,
  { certificate }: Pick<CredentialFacts, 'certificate'>,
  now: Date,
): Acceptance {
  if (observation.kind === 'tls') return judgeHandshake(observation.code);
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
 * Whether an accepted credential may have been revoked: the server still knows the old name, but shows no right of
 * its own. Only a later certificate from the cloud distinguishes the two.
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
    // If every review is refused, the refusals still name the user that the server authenticated.
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

/** A server whose own certificate has ended, or that speaks no TLS, says nothing about the credential. */
function judgeHandshake(code: string): Acceptance {
  switch (meaningOf(code)) {
    case 'otherName':
      return refused('nameMismatch');
    case 'untrusted':
      return refused('wrongCertificateAuthority');
    case 'clientRefused':
      return refused('unauthorized');
    case 'serverExpired':
    case 'serverNotYetValid':
    case 'broken':
      return unproven('serverError', false);
  }
}
