/**
 * How a credential stands. `ready`: held everywhere as it should be. `pending`: due, not tried yet. `failing`: tried,
 * and it went wrong. `blocked`: it cannot be tried.
 */
export type ConditionState = 'ready' | 'pending' | 'failing' | 'blocked';

/** Kept between runs. Instants are RFC 3339. */
export interface Condition {
  readonly state: ConditionState;
  /** The decision's reason, what deferred it, or the error's code; `NotSeen` where a run could not look. */
  readonly reason: string;
  /** Since when it is in this state. */
  readonly since: string;
  /** When what consumers have ends, as far as it was ever read; null where it never was. */
  readonly heldUntil: string | null;
  /** Since when some consumer has nothing of use, as far as it was seen; null while all have. */
  readonly brokenSince: string | null;
  /** When an API server last accepted what is held; null where it was never asked, or never did. */
  readonly lastProof: string | null;
  /**
   * What its API server said, or that it said nothing, until it accepts what is held: kept while it cannot be asked.
   * Null where nothing waits for its word.
   */
  readonly awaitsProof: string | null;
  /** When it is to be tried next; null for the next run. */
  readonly nextAttempt: string | null;
  /** One sentence for people; null where all is well. */
  readonly message: string | null;
  readonly remedy: string | null;
}
