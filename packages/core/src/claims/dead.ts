import { say } from '../words/say.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';
import type { ShutOut } from './shut-out.js';

/**
 * That what a revoke took away is dead: shut out of its cluster, and let in before, or the cloud issues to another
 * common name since. Who was never seen in there may be shut out for another reason, and hold a name that still counts.
 */
export type Dead = Claim<
  'SeenInBefore' | 'AnotherName',
  'NotShutOut',
  /** See `shut-out.ts`. */
  | 'ShutOutUnknown'
  /** No copy of it was seen to work before, and the cloud issues to the same name. */
  | 'NeverSeenIn'
>;

export interface DeadSight {
  readonly shutOut: ShutOut;
  /** Whether a copy had rights of its own a moment before. */
  readonly wasLetIn: boolean;
  /** Whether the cloud issues to another common name than before; null if one of the two is not known. */
  readonly isRenamed: boolean | null;
}

type DeadRule = Rule<DeadSight, Dead>;

const notShutOut: DeadRule = ({ shutOut }) => {
  if (shutOut.kind === 'proven') return null;
  return shutOut.kind === 'refuted' ? refuted('NotShutOut') : unknown('ShutOutUnknown', shutOut.wouldTell);
};

const seenInBefore: DeadRule = ({ wasLetIn }) => (wasLetIn ? proven('SeenInBefore') : null);

const anotherName: DeadRule = ({ isRenamed }) => (isRenamed === true ? proven('AnotherName') : null);

/** Whether what was revoked is dead. Pure. */
export const claimDead: (sight: DeadSight) => Dead = firstOf<DeadSight, Dead>(
  [notShutOut, seenInBefore, anotherName],
  () => unknown('NeverSeenIn', say('Try a copy of it: `{command}`.', { command: 'ackring leak FILE' })),
);
