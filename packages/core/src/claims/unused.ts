import { say } from '../words/say.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';

/**
 * That a certificate made no request that ACK’s audit policy logs, in the time asked for. What it leaves out, such as
 * reads of events and of /version, is seen nowhere.
 */
export type Unused = Claim<'NotInTheWholeLog', 'InTheLog', 'LogHasGaps'>;

export interface UnusedSight {
  readonly isSeen: boolean;
  /** The audit log of the cluster has all of the time asked for, and all of it was searched. */
  readonly isWhole: boolean;
}

type UnusedRule = Rule<UnusedSight, Unused>;

const inTheLog: UnusedRule = ({ isSeen }) => (isSeen ? refuted('InTheLog') : null);

const logHasGaps: UnusedRule = ({ isWhole }) => (isWhole ? null : unknown('LogHasGaps', switchItOn));

/** Whether a certificate was unused. Pure. */
export const claimUnused: (sight: UnusedSight) => Unused = firstOf<UnusedSight, Unused>(
  [inTheLog, logHasGaps],
  () => proven('NotInTheWholeLog'),
);

const switchItOn = say(
  'Switch auditing on in the console, under Security: what was done before stays unknown.',
);
