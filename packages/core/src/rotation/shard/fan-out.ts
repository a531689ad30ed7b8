import { collected } from '../../cloud/concurrently.js';
import type { DeployedFunction } from '../../cloud/function-compute/api.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { countOutcomes, outcomeError, type RotationFailure, type RotationReport } from '../report/report.js';
import { partFingerprint, readShardReport } from '../report/shard-report.js';
import type { DocumentStore } from '../sinks/sink.js';
import { encodeShard, reportPart, type Shard } from './shard.js';

export interface FanOutOptions {
  readonly self: DeployedFunction;
  readonly store: DocumentStore;
  readonly clock: Clock;
  /** When the coordinator must have its report. */
  readonly deadline: Date;
  /** Shards that an earlier part of the run has dispatched: they are waited for, and not dispatched again. */
  readonly underWay?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** The outcome of the shards. `unfinished` were not done in time; those `underWay` may still be running. */
export interface FannedOut {
  readonly reports: readonly RotationReport[];
  readonly failures: readonly RotationFailure[];
  readonly unfinished: readonly Shard[];
  readonly underWay: readonly string[];
}

/** At most this many shards run at once: the API's limits are per account, however many functions call. */
const shardsAtOnce = 8;

/** Time for the coordinator to notify and to keep its report. */
const concludeMs = 30_000;
const longestPauseMs = 4_000;

/**
 * Invokes the function itself once per shard, asynchronously, and collects their reports from the store. A shard that
 * is not done when the coordinator must answer is `unfinished`; it runs on by itself. A coordinator repeated by
 * Function Compute's retry finds what is done already.
 */
export async function fanOut(shards: readonly Shard[], options: FanOutOptions): Promise<FannedOut> {
  const reports: RotationReport[] = [];
  const failures: RotationFailure[] = [];
  const unfinished: Shard[] = [];
  const underWay: string[] = [];
  const run = async (shard: Shard): Promise<ShardResult> => {
    try {
      return await runShard(shard, options);
    } catch (error) {
      return { kind: 'failed', shard, error: toAckringError(error) };
    }
  };
  for (const result of await collected(shards, shardsAtOnce, run)) {
    if (result.kind === 'done') reports.push(result.report);
    else if (result.kind === 'failed') failures.push(failureOf(result.shard, result.error));
    else {
      unfinished.push(result.shard);
      if (result.isBegun) underWay.push(partFingerprint(reportPart(result.shard)));
    }
  }
  return { reports, failures, unfinished, underWay };
}

type ShardResult =
  | { readonly kind: 'done'; readonly report: RotationReport }
  | { readonly kind: 'unfinished'; readonly shard: Shard; readonly isBegun: boolean }
  | { readonly kind: 'failed'; readonly shard: Shard; readonly error: AckringError };

async function runShard(shard: Shard, options: FanOutOptions): Promise<ShardResult> {
  const { clock, deadline, underWay = [], signal } = options;
  const isUnderWay = underWay.includes(partFingerprint(reportPart(shard)));
  const done = await look(shard, options);
  if (done !== null) return { kind: 'done', report: done };
  const endMs = deadline.getTime() - concludeMs;
  if (clock.now().getTime() >= endMs) return { kind: 'unfinished', shard, isBegun: false };
  if (!isUnderWay) await begin(shard, options);
  for (let pauseMs = 250; clock.now().getTime() < endMs; pauseMs = Math.min(longestPauseMs, pauseMs * 1.3)) {
    await clock.sleep(Math.min(pauseMs, Math.max(1, endMs - clock.now().getTime())), signal);
    const report = await look(shard, options);
    if (report !== null) return { kind: 'done', report };
  }
  // After a wait of a whole invocation, the longest it may run, it is no longer running.
  return { kind: 'unfinished', shard, isBegun: !isUnderWay };
}

const beginPausesMs = [500, 4_000];

/**
 * Dispatches a shard, and again if the call was lost, such as on a connection that the other end had just closed.
 * Whether it arrived is then unknown; running twice does no harm. Leaves time to conclude.
 */
async function begin(shard: Shard, { self, clock, deadline, signal }: FanOutOptions): Promise<void> {
  const endMs = deadline.getTime() - concludeMs;
  for (const pauseMs of beginPausesMs) {
    try {
      await self.invoke(encodeShard(shard), { async: true, signal });
      return;
    } catch (error) {
      const isLate = clock.now().getTime() + pauseMs >= endMs;
      if (signal?.aborted || isLate || toAckringError(error).code !== 'Unreachable') throw error;
      await clock.sleep(pauseMs, signal);
    }
  }
  await self.invoke(encodeShard(shard), { async: true, signal });
}

/** Null while the report does not exist, or is unreadable for now: the next read may find it. */
async function look(shard: Shard, { store, signal }: FanOutOptions): Promise<RotationReport | null> {
  try {
    return await readShardReport(store, reportPart(shard), signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
}

function failureOf(shard: Shard, error: AckringError): RotationFailure {
  const { index, of, clusters } = shard;
  return {
    what: `shard ${index + 1} of ${of}`,
    error: outcomeError(error),
    hides: { kind: 'clusters', ids: clusters.map(({ id }) => id) },
  };
}

/** The report's entry for shards that nobody will wait for any more. */
export function notInTime(shards: readonly Shard[]): readonly RotationFailure[] {
  return shards.map((shard) =>
    failureOf(
      shard,
      new AckringError(
        'TimedOut',
        say('no report in time for {count} clusters', { count: shard.clusters.length }),
        {
          remedy: say("It may still be at work: see the function's log. The next run does what it left."),
        },
      ),
    ),
  );
}

/** Merges the reports of one run. */
export function mergeReports(
  frame: Pick<RotationReport, 'runId' | 'mode' | 'now' | 'startedAt' | 'finishedAt'>,
  reports: readonly RotationReport[],
  failures: readonly RotationFailure[],
): RotationReport {
  const { runId, mode, now, startedAt, finishedAt } = frame;
  const outcomes = reports.flatMap((report) => report.outcomes);
  return {
    ...{ runId, mode, now, startedAt, finishedAt },
    counts: countOutcomes(mode, outcomes),
    outcomes,
    failures: unique([...failures, ...reports.flatMap((each) => each.failures)]),
  };
}

/** Every shard hits the same refusal: it is reported once. */
function unique(failures: readonly RotationFailure[]): readonly RotationFailure[] {
  const byKey = new Map(
    failures.map((failure) => [`${failure.what.replace(/\(.*\)/, '')} ${failure.error.code}`, failure]),
  );
  return [...byKey.values()];
}
