import type { AckringError } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { translateProblem } from '../messages/problems/translate.js';
import { homePaths } from './reader.js';

export type Mood = 'good' | 'info' | 'warn' | 'bad';

/** What a message says in a language. `text` is cleaned when drawn. */
export interface NoticeText {
  readonly text: string;
  readonly remedy: string | null;
  /** What `text` begins with and the row shows too: it is cut before the rest. */
  readonly name?: string;
  /** What in `text` tells least, such as an identity's number: it is cut first. */
  readonly least?: string | undefined;
}

/** A message: shown below, faded after a while, kept in Activity. */
export interface Notice {
  /** Increments; identifies the message within this session. */
  readonly serial: number;
  readonly at: Date;
  readonly mood: Mood;
  /** In the language that it is read in, which may be another by then. It must hold no state, which would be kept too. */
  readonly told: (messages: Messages) => NoticeText;
  /** About a key: Activity has it only where the line has no room for it. */
  readonly isHint?: boolean;
}

/** A message before it is shown. */
export type NoticeDraft = Pick<Notice, 'mood' | 'told' | 'isHint'>;

export function problemNotice(error: AckringError, home: string): NoticeDraft {
  return {
    mood: 'bad',
    told: (messages) => {
      const { message, remedy } = translateProblem(error, messages);
      return { text: homePaths(message, home), remedy: homePaths(remedy, home) };
    },
  };
}

/** A line is read within it. */
const readMs = 8_000;

/** Bad news stays long enough to be read and acted on. */
export function isFaded(notice: Notice, now: Date): boolean {
  return notice.mood === 'bad' || notice.mood === 'warn'
    ? hasElapsed(notice.at, 30_000, now)
    : isRead(notice, now);
}

/** Whether whoever pressed the key that it answers has had the time to read it. */
export function isRead({ at }: Notice, now: Date): boolean {
  return hasElapsed(at, readMs, now);
}

/** Smaller steps of the clock are corrections, not news. */
const correctionMs = 5_000;

/** Whether so much time has passed since then; also if the clock was set back meanwhile, as nobody can tell any more. */
export function hasElapsed(since: Date, lengthMs: number, now: Date): boolean {
  const passedMs = now.getTime() - since.getTime();
  return passedMs >= lengthMs || passedMs < -correctionMs;
}
