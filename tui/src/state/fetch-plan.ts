import type { AppState } from './app-state.js';
import { type FetchDialog, type Preview, requestOf } from './fetch-dialog.js';
import { type Step, step } from './step.js';

/** Asks the core for the plan of what the open dialog says now; the last one stays in view meanwhile. */
export function replan(state: AppState): Step {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch') return step(state);
  const request = requestOf(dialog, false);
  const serial = dialog.serial + 1;
  if (typeof request === 'string') {
    return step({
      ...state,
      overlay: { ...dialog, serial, preview: { kind: 'incomplete', reason: request } },
    });
  }
  const preview: Preview = { kind: 'asking', last: lastPlan(dialog) };
  return step(
    { ...state, overlay: { ...dialog, serial, preview } },
    { kind: 'planAcquire', request, serial },
  );
}

function lastPlan({ preview }: FetchDialog) {
  if (preview.kind === 'planned') return preview.plan;
  return preview.kind === 'asking' ? preview.last : null;
}
