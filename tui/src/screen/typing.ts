import type { AppState } from './app-state.js';
import { openDialog } from './feature.js';
import { typeIntoPrompt } from './prompt-keys.js';
import type { Step } from './step.js';
import type { Input } from './text-field.js';

/** The transition of typing, or null when no field takes this key. */
export function typeInto(state: AppState, input: Input): Step | null {
  if (state.prompt !== null) return typeIntoPrompt(state, state.prompt, input);
  return openDialog(state)?.types(state, input) ?? null;
}

/** Letters belong to the field being typed into before they belong to the keys. */
export function isTyping(state: AppState): boolean {
  return state.prompt !== null || (openDialog(state)?.isTyping() ?? false);
}
