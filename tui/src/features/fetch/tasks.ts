import { randomUUID } from 'node:crypto';
import { successMark } from '@ackring/core/claims';
import type { AcquireDraft, AcquirePlan, AcquireResult, AcquireStep } from '@ackring/core/fetch';
import type { Verdict } from '@ackring/core/verification';
import { AckringError, type Cluster, toAckringError, visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { cutMiddle } from '../../screen/drawing/line.js';
import { type ItemResult, startJob, withResult } from '../../screen/job.js';
import { withoutMarks } from '../../screen/list-keys.js';
import { pursue } from '../../screen/list-screen.js';
import { type NoticeDraft, problemNotice } from '../../screen/notice.js';
import { addNotice, hint, notify, tellRecorded } from '../../screen/notify.js';
import { closeOverlay, overlayAbove, textToRead } from '../../screen/overlay.js';
import { homePath } from '../../screen/reader.js';
import type { Change } from '../../screen/step.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import type { World } from '../../screen/world.js';
import { withWritten } from '../../subjects/context/kubeconfigs.js';
import { contextId } from '../../subjects/context/table.js';
import { extentOf, verdictLines, verdictNotice } from '../../subjects/context/verdict.js';
import { holdersOf } from '../../subjects/holding/holder-tasks.js';
import { afterWrite } from '../../subjects/journal/tasks.js';
import type { FetchDialog } from './dialog.js';

interface FetchInput {
  readonly request: AcquireDraft;
  /** The plan that was on the screen: it is done if it still matches the request. Null if none was shown yet. */
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
    /** The verdict replaces the dialog; the files are read again, since one of them changed. */
    done: (state: AppState, result: AcquireResult): Step => {
      const messages = messagesIn(state.language);
      const { context, file, verdict, changes } = result;
      const closed = state.overlay?.kind === 'fetch' ? closeOverlay(state) : state;
      const place = homePath(file ?? '-', state.home);
      // A long-term one is the same for months.
      const isSame = changes.length === 0;
      const said = isSame ? messages.fetch.same(context, place) : messages.fetch.done(context, place);
      const told = tellRecorded(closed, said);
      const { id } = result.plan.request.cluster;
      const after = followed(afterWrite(remembered(told, result)), { clusterId: id, file, context });
      const isTold = verdict === null || (isSame && verdict.verdict === 'ok');
      return isTold
        ? after
        : { ...after, state: addNotice(after.state, fetchedNotice(verdict, result, state.timeZone)) };
    },
  },
  run: async ({ world, emit, signal }, { request, shown }: FetchInput) => {
    const services = world.servicesFor(request.cluster);
    const plan = await services.planAcquire(request, { signal });
    const { isSamePlan } = await import('@ackring/core/fetch');
    if (shown !== null && !isSamePlan(shown, plan)) return emit.changed(plan);
    emit.done(await services.acquire(plan, { signal, onStep: emit.reached }));
  },
  /** Back to the choices, to try another access or a shorter duration. */
  failed: (state, error) => {
    const next = withDialog(state, () => ({ step: null }));
    if (error.code === 'Cancelled') return notify(next, 'info', ({ fetch }) => fetch.cancelled);
    return addNotice(next, problemNotice(error, state.home));
  },
});

/** Who is let in until when, and the key that undoes it; else what is wrong. */
function fetchedNotice(verdict: Verdict, { notAfter }: AcquireResult, timeZone: string): NoticeDraft {
  const { identity, context } = verdict;
  if (successMark(verdict.claim) === null || identity === null || notAfter === null)
    return verdictNotice(verdict);
  const ends = localTime(notAfter, timeZone);
  // Two long numbers: whoever asked knows the first, and nobody the second.
  const who = cutMiddle(identity.username, 12);
  return {
    mood: 'good',
    told: (messages) => {
      const said = messages.fetch.answers(context, who, ends);
      const extent = extentOf(verdict, messages);
      return {
        text: extent === null ? said : `${said} · ${extent}`,
        remedy: messages.tidying.undoable,
        name: context,
        least: who,
      };
    },
  };
}

/** The cursor moves to what was written, and its holders are requested again where they are shown. */
export function followed(
  { state, asks }: Step,
  done: Pick<Written, 'file' | 'context'> & { readonly clusterId: string | null },
): Step {
  const { file, context, clusterId } = done;
  const onContexts = file === null ? state : pursue(state, 'contexts', contextId({ file, context }));
  const next = clusterId === null ? onContexts : pursue(onContexts, 'clusters', clusterId);
  return step(next, ...asks, ...(clusterId === null ? [] : holdersOf(next, clusterId)));
}

function withDialog(state: AppState, change: (dialog: FetchDialog) => Partial<FetchDialog>): AppState {
  const { overlay } = state;
  return overlay?.kind === 'fetch' ? { ...state, overlay: { ...overlay, ...change(overlay) } } : state;
}

type Written = Pick<AcquireResult, 'context' | 'file' | 'verdict' | 'notAfter'>;

function remembered(state: AppState, { context, file, verdict, notAfter }: Written): AppState {
  if (file === null || verdict === null) return state;
  const id = contextId({ file, context });
  return { ...state, kubeconfigs: withWritten(state.kubeconfigs, id, { verdict, notAfter }) };
}

interface Fetched {
  readonly cluster: Cluster;
  readonly outcome: AcquireResult | AckringError;
}

/**
 * Fetches one after the other into the same files: each is complete before the next begins. At the end the endpoint and
 * the verdict of each are shown.
 */
export const fetchMany = defineTask({
  name: 'fetchMany',
  slot: workSlot,
  arrivals: {
    begun: (state: AppState, count: number) => ({
      ...state,
      job: { ...startJob('fetch', count), from: state.screen },
    }),
    /** A failure is reported by name, and the others go on. */
    done: (before: AppState, { name, id }: Cluster, outcome: AcquireResult | AckringError) => {
      const state = withoutMarks(before, id);
      if (outcome instanceof AckringError) return itemFailed(state, name, outcome);
      return itemWritten(state, outcome);
    },
    /** Whoever has gone to another screen keeps it, and the keys: the list of contexts says the same. */
    shown: (state: AppState, all: readonly Fetched[]) => {
      if (state.job?.from !== state.screen) return state;
      const messages = messagesIn(state.language);
      const worstFirst = all.toSorted((one, other) => rankOf(one) - rankOf(other));
      const text = worstFirst.map((each) => fetchedText(each, messages, state.home)).join('\n');
      const title = messages.fetch.fetched(all.length);
      return overlayAbove(state, textToRead(title, text));
    },
  },
  run: async ({ world, emit, signal }, requests: readonly AcquireDraft[]) => {
    emit.begun(requests.length);
    const all: Fetched[] = [];
    const task = randomUUID();
    for (const request of requests) {
      if (signal.aborted) break;
      const outcome = await fetchOne(world, request, { signal, task });
      if (wasStopped(outcome)) break;
      all.push({ cluster: request.cluster, outcome });
      emit.done(request.cluster, outcome);
    }
    if (all.length > 0) emit.shown(all);
  },
  ended: jobEnded,
});

/** What was not fetched first, then what no API server let in. */
function rankOf({ outcome }: Fetched): number {
  if (outcome instanceof AckringError) return 0;
  return outcome.verdict?.verdict === 'failed' ? 1 : 2;
}

/** Whether it was fetched, from which endpoint, and whether it was let in. */
function fetchedText({ cluster, outcome }: Fetched, messages: Messages, home: string): string {
  if (outcome instanceof AckringError) {
    const { text, remedy } = problemNotice(outcome, home).told(messages);
    const line = `✕ ${messages.fetch.notFetched(visible(cluster.name), visible(text))}`;
    return remedy ? `${line}\n    ${visible(remedy)}` : line;
  }
  const { verdict, context, plan } = outcome;
  const line = verdict === null ? visible(context) : verdictLines(verdict, { messages });
  return `${line}\n    ${visible(plan.server)}`;
}

/** Before anything of it was written: once something is, it has an outcome. */
export function wasStopped(outcome: unknown): boolean {
  return outcome instanceof AckringError && outcome.code === 'Cancelled';
}

/** One of a job is in its file, whatever its API server says. */
export function itemWritten(state: AppState, written: Written): AppState {
  const { verdict } = written;
  const isBad = verdict?.verdict === 'failed';
  const next = remembered(itemEnded(state, isBad ? 'unproven' : 'done'), written);
  return isBad ? addNotice(next, verdictNotice(verdict)) : next;
}

/** One of a job failed, and is reported by name; the others go on. */
export function itemFailed(state: AppState, name: string, error: AckringError): AppState {
  const { mood, told } = problemNotice(error, state.home);
  return addNotice(itemEnded(state, 'failed'), {
    mood,
    told: (messages) => {
      const { text, ...said } = told(messages);
      return { ...said, text: messages.answers.failed(name, text) };
    },
  });
}

export function itemEnded(state: AppState, result: ItemResult): AppState {
  return state.job === null ? state : { ...state, job: withResult(state.job, result) };
}

/** The job's own message at its end; the files are read again. What it left alone or a filter hid stays marked. */
export function jobEnded(state: AppState): Change {
  const { job } = state;
  if (job === null) return state;
  const text = ({ jobs }: Messages) => jobs.ended(job);
  const ended = { ...state, job: null };
  const isGood = job.failed + job.unproven === 0;
  // All is in the files: that some is not let in yet has its own message.
  const mood = job.failed === 0 ? 'warn' : 'bad';
  const told = isGood ? tellRecorded(ended, text(messagesIn(state.language))) : notify(ended, mood, text);
  return afterWrite(told);
}

async function fetchOne(
  world: World,
  request: AcquireDraft,
  options: { readonly signal: AbortSignal; readonly task: string },
): Promise<AcquireResult | AckringError> {
  const services = world.servicesFor(request.cluster);
  try {
    const plan = await services.planAcquire(request, { signal: options.signal });
    return await services.acquire(plan, options);
  } catch (error) {
    return toAckringError(error);
  }
}
