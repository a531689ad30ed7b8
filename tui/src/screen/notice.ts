import type { AckringError } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { toldProblem } from '../messages/problems/told.js';

export type Mood = 'good' | 'info' | 'warn' | 'bad';

/** A message: shown below, faded after a while, kept in Activity. `text` is cleaned when drawn. */
export interface Notice {
  /** Increments; identifies the message within this session. */
  readonly serial: number;
  readonly at: Date;
  readonly mood: Mood;
  readonly text: string;
  readonly remedy: string | null;
}

/** A message before it is shown. */
export type Tidings = Pick<Notice, 'mood' | 'text' | 'remedy'>;

export function problemTidings(error: AckringError, messages: Messages): Tidings {
  const { message, remedy } = toldProblem(error, messages);
  return { mood: 'bad', text: message, remedy };
}

/** Bad news stays long enough to be read and acted on. */
export function isFaded(notice: Notice, now: Date): boolean {
  const shownMs = notice.mood === 'bad' || notice.mood === 'warn' ? 30_000 : 8_000;
  return now.getTime() - notice.at.getTime() > shownMs;
}
