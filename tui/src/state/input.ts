import type { AppState } from './app-state.js';
import { isConfirmed } from './confirmation.js';
import { type FetchDialog, typedField } from './fetch-dialog.js';
import { replan } from './fetch-plan.js';
import { typeIntoPrompt } from './prompt-keys.js';
import { type Step, step } from './step.js';
import { editField, insertText, type TextField } from './text-field.js';

/** What comes from the keyboard: one key, or a paste, which is text whatever is in it. */
export type Input = { readonly key: string } | { readonly paste: string };

/** The transition of typing, or null when no field takes this key. */
export function typeInto(state: AppState, input: Input): Step | null {
  if (state.prompt !== null) return typeIntoPrompt(state, state.prompt, input);
  if (state.overlay?.kind === 'fetch') return typeIntoFetch(state, state.overlay, input);
  if (state.overlay?.kind !== 'confirm' || state.overlay.typed === null) return null;
  if ('key' in input && input.key === 'enter') return isConfirmed(state.overlay) ? null : step(state);
  const field = edited(state.overlay.field, input);
  return field === null ? null : step({ ...state, overlay: { ...state.overlay, field } });
}

/** In one-line fields, keys that move between fields are not the field's. */
export function edited(field: TextField, input: Input): TextField | null {
  if ('paste' in input) return insertText(field, input.paste);
  return editField(field, input.key);
}

function typeIntoFetch(state: AppState, dialog: FetchDialog, input: Input): Step | null {
  const name = typedField(dialog);
  if (name === null || dialog.step !== null) return null;
  // At the start of the typed duration, Left goes back to the presets.
  if (name === 'custom' && 'key' in input && input.key === 'left' && dialog.custom.cursor === 0) return null;
  const field = edited(dialog[name], input);
  return field === null ? null : replan({ ...state, overlay: { ...dialog, [name]: field } });
}
