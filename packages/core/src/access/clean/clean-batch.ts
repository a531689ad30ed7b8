import type { AccessApi, Ack, KubeconfigState, TaskProgress } from '../../cloud/ack/api.js';
import { followTask, readUntil } from '../../cloud/ack/settle.js';
import type { Clock } from '../../machine/clock.js';
import { cancelled, throwIfCancelled } from '../../machine/retry.js';
import { AckringError, mayHaveHappened, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { AccessRow } from '../access-row.js';
import { readActivity } from '../audit.js';
import type { CleanStep } from './clean-plan.js';

export type CleanResult = 'removed' | 'alreadyRemoved' | 'refused' | 'failed' | 'unconfirmed' | 'unknown';

/**
 * The outcome of one step. `unconfirmed`: the cloud reported success, but its lagging list still shows it. `unknown`:
 * the call was cut off, and later answers did not show it done.
 */
export interface CleanOutcome {
  readonly step: CleanStep;
  readonly result: CleanResult;
  readonly isForced: boolean;
  readonly error: AckringError | null;
}

export interface BatchOptions {
  readonly api: Pick<Ack, 'listKubeconfigStates'> &
    Pick<
      AccessApi,
      'cleanClusterUser' | 'cleanUser' | 'describeTask' | 'describeUserActivity' | 'describeUserPermissions'
    >;
  readonly clock: Clock;
  /** Progress of the cloud's task that cleans several clusters of one region. */
  readonly onTask?: (progress: TaskProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The clusters of one region that one call may clean for one identity, with or without force. */
export function batchesOf(steps: readonly CleanStep[]): readonly (readonly CleanStep[])[] {
  const batches = Map.groupBy(steps, ({ row, verdict }) => {
    return `${row.identity.uid} ${row.cluster.region} ${verdict}`;
  });
  return [...batches.values()];
}

/** Carries out one batch; never throws: each step gets its outcome. */
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
  const left = fresh.length > 1 ? await cleanTogether(fresh, options, outcomes) : fresh;
  outcomes.push(...(await cleanEach(left, options)));
  return outcomes;
}

/** The plan may be old: what is gone is not cleaned twice, and an identity active since is refused. */
async function lookAgain(step: CleanStep, options: BatchOptions): Promise<CleanOutcome | null> {
  const isForced = step.verdict === 'needs-force';
  try {
    throwIfCancelled(options.signal);
    if ((await stateOf(step, options)) === 'removed') {
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
    say('{identity} is active in {cluster}, or that can no longer be read', {
      identity: identity.name,
      cluster: cluster.name,
    }),
    { remedy: say('Make the plan again, and see who uses it.') },
  );
}

/**
 * Cleans by one task. The task's own word is not final: its effect is read from the list until that has had time to
 * catch up. Adds finished steps to the outcomes and returns those to try one by one.
 */
async function cleanTogether(
  steps: readonly CleanStep[],
  options: BatchOptions,
  outcomes: CleanOutcome[],
): Promise<readonly CleanStep[]> {
  const isDone = await runTask(steps, options);
  const states = await seenAfterwards(steps, options);
  const left: CleanStep[] = [];
  for (const step of steps) {
    const isForced = step.verdict === 'needs-force';
    if (states.get(step) === 'removed') outcomes.push({ step, result: 'removed', isForced, error: null });
    else if (isDone) outcomes.push({ step, result: 'unconfirmed', isForced, error: notSeenGone(step.row) });
    else left.push(step);
  }
  return left;
}

/** Whether the cloud reports it all done. */
async function runTask(steps: readonly CleanStep[], options: BatchOptions): Promise<boolean> {
  const [first] = steps;
  if (first === undefined) return false;
  const { api, clock, signal } = options;
  const { identity, cluster } = first.row;
  const clusterIds = steps.map(({ row }) => row.cluster.id);
  try {
    const force = first.verdict === 'needs-force';
    const scope = { region: cluster.region, clusterIds, force, signal };
    const { taskId } = await api.cleanUser(identity.uid, scope);
    const watching = options.onTask === undefined ? { signal } : { signal, onProgress: options.onTask };
    const end = await followTask({ api, clock, taskId, region: cluster.region, ...watching });
    return end.state === 'succeeded';
  } catch {
    return false;
  }
}

function notSeenGone({ identity, cluster }: AccessRow): AckringError {
  return new AckringError(
    'DoneInPart',
    say('not seen to be gone yet in {cluster}: lists lag', { cluster: cluster.name }),
    {
      remedy: say('The cloud says that it is done; look again in a minute: `{command}`.', {
        command: shell`ackring access --user ${identity.name || identity.uid}`,
      }),
    },
  );
}

/** One by one; the list is then read once for all steps that may be done despite an error. */
async function cleanEach(
  steps: readonly CleanStep[],
  options: BatchOptions,
): Promise<readonly CleanOutcome[]> {
  const attempts = new Map<CleanStep, Attempt>();
  for (const step of steps) attempts.set(step, await cleanOne(step, options));
  const doubtful = steps.filter((step) => attempts.get(step)?.doubt !== 'none');
  const states = await seenAfterwards(doubtful, options);
  return steps.map((step) => {
    const { error, doubt } = attempts.get(step) ?? unsent;
    const isForced = step.verdict === 'needs-force';
    if (error === null || states.get(step) === 'removed') {
      return { step, result: 'removed', isForced, error: null };
    }
    if (doubt === 'cutOff') return { step, result: 'unknown', isForced, error };
    return { step, result: error.code === 'RequestRejected' ? 'refused' : 'failed', isForced, error };
  });
}

interface Attempt {
  readonly error: AckringError | null;
  /**
   * Whether it may be done despite the error: `cutOff` in transit, or `refused` because an earlier run did it and the
   * list does not show that yet.
   */
  readonly doubt: 'none' | 'cutOff' | 'refused';
}

const unsent: Attempt = { error: cancelled(undefined), doubt: 'none' };

async function cleanOne({ row, verdict }: CleanStep, { api, signal }: BatchOptions): Promise<Attempt> {
  if (signal?.aborted) return unsent;
  try {
    await api.cleanClusterUser(row.cluster, row.identity.uid, {
      force: verdict === 'needs-force',
      signal,
    });
    return { error: null, doubt: 'none' };
  } catch (thrown) {
    const error = toAckringError(thrown);
    return { error, doubt: doubtOf(error) };
  }
}

function doubtOf(error: AckringError): Attempt['doubt'] {
  if (mayHaveHappened(error)) return 'cutOff';
  const { code } = error;
  return code === 'RequestRejected' || code === 'Conflict' ? 'refused' : 'none';
}

type Seen = 'live' | 'removed' | 'unreadable';

/** What the lists say of all of them, read again for as long as they may lag. */
async function seenAfterwards(
  steps: readonly CleanStep[],
  options: BatchOptions,
): Promise<ReadonlyMap<CleanStep, Seen>> {
  const seen = new Map<CleanStep, Seen>();
  // An unreadable list has been retried several times already.
  const isSettled = (step: CleanStep): boolean => (seen.get(step) ?? 'live') !== 'live';
  const look = async (): Promise<boolean> => {
    for (const step of steps) if (!isSettled(step)) seen.set(step, await stateOf(step, options));
    return steps.every(isSettled);
  };
  await readUntil(look, (areSettled) => areSettled, options);
  return seen;
}

async function stateOf({ row }: CleanStep, { api }: BatchOptions): Promise<Seen> {
  try {
    // Roles alone are in no list of kubeconfigs. That of permissions leaves out, without a word, the clusters in which
    // the caller is no administrator: what is not in it is not known to be gone.
    if (row.certificateState === 'unissued') {
      const roles = await api.describeUserPermissions(row.identity.uid);
      return roles.some(({ clusterId }) => clusterId === row.cluster.id) ? 'live' : 'unreadable';
    }
    const states = await api.listKubeconfigStates(row.cluster);
    return states.some((state) => isLiveFor(state, row.identity.uid)) ? 'live' : 'removed';
  } catch {
    return 'unreadable';
  }
}

/** The cluster's list holds issued kubeconfigs only: absence means removed. */
function isLiveFor({ identity, certificateState }: KubeconfigState, uid: string): boolean {
  return identity.uid === uid && certificateState !== 'removed' && certificateState !== 'unissued';
}
