import { acceptRemoval, cancelRemoval, moveRemovalChoice } from '../features/access/removal-actions.js';
import { chosenToRemove } from '../features/access/removing.js';
import { undo } from '../features/activity/tasks.js';
import { watchProfiles, watchRegions } from '../features/clusters/watching.js';
import {
  askedAnew,
  type FetchDialog,
  moveChoice,
  moveFocus,
  requestOf,
  requestsOf,
  shownPlan,
} from '../features/fetch/dialog.js';
import { replan } from '../features/fetch/plan.js';
import { fetch, fetchMany } from '../features/fetch/tasks.js';
import { acceptSetting, changeSetting, leaveSettings, moveSetting } from '../features/settings/actions.js';
import type { AppState } from './app-state.js';
import { type Confirmation, isConfirmed } from './confirmation.js';
import { startJob } from './job.js';
import { closeOverlay, openOverlay } from './overlay.js';
import { everyRegion, movePicker, type Picker, pickerChoice, tickPicker } from './picker.js';
import { type Step, step, type Transition } from './step.js';
import { cancelWork } from './tasks.js';

export const dialogActions = {
  dialogNext: (state) => focused(state, 1),
  dialogPrevious: (state) => focused(state, -1),
  dialogLeft: (state) => chosen(state, -1),
  dialogRight: (state) => chosen(state, 1),
  dialogTick: (state) =>
    state.overlay?.kind === 'picker' ? step({ ...state, overlay: tickPicker(state.overlay) }) : step(state),
  dialogAccept: accept,
  /** Shows what becomes of current-context; accepting does it. */
  dialogAcceptAndUse: (state) => {
    const { overlay } = state;
    if (overlay?.kind !== 'fetch') return step(state);
    return replan({ ...state, overlay: { ...overlay, isUsed: !overlay.isUsed } });
  },
  dialogCancel: cancel,
} satisfies Record<string, Transition>;

function focused(state: AppState, by: 1 | -1): Step {
  const { overlay } = state;
  switch (overlay?.kind) {
    case 'fetch':
      return step({ ...state, overlay: moveFocus(overlay, by) });
    case 'picker':
      return step({ ...state, overlay: movePicker(overlay, by) });
    case 'removal':
      return step({ ...state, overlay: moveRemovalChoice(overlay, by) });
    case 'settings':
      return step({ ...state, overlay: moveSetting(overlay, by) });
    case 'confirm':
    case 'details':
    case 'help':
    case 'undo':
    case 'viewer':
    case undefined:
      return step(state);
  }
}

function chosen(state: AppState, by: 1 | -1): Step {
  const { overlay } = state;
  switch (overlay?.kind) {
    case 'confirm':
      return step({ ...state, overlay: { ...overlay, isYesFocused: !overlay.isYesFocused } });
    case 'settings':
      return changeSetting(state, overlay, by);
    case 'removal':
      return step({ ...state, overlay: moveRemovalChoice(overlay, by) });
    case 'fetch': {
      const moved = overlay.step === null ? moveChoice(overlay, by) : null;
      return moved === null ? step(state) : replan({ ...state, overlay: moved });
    }
    case 'details':
    case 'help':
    case 'undo':
    case 'picker':
    case 'viewer':
    case undefined:
      return step(state);
  }
}

function accept(state: AppState): Step {
  const { overlay } = state;
  switch (overlay?.kind) {
    case 'confirm':
      return confirm(state, overlay);
    case 'picker':
      return pick(state, overlay);
    case 'removal':
      return acceptRemoval(state, overlay);
    case 'settings':
      return acceptSetting(state, overlay);
    case 'fetch':
      return acquire(state, overlay);
    case 'undo':
      return step({ ...state, overlay: { ...overlay, isUnderWay: true } }, undo(overlay.plan));
    case 'details':
    case 'help':
    case 'viewer':
    case undefined:
      return step(state);
  }
}

function confirm(state: AppState, question: Confirmation): Step {
  const closed = closeOverlay(state);
  if (!isConfirmed(question)) return step(closed);
  return question.next === undefined ? step(closed, question.ask) : step(openOverlay(closed, question.next));
}

function pick(state: AppState, picker: Picker): Step {
  const choice = pickerChoice(picker);
  const closed = closeOverlay(state);
  if (picker.purpose === 'profiles')
    return choice.length === 0 ? step(closed) : watchProfiles(closed, choice);
  if (picker.purpose !== 'regions')
    return choice.length === 0 ? step(closed) : chosenToRemove(closed, picker.purpose, choice);
  return watchRegions(closed, choice.includes(everyRegion) ? [] : choice);
}

/** Enter does what the preview shows; with many clusters, the same for each of them. */
function acquire(state: AppState, dialog: FetchDialog): Step {
  const request = requestOf(dialog);
  if (typeof request === 'string') return step(state);
  if (dialog.others.length === 0) {
    const isAsked = dialog.detail === 'known';
    const sure = isAsked ? request : { ...request, cluster: askedAnew(request.cluster) };
    return step(
      { ...state, overlay: { ...dialog, step: 'fetch' } },
      fetch({ request: sure, shown: shownPlan(dialog) }),
    );
  }
  const items = requestsOf(dialog, request).map((each) => ({ request: each, notAfter: null }));
  const job = startJob('fetch', items.length);
  return step({ ...closeOverlay(state), job }, fetchMany(items));
}

/** Esc stops what is under way; pressed again, it closes the dialog. */
function cancel(state: AppState): Step {
  const { overlay } = state;
  if (overlay?.kind === 'fetch' && overlay.step !== null) return step(state, cancelWork());
  if (overlay?.kind === 'removal') return cancelRemoval(state, overlay);
  if (overlay?.kind === 'settings') return step(leaveSettings(state, overlay));
  return step(closeOverlay(state));
}
