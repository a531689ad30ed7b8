import { say } from '../words/say.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';

/** That no kubeconfig and no token is in what was searched. */
export type NothingFound = Claim<'LookedThrough', 'Found', 'NotAllSearched'>;

export interface FoundSight {
  /** Certificates and tokens. */
  readonly found: number;
  /** Nothing was left out: too large, encrypted, in a history that is elsewhere. */
  readonly isWhole: boolean;
}

type FoundRule = Rule<FoundSight, NothingFound>;

const found: FoundRule = (sight) => (sight.found > 0 ? refuted('Found') : null);

const notAllSearched: FoundRule = ({ isWhole }) => (isWhole ? null : unknown('NotAllSearched', lookThere));

/** Whether nothing is there. Pure. */
export const claimNothingFound: (sight: FoundSight) => NothingFound = firstOf<FoundSight, NothingFound>(
  [found, notAllSearched],
  () => proven('LookedThrough'),
);

const lookThere = say('Look into what could not be searched: each is named, with its reason.');
