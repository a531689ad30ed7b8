import { type FetchDialog, typedField } from '../features/fetch/dialog.js';
import { replan } from '../features/fetch/plan.js';
import { typeIntoSettings } from '../features/settings/typing.js';
import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Confirmation, isConfirmed } from './confirmation.js';
import { hint } from './notify.js';
import { closeOverlay } from './overlay.js';
import { movePicker, type Picker } from './picker.js';
import { typeIntoPrompt } from './prompt-keys.js';
import { type Step, step } from './step.js';
import { edited, type Input } from './text-field.js';

/** The transition of typing, or null when no field takes this key. */
export function typeInto(state: AppState, input: Input): Step | null {
  if (state.prompt !== null) return typeIntoPrompt(state, state.prompt, input);
  const { overlay } = state;
  switch (overlay?.kind) {
    case 'fetch':
      return typeIntoFetch(state, overlay, input);
    case 'picker':
      return typeIntoPicker(state, overlay, input);
    case 'settings':
      return typeIntoSettings(state, overlay, input);
    case 'confirm': {
      if (overlay.typed === null) return null;
      if ('key' in input && input.key === 'enter')
        return isConfirmed(overlay) ? null : unlike(state, overlay);
      const field = edited(overlay.field, input);
      return field === null ? null : step({ ...state, overlay: { ...overlay, field } });
    }
    case 'details':
    case 'help':
    case 'removal':
    case 'undo':
    case 'viewer':
    case undefined:
      return null;
  }
}

/** Enter on another word says so; on no word it leaves everything as it is. */
function unlike(state: AppState, { field, typed }: Confirmation): Step {
  if (field.value === '') return step(closeOverlay(state));
  const { confirm } = messagesIn(state.language);
  return step(hint(state, 'warn', confirm.unlike(typed ?? '')));
}

function typeIntoFetch(state: AppState, dialog: FetchDialog, input: Input): Step | null {
  const name = typedField(dialog);
  if (name === null || dialog.step !== null) return null;
  // At the start of the typed duration, Left goes back to the presets.
  if (name === 'custom' && 'key' in input && input.key === 'left' && dialog.custom.cursor === 0) return null;
  const field = edited(dialog[name], input);
  return field === null ? null : replan({ ...state, overlay: { ...dialog, [name]: field } });
}

/** Space ticks and is not typed: no profile or region has one in its name. */
function typeIntoPicker(state: AppState, picker: Picker, input: Input): Step | null {
  if ('key' in input && input.key === 'space') return null;
  const field = edited(picker.field, input);
  return field === null ? null : step({ ...state, overlay: movePicker({ ...picker, field, cursor: 0 }, 0) });
}
