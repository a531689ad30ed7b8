import type { AckringError } from '@ackring/core/words';

/** A request to the world: its last answer stays while it is repeated, or fails. */
export interface Asked<T> {
  readonly value: T | null;
  /** Why there is no newer answer. */
  readonly problem: AckringError | null;
  readonly isAsking: boolean;
  /** The time of the last answer or failure; null before that. */
  readonly at: Date | null;
}

export const unasked: Asked<never> = { value: null, problem: null, isAsking: false, at: null };

export function answered<T>(value: T, at: Date): Asked<T> {
  return { value, problem: null, isAsking: false, at };
}
