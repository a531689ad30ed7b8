import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Confirmation, confirmBox, isConfirmed } from './confirmation.js';
import type { DialogViews } from './feature.js';
import { helpBox } from './help-box.js';
import { hint } from './notify.js';
import { closeOverlay } from './overlay.js';
import type { Help } from './overlays.js';
import { movePicker, type Picker, pickerBox } from './picker.js';
import { type Step, step } from './step.js';
import { edited, type Input } from './text-field.js';
import { viewerView } from './viewer.js';

/** Dialogs that any feature may open. */
export const engineDialogs: Pick<DialogViews, 'help' | 'viewer' | 'confirm' | 'picker'> = {
  help: {
    draw: helpBox,
    types: typeIntoHelp,
    isTyping: ({ isSearching }) => isSearching,
    isRead: () => true,
  },
  viewer: viewerView,
  confirm: { draw: confirmBox, types: typeIntoConfirm, isTyping: ({ typed }) => typed !== null },
  picker: {
    draw: pickerBox,
    types: typeIntoPicker,
    isTyping: () => true,
    moveTo: (state, picker, at) => ({ ...state, overlay: movePicker(picker, at - picker.cursor) }),
  },
};

function typeIntoHelp(state: AppState, help: Help, input: Input): Step | null {
  if (!help.isSearching) return null;
  if ('key' in input && input.key === 'enter')
    return step({ ...state, overlay: { ...help, isSearching: false } });
  const field = edited(help.field, input);
  return field === null ? null : step({ ...state, overlay: { ...help, field, top: 0 } });
}

function typeIntoConfirm(state: AppState, question: Confirmation, input: Input): Step | null {
  if (question.typed === null) return null;
  if ('key' in input && input.key === 'enter') return isConfirmed(question) ? null : unlike(state, question);
  const field = edited(question.field, input);
  return field === null ? null : step({ ...state, overlay: { ...question, field } });
}

/** Enter on another word reports it; on an empty one it changes nothing. */
function unlike(state: AppState, { field, typed }: Confirmation): Step {
  if (field.value === '') return step(closeOverlay(state));
  const { confirm } = messagesIn(state.language);
  return step(hint(state, 'warn', confirm.unlike(typed ?? '')));
}

/** Space ticks and is not typed: no profile or region name contains one. */
function typeIntoPicker(state: AppState, picker: Picker, input: Input): Step | null {
  if ('key' in input && input.key === 'space') return null;
  const field = edited(picker.field, input);
  return field === null ? null : step({ ...state, overlay: movePicker({ ...picker, field, cursor: 0 }, 0) });
}
