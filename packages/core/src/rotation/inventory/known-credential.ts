import type { Condition, ConditionState } from '../alarm/condition.js';

/** How a credential stood after the run before: what this run needs of its condition. */
export interface KnownCredential {
  readonly state: ConditionState;
  readonly reason: string;
  readonly heldUntil: Date | null;
  readonly lastProof: Date | null;
  readonly since: Date;
  /** Whether its API server has to say that it is well again. */
  readonly awaitsProof: boolean;
}

/** By `<cluster id>/<identity>`. */
export type KnownCredentials = ReadonlyMap<string, KnownCredential>;

export const nothingKnown: KnownCredentials = new Map();

export function knownOf({
  state,
  reason,
  heldUntil,
  lastProof,
  since,
  awaitsProof,
}: Condition): KnownCredential {
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    state,
    reason,
    heldUntil: instant(heldUntil),
    lastProof: instant(lastProof),
    since: new Date(since),
    awaitsProof: awaitsProof !== null,
  };
}
