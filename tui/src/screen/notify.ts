import type { AckringError } from '@ackring/core/words';
import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Mood, type Notice, type NoticeDraft, problemNotice } from './notice.js';
import { type Step, step } from './step.js';

/** How many messages Activity keeps. */
const keptNotices = 500;

/** Shows a message, and keeps it in Activity. */
export function notify(state: AppState, mood: Mood, text: Tell, remedy: Tell | null = null): AppState {
  const told: Notice['told'] = (messages) => ({
    text: text(messages),
    remedy: remedy?.(messages) ?? null,
  });
  return addNotice(state, { mood, told });
}

/** Says it in a language. */
type Tell = (messages: Messages) => string;

/** The words of the shown message; empty if there is none. */
export function noticeText({ notice, language }: Pick<AppState, 'notice' | 'language'>): string {
  return notice?.told(messagesIn(language)).text ?? '';
}

export function addNotice(state: AppState, draft: NoticeDraft): AppState {
  const notice = numbered(state, draft);
  return { ...state, notice, notices: withNotice(state.notices, notice) };
}

/** As Activity keeps them. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...notices, notice].slice(-keptNotices);
}

/** Whether Activity keeps it; its words are the message, whenever it is shown. */
export function isRecorded({ notices }: Pick<AppState, 'notices'>, { told }: Notice): boolean {
  return notices.some((each) => each.told === told);
}

/**
 * A hint about a key: on the message line only, since nothing happened that Activity should keep, unless the line has
 * no room for it.
 */
export function hint(state: AppState, mood: Mood, text: string): AppState {
  const draft = { mood, told: () => ({ text, remedy: null }), isHint: true };
  return { ...state, notice: numbered(state, draft) };
}

/**
 * What was done well and is on record: on the message line only, since Activity has its row from the record. What went
 * wrong or deserves a warning is in no record: `notify`.
 */
export function tellRecorded(
  state: AppState,
  text: string,
  remedy: string | null = null,
  name = '',
): AppState {
  return { ...state, notice: numbered(state, { mood: 'good', told: () => ({ text, remedy, name }) }) };
}

/** The hint that read-only mode forbids this, or null. */
export function refusedReadOnly(state: AppState): Step | null {
  const { reasons } = messagesIn(state.language);
  return state.readOnly === null ? null : step(hint(state, 'warn', reasons.readOnly[state.readOnly]));
}

/** The same problem twice in a row is shown once: a refresh repeats what it cannot fix. */
export function notifyProblem(state: AppState, error: AckringError): AppState {
  const messages = messagesIn(state.language);
  const draft = problemNotice(error, state.home);
  const before = state.notices.at(-1)?.told(messages).text;
  if (before === draft.told(messages).text && state.notice !== null) return state;
  return addNotice(state, draft);
}

function numbered({ notices, now }: AppState, draft: NoticeDraft): Notice {
  return { ...draft, serial: (notices.at(-1)?.serial ?? 0) + 1, at: now };
}
