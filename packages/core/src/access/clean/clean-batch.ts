import { AckringError, toAckringError } from '../../errors.js';
import type { Ack, Clock, KubeconfigState } from '../../ports.js';
import { throwIfCancelled } from '../../retry.js';
import type { AccessApi, TaskProgress } from '../access-api.js';
import type { AccessRow } from '../access-row.js';
import { readActivity } from '../audit.js';
import type { CleanStep } from './clean-plan.js';
import { followTask } from './follow-task.js';

export type CleanResult = 'removed' | 'alreadyRemoved' | 'refused' | 'failed' | 'unknown';

/** What came of one step. `unknown`: the call was cut off and the cloud could not be asked afterwards. */
export interface CleanOutcome {
  readonly step: CleanStep;
  readonly result: CleanResult;
  readonly isForced: boolean;
  readonly error: AckringError | null;
}

export interface BatchOptions {
  readonly api: Pick<Ack, 'listKubeconfigStates'> &
    Pick<AccessApi, 'cleanClusterUser' | 'cleanUser' | 'describeTask' | 'describeUserActivity'>;
  readonly clock: Clock;
  /** How the cloud's task goes on that cleans several clusters of one region. */
  readonly onTask?: (progress: TaskProgress) => void;
  readonly signal?: AbortSignal;
}

/** The clusters of one region that one call may clean of one identity, with force or without. */
export function batchesOf(steps: readonly CleanStep[]): readonly (readonly CleanStep[])[] {
  const batches = Map.groupBy(steps, ({ row, verdict }) => {
    return `${row.identity.uid} ${row.cluster.region} ${verdict}`;
  });
  return [...batches.values()];
}

/** Carries out one batch; never throws: each step comes back with what came of it. */
export async function cleanBatch(
  batch: readonly CleanStep[],
  options: BatchOptions,
): Promise<readonly CleanOutcome[]> {
  const fresh: CleanStep[] = [];
  const outcomes: CleanOutcome[] = [];
  for (const step of batch) {
    const before = await lookAgain(step, options);
    if (before === null) fresh.push(step);
    else outcomes.push(before);
  }
  if (fresh.length > 1) await cleanTogether(fresh, options);
  for (const step of fresh) outcomes.push(await settle(step, fresh.length > 1, options));
  return outcomes;
}

/** The plan may be old: what is gone is not cleaned twice, and who became active since is refused. */
async function lookAgain(step: CleanStep, options: BatchOptions): Promise<CleanOutcome | null> {
  const isForced = step.verdict === 'needs-force';
  try {
    throwIfCancelled(options.signal);
    if ((await readState(step, options)) === 'removed') {
      return { step, result: 'alreadyRemoved', isForced: false, error: null };
    }
    if (isForced) return null;
    const activity = await readActivity(options.api, step.row, options.signal);
    const isQuiet = activity.kind === 'never' || (activity.kind === 'seen' && !activity.isActive);
    return isQuiet ? null : { step, result: 'refused', isForced, error: becameActive(step.row) };
  } catch (thrown) {
    return { step, result: 'failed', isForced, error: toAckringError(thrown) };
  }
}

function becameActive({ identity, cluster }: AccessRow): AckringError {
  return new AckringError(
    'Refused',
    `${identity.name} is active in ${cluster.name}, or that can no longer be read`,
    {
      remedy: 'Make the plan again, and see who uses it.',
    },
  );
}

/** The task's own word is not the last: what it did is read from the list afterwards. */
async function cleanTogether(steps: readonly CleanStep[], options: BatchOptions): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  const { api, clock, signal } = options;
  const { identity, cluster } = first.row;
  const clusterIds = steps.map(({ row }) => row.cluster.id);
  const bounds = signal === undefined ? {} : { signal };
  try {
    const force = first.verdict === 'needs-force';
    const { taskId } = await api.cleanUser(identity.uid, {
      region: cluster.region,
      clusterIds,
      force,
      ...bounds,
    });
    const watching = options.onTask === undefined ? bounds : { ...bounds, onProgress: options.onTask };
    await followTask({ api, clock, taskId, region: cluster.region, ...watching });
  } catch {
    // Each step settles by itself next, and tells its own reason.
  }
}

async function settle(step: CleanStep, wasTried: boolean, options: BatchOptions): Promise<CleanOutcome> {
  const isForced = step.verdict === 'needs-force';
  const state = wasTried ? await readState(step, options) : 'live';
  if (state === 'removed') return { step, result: 'removed', isForced, error: null };
  const { api, signal } = options;
  const { cluster, identity } = step.row;
  try {
    await api.cleanClusterUser(cluster, identity.uid, {
      force: isForced,
      ...(signal === undefined ? {} : { signal }),
    });
    return { step, result: 'removed', isForced, error: null };
  } catch (thrown) {
    return afterFailure(step, toAckringError(thrown), options);
  }
}

/** The list has the last word: a call that was cut off, or refused as done already, may have been carried out. */
async function afterFailure(
  step: CleanStep,
  error: AckringError,
  options: BatchOptions,
): Promise<CleanOutcome> {
  const isForced = step.verdict === 'needs-force';
  const state = await readState(step, options);
  if (state === 'removed') return { step, result: 'removed', isForced, error: null };
  if (error.code === 'RequestRejected') return { step, result: 'refused', isForced, error };
  return { step, result: state === 'unreadable' ? 'unknown' : 'failed', isForced, error };
}

async function readState(
  { row }: CleanStep,
  { api }: BatchOptions,
): Promise<'live' | 'removed' | 'unreadable'> {
  try {
    const states = await api.listKubeconfigStates(row.cluster);
    const isLive = states.some((state) => isLiveFor(state, row.identity.uid));
    return isLive ? 'live' : 'removed';
  } catch {
    return 'unreadable';
  }
}

/** The cluster's list knows issued kubeconfigs only: absence is removal. */
function isLiveFor({ identity, certificateState }: KubeconfigState, uid: string): boolean {
  return identity.uid === uid && certificateState !== 'removed' && certificateState !== 'unissued';
}
