import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { hint } from './notify.js';
import { type Step, step } from './step.js';

/** Says that a word after `:` is none of its choices. */
export function wrongWord(state: AppState, word = ''): Step {
  return step(hint(state, 'warn', messagesIn(state.language).reasons.unknownWord(word)));
}
