import type { AppState } from '../app-state.js';
import { isConfirmed } from '../confirmation.js';
import { moveChoice, moveFocus, requestOf } from '../fetch-dialog.js';
import { replan } from '../fetch-plan.js';
import { type Step, step, type Transition } from '../step.js';

export const dialogActions = {
  dialogNext: (state) => step(focused(state, 1)),
  dialogPrevious: (state) => step(focused(state, -1)),
  dialogLeft: (state) => chosen(state, -1),
  dialogRight: (state) => chosen(state, 1),
  dialogAccept: (state) => accept(state, false),
  dialogAcceptAndUse: (state) => accept(state, true),
  dialogCancel: cancel,
} satisfies Record<string, Transition>;

function focused(state: AppState, by: 1 | -1): AppState {
  const dialog = state.overlay;
  return dialog?.kind === 'fetch' ? { ...state, overlay: moveFocus(dialog, by) } : state;
}

function chosen(state: AppState, by: 1 | -1): Step {
  const { overlay } = state;
  if (overlay?.kind === 'confirm') {
    return step({ ...state, overlay: { ...overlay, isYesFocused: !overlay.isYesFocused } });
  }
  if (overlay?.kind !== 'fetch' || overlay.step !== null) return step(state);
  const moved = moveChoice(overlay, by);
  return moved === null ? step(state) : replan({ ...state, overlay: moved });
}

/** Enter does what the preview shows. */
function accept(state: AppState, use: boolean): Step {
  const { overlay } = state;
  if (overlay?.kind === 'confirm') {
    const closed: AppState = { ...state, overlay: null };
    return isConfirmed(overlay) ? step(closed, overlay.effect) : step(closed);
  }
  if (overlay?.kind !== 'fetch') return step(state);
  const request = requestOf(overlay, use);
  if (typeof request === 'string') return step(state);
  return step({ ...state, overlay: { ...overlay, step: 'fetch' } }, { kind: 'acquire', request });
}

/** Esc stops what is under way; pressed again, it closes the dialog. */
function cancel(state: AppState): Step {
  const { overlay } = state;
  if (overlay?.kind === 'fetch' && overlay.step !== null) return step(state, { kind: 'cancelAcquire' });
  return step({ ...state, overlay: null });
}
