import type { AcquireAsked, AcquirePlan, AcquireResult, AcquireStep } from '@ackring/core/fetch';
import { AckringError, type Cluster, toAckringError } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { homePath } from '../../screen/drawing/home-path.js';
import { type ItemResult, type JobItem, withResult } from '../../screen/job.js';
import { clearMarks } from '../../screen/list-screen.js';
import { problemTidings } from '../../screen/notice.js';
import { hint, notify, tell } from '../../screen/notify.js';
import { closeOverlay } from '../../screen/overlay.js';
import type { Step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import type { World } from '../../screen/world.js';
import { afterWrite } from '../activity/tasks.js';
import { withAnswers } from '../contexts/kubeconfigs.js';
import { contextId } from '../contexts/table.js';
import { verdictTidings } from '../contexts/verdict.js';
import type { FetchDialog } from './dialog.js';

interface FetchAsked {
  readonly request: AcquireAsked;
  /** The plan that was on the screen: it is done if the request still comes to it. Null where none was shown yet. */
  readonly shown: AcquirePlan | null;
}

/** Fetches, merges and verifies. */
export const fetch = defineTask({
  name: 'fetch',
  slot: workSlot,
  arrivals: {
    /** The files or the cluster changed since the plan was shown: nothing was done, and the new plan is shown. */
    changed: (state: AppState, plan: AcquirePlan) => {
      const preview = { kind: 'planned', plan } as const;
      const next = withDialog(state, ({ serial }) => ({
        cluster: plan.request.cluster,
        detail: 'known',
        serial: serial + 1,
        preview,
        step: null,
      }));
      return hint(next, 'warn', messagesIn(state.language).fetch.changed);
    },
    reached: (state: AppState, step: AcquireStep) => withDialog(state, () => ({ step })),
    /** The dialog gives way to the verdict; the files are read again, since one of them changed. */
    done: (state: AppState, result: AcquireResult): Step => {
      const messages = messagesIn(state.language);
      const { context, file, verdict } = result;
      const closed = state.overlay?.kind === 'fetch' ? closeOverlay(state) : state;
      const told = notify(closed, 'good', messages.fetch.done(context, homePath(file ?? '-', state.home)));
      if (verdict === null) return afterWrite(told);
      return afterWrite(tell(remembered(told, result), verdictTidings(verdict, messages)));
    },
  },
  run: async ({ world, tell, signal }, { request, shown }: FetchAsked) => {
    const services = world.servicesFor(request.cluster.id);
    try {
      const plan = await services.planAcquire(request, { signal });
      const { isSamePlan } = await import('@ackring/core/fetch');
      if (shown !== null && !isSamePlan(shown, plan)) return tell.changed(plan);
      tell.done(await services.acquire(plan, { signal, onStep: tell.reached }));
    } catch (cause) {
      if (!signal.aborted) throw cause;
      // A cancelled fetch is told as one, whatever the cancelling broke.
      const remedy = 'Fetch again when ready.';
      throw new AckringError('Cancelled', 'the fetch was cancelled', { remedy, cause });
    }
  },
  /** Back to the choices, so that another access or a shorter duration can be tried. */
  failed: (state, error) => {
    const messages = messagesIn(state.language);
    const next = withDialog(state, () => ({ step: null }));
    if (error.code === 'Cancelled') return notify(next, 'info', messages.fetch.cancelled);
    return tell(next, problemTidings(error, messages));
  },
});

function withDialog(state: AppState, change: (dialog: FetchDialog) => Partial<FetchDialog>): AppState {
  const { overlay } = state;
  return overlay?.kind === 'fetch' ? { ...state, overlay: { ...overlay, ...change(overlay) } } : state;
}

function remembered(state: AppState, { context, file, verdict }: AcquireResult): AppState {
  if (file === null || verdict === null) return state;
  const answers = [[contextId({ file, context }), verdict]] as const;
  return { ...state, kubeconfigs: withAnswers(state.kubeconfigs, answers) };
}

/** Fetches one after the other into the same files: each is whole before the next begins. */
export const fetchMany = defineTask({
  name: 'fetchMany',
  slot: workSlot,
  arrivals: {
    /** A failure is told by its name, and the others go on. */
    done: (state: AppState, cluster: Cluster, result: ItemResult, outcome: AcquireResult | AckringError) => {
      if (state.job === null) return state;
      const messages = messagesIn(state.language);
      const next = { ...state, job: withResult(state.job, result) };
      if (outcome instanceof AckringError) {
        const tidings = problemTidings(outcome, messages);
        return tell(next, { ...tidings, text: messages.answers.failed(cluster.name, tidings.text) });
      }
      const judged = remembered(next, outcome);
      const { file, verdict } = outcome;
      if (file === null || verdict === null || verdict.verdict === 'ok') return judged;
      return tell(judged, verdictTidings(verdict, messages));
    },
  },
  run: async ({ world, tell, signal }, items: readonly JobItem[]) => {
    for (const item of items) {
      if (signal.aborted) return;
      const outcome = await fetchOne(world, item.request, signal);
      if (signal.aborted && outcome instanceof AckringError) return;
      tell.done(item.request.cluster, resultOf(item, outcome), outcome);
    }
  },
  ended: (state) => {
    const { job } = state;
    if (job === null) return state;
    const text = messagesIn(state.language).jobs.ended(job);
    return afterWrite(notify({ ...clearMarks(state), job: null }, job.failed === 0 ? 'good' : 'bad', text));
  },
});

async function fetchOne(
  world: World,
  request: AcquireAsked,
  signal: AbortSignal,
): Promise<AcquireResult | AckringError> {
  const services = world.servicesFor(request.cluster.id);
  try {
    return await services.acquire(await services.planAcquire(request), { signal });
  } catch (error) {
    return toAckringError(error);
  }
}

/** The server gives the certificate it has when the window is not open: the same end means not renewed. */
function resultOf({ notAfter }: JobItem, outcome: AcquireResult | AckringError): ItemResult {
  if (outcome instanceof AckringError) return 'failed';
  if (outcome.verdict?.verdict === 'failed') return 'failed';
  const isSame = notAfter !== null && outcome.notAfter <= notAfter;
  return isSame ? 'unchanged' : 'done';
}
