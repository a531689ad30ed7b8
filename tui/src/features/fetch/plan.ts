import type { AcquireDraft, AcquirePlan } from '@ackring/core/fetch';
import { AckringError, type Cluster, clusterKey } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { openOverlay } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { type DetailAnswer, withAnswers } from '../../subjects/cluster/detail-answers.js';
import { type FetchDialog, type Preview, requestOf, shownPlan, withDetail } from './dialog.js';

/** Opens the dialog and asks its cluster: earlier facts may be shown, and no more. */
export function openFetch(state: AppState, dialog: FetchDialog): Step {
  const planned = replan(openOverlay(state, dialog));
  return step(planned.state, describeFetched(dialog.cluster), ...planned.asks);
}

/** Requests core's plan for the open dialog's choices; the previous one stays visible meanwhile. */
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
  // Without endpoints there is nothing to plan: the detail is being requested.
  if (dialog.cluster.endpoints === null) return step({ ...state, overlay: { ...dialog, serial, preview } });
  return step({ ...state, overlay: { ...dialog, serial, preview } }, planFetch({ request, serial }));
}

/** The open dialog with the current facts, if it is for this cluster and has not begun to fetch. */
function described(state: AppState, answer: DetailAnswer): Step {
  const next = { ...state, clusterDetails: withAnswers(state.clusterDetails, [answer]) };
  const dialog = next.overlay;
  if (dialog?.kind !== 'fetch' || dialog.step !== null) return step(next);
  if (clusterKey(answer.listed) !== clusterKey(dialog.cluster)) return step(next);
  return replan({ ...next, overlay: withDetail(dialog, answer.detail) });
}

const describeFetched = defineTask({
  name: 'describeFetched',
  arrivals: { described },
  run: async ({ world, emit, signal }, listed: Cluster) => {
    const detail = await world.servicesFor(listed).describeCluster(listed, signal);
    emit.described({ listed, detail });
  },
  failed: (state, detail, listed) => described(state, { listed, detail }),
});

interface PlanInput {
  readonly request: AcquireDraft;
  /** The answer to an earlier request is not shown. */
  readonly serial: number;
}

/** Computes what a fetch would do. */
export const planFetch = defineTask({
  name: 'planFetch',
  arrivals: {
    planned: (state: AppState, serial: number, plan: AcquirePlan) =>
      previewed(state, serial, { kind: 'planned', plan }),
  },
  run: async ({ world, emit }, { request, serial }: PlanInput) =>
    emit.planned(serial, await world.servicesFor(request.cluster).planAcquire(request)),
  failed: (state, error, { serial }) => previewed(state, serial, { kind: 'refused', error }),
});

function previewed(state: AppState, serial: number, preview: Preview): AppState {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch' || dialog.serial !== serial || dialog.step !== null) return state;
  return { ...state, overlay: { ...dialog, preview } };
}
