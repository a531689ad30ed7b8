import type { AcquireDraft, AcquirePlan } from '@ackring/core/fetch';
import { AckringError, type Cluster, clusterKey, toAckringError } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { bodyHeight } from '../../screen/empty-body.js';
import { openOverlay } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { emptyField } from '../../screen/text-field.js';
import { type DetailAnswer, withAnswers } from '../../subjects/cluster/detail-answers.js';
import { type FetchDialog, isOffered, type Preview, requestOf, shownPlan, withDetail } from './dialog.js';

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
  const next = { ...state, overlay: { ...dialog, serial, preview } };
  const rows =
    dialog.others.length === 0 ? [] : [planRows({ requests: rowRequests(dialog, request), serial })];
  // Without endpoints there is nothing to plan: the detail is being requested.
  if (dialog.cluster.endpoints === null) return step(next, ...rows);
  return step(next, planFetch({ request, serial }), ...rows);
}

/** As many of many clusters as have a row on the screen, with the fields and what else is said around them. */
export function clustersWithRow(state: AppState, { cluster, others }: FetchDialog): readonly Cluster[] {
  return [cluster, ...others].slice(0, Math.max(leastRows, bodyHeight(state) - linesAroundRows));
}

const leastRows = 3;
const linesAroundRows = 9;

/** More than have a row, so that what they replace is told too. */
const mostPlanned = 50;

/** Each is asked for its endpoints once, not again for another choice. */
function rowRequests(dialog: FetchDialog, request: AcquireDraft): readonly AcquireDraft[] {
  return [dialog.cluster, ...dialog.others].slice(0, mostPlanned).map((cluster) => {
    const known = dialog.rowPlans.get(clusterKey(cluster));
    const described = known === undefined || known instanceof AckringError ? cluster : known.request.cluster;
    return { ...request, cluster: described, takesOther: true };
  });
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
  failed: (state, error, { serial }) => {
    const dialog = state.overlay;
    // A name that was only offered, and cannot be, stands in nobody's way.
    if (dialog?.kind === 'fetch' && dialog.serial === serial && isOffered(dialog))
      return replan({ ...state, overlay: { ...dialog, context: emptyField } });
    return previewed(state, serial, { kind: 'refused', error });
  },
});

function previewed(state: AppState, serial: number, preview: Preview): AppState {
  const dialog = state.overlay;
  if (dialog?.kind !== 'fetch' || dialog.serial !== serial || dialog.step !== null) return state;
  return { ...state, overlay: { ...dialog, preview } };
}

interface RowsInput {
  readonly requests: readonly AcquireDraft[];
  readonly serial: number;
}

/** Computes the same for each of many. */
const planRows = defineTask({
  name: 'planRows',
  slot: { name: 'planRows', stopsOn: [] },
  arrivals: {
    planned: (state: AppState, serial: number, key: string, plan: AcquirePlan | AckringError) => {
      const dialog = state.overlay;
      if (dialog?.kind !== 'fetch' || dialog.serial !== serial) return state;
      return { ...state, overlay: { ...dialog, rowPlans: new Map(dialog.rowPlans).set(key, plan) } };
    },
  },
  run: async ({ world, emit, signal }, { requests, serial }: RowsInput) => {
    await Promise.all(
      requests.map(async (request) => {
        const planning = world.servicesFor(request.cluster).planAcquire(request, { signal });
        emit.planned(serial, clusterKey(request.cluster), await planning.catch(toAckringError));
      }),
    );
  },
});
