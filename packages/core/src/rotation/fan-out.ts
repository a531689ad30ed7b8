import { AckringError, toAckringError } from '../errors.js';
import { concurrently } from '../fleet/concurrently.js';
import type { Clock } from '../ports.js';
import type { DeployedFunction } from './deployed-function.js';
import { outcomeError } from './outcome-error.js';
import type { RotationCounts, RotationFailure, RotationReport } from './report.js';
import { emptyCounts } from './report.js';
import { encodeShard, type Shard } from './shard.js';
import { readShardReport } from './shard-report.js';
import type { DocumentStore } from './sink.js';

export interface FanOutOptions {
  readonly self: DeployedFunction;
  readonly store: DocumentStore;
  readonly clock: Clock;
  /** When the coordinator must have its report. */
  readonly deadline: Date;
  readonly signal?: AbortSignal | undefined;
}

/** So many shards are under way at most: the API's limits are the account's, however many functions call. */
const shardsAtOnce = 8;

/** Time for the coordinator to tell and to keep its report. */
const concludeMs = 30_000;
const longestPauseMs = 4_000;

/**
 * Invokes the function itself once a shard, asynchronously, and collects what each leaves in the store. A
 * shard that is not done when the coordinator must answer is a failure in the report; it runs on by itself.
 * A coordinator that is run again by Function Compute's retry finds what is done already.
 */
export async function fanOut(
  shards: readonly Shard[],
  options: FanOutOptions,
): Promise<{ readonly reports: readonly RotationReport[]; readonly failures: readonly RotationFailure[] }> {
  const reports: RotationReport[] = [];
  const failures: RotationFailure[] = [];
  const run = async (shard: Shard) => {
    try {
      return await runShard(shard, options);
    } catch (error) {
      return { what: `shard ${shard.index + 1} of ${shard.of}`, error: outcomeError(toAckringError(error)) };
    }
  };
  for await (const result of concurrently(shards, shardsAtOnce, run)) {
    if ('what' in result) failures.push(result);
    else reports.push(result);
  }
  return { reports, failures };
}

async function runShard(shard: Shard, options: FanOutOptions): Promise<RotationReport> {
  const { self, store, clock, deadline, signal } = options;
  const done = await readShardReport(store, shard, signal);
  if (done !== null) return done;
  const endMs = deadline.getTime() - concludeMs;
  if (clock.now().getTime() >= endMs) throw notInTime(shard);
  await self.invoke(encodeShard(shard), { async: true, signal });
  for (let pauseMs = 250; clock.now().getTime() < endMs; pauseMs = Math.min(longestPauseMs, pauseMs * 1.3)) {
    await clock.sleep(Math.min(pauseMs, Math.max(1, endMs - clock.now().getTime())), signal);
    const report = await readShardReport(store, shard, signal);
    if (report !== null) return report;
  }
  throw notInTime(shard);
}

function notInTime({ clusters }: Shard): AckringError {
  return new AckringError('TimedOut', `no report in time for ${clusters.length} clusters`, {
    remedy: "It may still be at work: see the function's log. The next run does what it left.",
  });
}

/** One report out of many, of the same run. */
export function mergeReports(
  frame: Pick<RotationReport, 'runId' | 'mode' | 'now' | 'startedAt' | 'finishedAt'>,
  reports: readonly RotationReport[],
  failures: readonly RotationFailure[],
): RotationReport {
  const counts = reports.reduce<RotationCounts>((sum, { counts: each }) => addCounts(sum, each), emptyCounts);
  const outcomes = reports.flatMap((report) => report.outcomes);
  return {
    ...frame,
    counts,
    outcomes,
    failures: unique([...failures, ...reports.flatMap((each) => each.failures)]),
  };
}

function addCounts(left: RotationCounts, right: RotationCounts): RotationCounts {
  return {
    total: left.total + right.total,
    renewed: left.renewed + right.renewed,
    delivered: left.delivered + right.delivered,
    unchanged: left.unchanged + right.unchanged,
    kept: left.kept + right.kept,
    skipped: left.skipped + right.skipped,
    notified: left.notified + right.notified,
    deferred: left.deferred + right.deferred,
    failed: left.failed + right.failed,
  };
}

/** Every shard meets the same closed door: it is told once. */
function unique(failures: readonly RotationFailure[]): readonly RotationFailure[] {
  const byKey = new Map(
    failures.map((failure) => [`${failure.what.replace(/\(.*\)/, '')} ${failure.error.code}`, failure]),
  );
  return [...byKey.values()];
}
