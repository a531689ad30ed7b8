import type { AckringError } from '@ackring/core/errors';

/** A message: shown below, faded after a while, kept in Activity. `text` is cleaned where it is drawn. */
export interface Notice {
  readonly at: Date;
  readonly mood: 'good' | 'info' | 'warn' | 'bad';
  readonly text: string;
  readonly remedy: string | null;
}

export function problemNotice(error: AckringError, at: Date): Notice {
  return { at, mood: 'bad', text: error.message, remedy: error.remedy };
}

/** Bad news stays long enough to be read and acted on. */
export function isFaded(notice: Notice, now: Date): boolean {
  const shownMs = notice.mood === 'bad' || notice.mood === 'warn' ? 30_000 : 8_000;
  return now.getTime() - notice.at.getTime() > shownMs;
}
