import type { AckringError } from '@ackring/core/words';

/** Something the world is asked for: what it answered last stays while it is asked again, or refuses. */
export interface Asked<T> {
  readonly value: T | null;
  /** Why there is no newer answer. */
  readonly problem: AckringError | null;
  readonly isAsking: boolean;
  /** When it answered or refused last; null before that. */
  readonly at: Date | null;
}

export const unasked: Asked<never> = { value: null, problem: null, isAsking: false, at: null };

export function answered<T>(value: T, at: Date): Asked<T> {
  return { value, problem: null, isAsking: false, at };
}
