import type { ConditionState } from '../credential/condition.js';
import type { Standing } from './standing.js';

/** What the ledger knows of a credential: what a run needs of it. */
export interface KnownCredential {
  readonly state: ConditionState;
  readonly reason: string;
  readonly heldUntil: Date | null;
  readonly lastProof: Date | null;
  readonly since: Date;
  /** Whether its API server has to accept it again first. */
  readonly awaitsProof: boolean;
  /** Addresses as they were first made, by sink; only those that do not follow from cluster and identity. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The version in doubt for which the cloud had no other. */
  readonly settled: string | null;
}

/** By `<cluster id>/<identity>`. */
export type KnownCredentials = ReadonlyMap<string, KnownCredential>;

export const nothingKnown: KnownCredentials = new Map();

export function knownOf({
  condition,
  places,
}: Pick<Standing, 'condition' | 'places'>): KnownCredential | null {
  if (condition === null) return null;
  const { state, reason, heldUntil, lastProof, since, awaitsProof } = condition;
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    state,
    reason,
    heldUntil: instant(heldUntil),
    lastProof: instant(lastProof),
    since: new Date(since),
    awaitsProof: awaitsProof !== null,
    addresses: Object.fromEntries(
      places.flatMap(({ sink, place }) => (place === null ? [] : [[sink, place]])),
    ),
    settled: places.find(({ settled }) => settled !== null)?.settled ?? null,
  };
}
