import type { UndoOutcome, UndoPlan } from '@ackring/core/contexts/local-contexts';
import type { AckringError } from '@ackring/core/words/errors';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../state/app-state.js';
import { afterWrite } from '../../state/arrivals/after-write.js';
import { hint, notify, tellProblem } from '../../state/notify.js';
import { closeOverlay, openOverlay } from '../../state/overlay.js';
import { type Step, step } from '../../state/step.js';

/** The writes that would be taken back, shown before they are. */
export interface UndoDialog {
  readonly kind: 'undo';
  readonly plan: UndoPlan;
  readonly top: number;
  readonly isUnderWay: boolean;
}

/** Shows the plan, the first time or because it changed; nowhere over what was opened meanwhile. */
export function undoPlanned(state: AppState, plan: UndoPlan, isChanged: boolean): AppState {
  const dialog: UndoDialog = { kind: 'undo', plan, top: 0, isUnderWay: false };
  if (state.overlay === null && !isChanged) return openOverlay(state, dialog);
  if (state.overlay?.kind !== 'undo') return state;
  const shown = { ...state, overlay: dialog };
  return isChanged ? hint(shown, 'warn', messagesIn(state.language).undo.changed) : shown;
}

/** Enter takes back what is shown. */
export function acceptUndo(state: AppState, dialog: UndoDialog): Step {
  const { plan } = dialog;
  return step({ ...state, overlay: { ...dialog, isUnderWay: true } }, { kind: 'undo', plan });
}

export function undone(state: AppState, { summary, files }: UndoOutcome): Step {
  const { notices } = messagesIn(state.language);
  return afterWrite(notify(closed(state), 'good', notices.undone(summary, files.join(', '))));
}

export function undoFailed(state: AppState, error: AckringError): AppState {
  return tellProblem(closed(state), error);
}

function closed(state: AppState): AppState {
  return state.overlay?.kind === 'undo' ? closeOverlay(state) : state;
}
