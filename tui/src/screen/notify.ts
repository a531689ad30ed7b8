import type { AckringError } from '@ackring/core/words';
import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Mood, type Notice, problemTidings, type Tidings } from './notice.js';

/** How many messages Activity keeps. */
const keptNotices = 500;

/** Shows a message, and keeps it in Activity. */
export function notify(state: AppState, mood: Mood, text: string, remedy: string | null = null): AppState {
  return tell(state, { mood, text, remedy });
}

export function tell(state: AppState, tidings: Tidings): AppState {
  const notice = numbered(state, tidings);
  const notices = [...state.notices, notice].slice(-keptNotices);
  return { ...state, notice, notices };
}

/** A hint about a key: on the message line only, since nothing happened that Activity should keep. */
export function hint(state: AppState, mood: Mood, text: string): AppState {
  return { ...state, notice: numbered(state, { mood, text, remedy: null }) };
}

/** The same problem twice in a row is shown once: a refresh repeats what it cannot fix. */
export function tellProblem(state: AppState, error: AckringError): AppState {
  const tidings = problemTidings(error, messagesIn(state.language));
  if (state.notices.at(-1)?.text === tidings.text && state.notice !== null) return state;
  return tell(state, tidings);
}

function numbered({ notices, now }: AppState, tidings: Tidings): Notice {
  return { ...tidings, serial: (notices.at(-1)?.serial ?? 0) + 1, at: now };
}
