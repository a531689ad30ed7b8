import { say } from '../words/say.js';
import { hasOwnRights, type Judgement } from './accepted.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';

/** That a token which others may have opens nothing any more. */
export type TokenClosed = Claim<
  'Expired' | 'NotAccepted',
  'LetIn' | 'StillKnown',
  /** Refused by a server that only the file names. */
  'OwnServerOnly' | 'TokenInForce' | 'TokenWithoutEnd'
>;

/** What one API server answered to the token. */
export interface TokenAnswer {
  /** `cluster`: at an endpoint that the cloud names; `file`: a server that only the file names, which proves nothing. */
  readonly speaker: 'cluster' | 'file';
  readonly judgement: Judgement;
}

export interface TokenSight {
  readonly kind: 'serviceAccount' | 'ram' | 'bearer';
  /** Null for one that names no end. */
  readonly expiresAt: Date | null;
  readonly answers: readonly TokenAnswer[];
  readonly now: Date;
}

type TokenRule = Rule<TokenSight, TokenClosed>;

/** An end that somebody changed does not fit its signature. */
const expired: TokenRule = ({ expiresAt, now }) =>
  expiresAt !== null && expiresAt < now ? proven('Expired') : null;

const letIn: TokenRule = ({ answers }) => {
  const accepted = answers.filter(({ judgement }) => judgement.kind === 'accepted');
  if (accepted.some(({ judgement }) => hasOwnRights(judgement))) return refuted('LetIn');
  return accepted.length > 0 ? refuted('StillKnown') : null;
};

/** Whoever is mapped to it meanwhile is let in with it: only its end closes a RAM token. */
const refusedOnce: TokenRule = ({ kind, answers }) => {
  const refusals = answers.filter(({ judgement }) => judgement.kind === 'unknownIssuer');
  if (kind === 'ram' || refusals.length === 0) return null;
  if (refusals.some(({ speaker }) => speaker === 'cluster')) return proven('NotAccepted');
  return refusals.length === answers.length ? unknown('OwnServerOnly', endIt) : null;
};

/** Whether a token opens nothing any more. Pure. */
export const claimTokenClosed: (sight: TokenSight) => TokenClosed = firstOf<TokenSight, TokenClosed>(
  [expired, letIn, refusedOnce],
  ({ expiresAt }) => unknown(expiresAt === null ? 'TokenWithoutEnd' : 'TokenInForce', endIt),
);

const endIt = say('Search with credentials that can see its cluster: `{command}`.', {
  command: 'ackring leak FILE',
});
