import type { AckringError } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { translateProblem } from '../messages/problems/translate.js';
import { homePaths } from './reader.js';

export type Mood = 'good' | 'info' | 'warn' | 'bad';

/** A message: shown below, faded after a while, kept in Activity. `text` is cleaned when drawn. */
export interface Notice {
  /** Increments; identifies the message within this session. */
  readonly serial: number;
  readonly at: Date;
  readonly mood: Mood;
  readonly text: string;
  readonly remedy: string | null;
  /** What `text` begins with and the row shows too: it is cut before the rest. */
  readonly name?: string;
}

/** A message before it is shown. */
export type NoticeDraft = Pick<Notice, 'mood' | 'text' | 'remedy' | 'name'>;

export function problemNotice(error: AckringError, messages: Messages, home: string): NoticeDraft {
  const { message, remedy } = translateProblem(error, messages);
  return { mood: 'bad', text: homePaths(message, home), remedy: homePaths(remedy, home) };
}

/** Bad news stays long enough to be read and acted on. */
export function isFaded(notice: Notice, now: Date): boolean {
  const shownMs = notice.mood === 'bad' || notice.mood === 'warn' ? 30_000 : 8_000;
  return hasElapsed(notice.at, shownMs, now);
}

/** Smaller steps of the clock are corrections, not news. */
const correctionMs = 5_000;

/** Whether so much time has passed since then; also if the clock was set back meanwhile, as nobody can tell any more. */
export function hasElapsed(since: Date, lengthMs: number, now: Date): boolean {
  const passedMs = now.getTime() - since.getTime();
  return passedMs >= lengthMs || passedMs < -correctionMs;
}
