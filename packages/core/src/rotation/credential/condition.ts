/**
 * The state of a credential. `ready`: held everywhere as it should be. `pending`: due, not tried yet. `failing`:
 * tried, and failed. `blocked`: it cannot be tried.
 */
export type ConditionState = 'ready' | 'pending' | 'failing' | 'blocked';

/** Kept between runs. Instants are RFC 3339. */
export interface Condition {
  readonly state: ConditionState;
  /** The decision's reason, what deferred it, or the error's code; `NotSeen` if a run could not look. */
  readonly reason: string;
  /** When this state began. */
  readonly since: string;
  /** When what consumers hold ends, as far as it was ever read; null if never. */
  readonly heldUntil: string | null;
  /** When that began, of a life that was shortened. */
  readonly heldFrom?: string | undefined;
  /** Since when some consumer has nothing usable, as far as seen; null if all have. */
  readonly brokenSince: string | null;
  /** When an API server last accepted the held credential; null if never. */
  readonly lastProof: string | null;
  /**
   * The API server's answer, or that there was none, until it accepts the held credential: kept while it cannot be
   * asked. Null if no answer is awaited.
   */
  readonly awaitsProof: string | null;
  /** When it is tried next; null for the next run. */
  readonly nextAttempt: string | null;
  /** One sentence for people; null if all is well. */
  readonly message: string | null;
  readonly remedy: string | null;
}
