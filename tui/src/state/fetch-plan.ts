import { AckringError } from '@ackring/core/words/errors';
import type { AppState } from './app-state.js';
import type { DetailAnswer } from './cluster-details.js';
import { type FetchDialog, type Preview, requestOf, shownPlan, withDetail } from './fetch-dialog.js';
import { openOverlay } from './overlay.js';
import { type Step, step } from './step.js';

/** Opens the dialog and asks its cluster: what is known of it from before may be shown, and no more. */
export function openFetch(state: AppState, dialog: FetchDialog): Step {
  const planned = replan(openOverlay(state, dialog));
  return step(planned.state, { kind: 'describeCluster', cluster: dialog.cluster }, ...planned.effects);
}

/** The open dialog, if one of the answers is its cluster's and it has not begun to fetch. */
export function dialogDescribed(state: AppState, answers: readonly DetailAnswer[]): Step {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch' || dialog.step !== null) return step(state);
  const answer = answers.find(({ listed }) => listed.id === dialog.cluster.id);
  if (answer === undefined) return step(state);
  return replan({ ...state, overlay: withDetail(dialog, answer.detail) });
}

/** Asks the core for the plan of what the open dialog says now; the last one stays in view meanwhile. */
export function replan(state: AppState): Step {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch') return step(state);
  const request = requestOf(dialog);
  const serial = dialog.serial + 1;
  if (typeof request === 'string') {
    return step({
      ...state,
      overlay: { ...dialog, serial, preview: { kind: 'incomplete', reason: request } },
    });
  }
  if (dialog.detail instanceof AckringError) {
    const preview: Preview = { kind: 'refused', error: dialog.detail };
    return step({ ...state, overlay: { ...dialog, serial, preview } });
  }
  const preview: Preview = { kind: 'asking', last: shownPlan(dialog) };
  // Without its endpoints there is nothing to plan: its detail is being asked for.
  if (dialog.cluster.endpoints === null) return step({ ...state, overlay: { ...dialog, serial, preview } });
  return step(
    { ...state, overlay: { ...dialog, serial, preview } },
    { kind: 'planAcquire', request, serial },
  );
}
