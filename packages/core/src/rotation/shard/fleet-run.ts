import { AckringError } from '../../errors.js';
import { identityKey, type RotationConfiguration } from '../configuration.js';
import type { DocumentStore } from '../delivery/sink.js';
import type { DeployedFunction } from '../function/deployed-function.js';
import type { FleetSlice } from '../inventory/fleet-slice.js';
import { readOwnRecords } from '../inventory/records.js';
import { planReport } from '../plan/plan.js';
import { documentsOf } from '../report/kept-runs.js';
import { outcomeError } from '../report/outcome-error.js';
import type { RotationFailure, RotationMode, RotationReport } from '../report/report.js';
import { keepShardReport, readShardReport } from '../report/shard-report.js';
import {
  createRotation,
  type ListedFleet,
  type Rotation,
  type RotationOptions,
  type RunOptions,
} from '../run/rotation.js';
import { type FannedOut, fanOut, mergeReports, notInTime } from './fan-out.js';
import { encodeResume, goesOn, mostParts, type Resume } from './resume.js';
import { recordsOf, type Shard, shardsOf } from './shard.js';

export interface FleetRunOptions extends RunOptions {
  readonly deadline: Date;
  /** The function that runs this; null where there is none to call. */
  readonly self: DeployedFunction | null;
  /** Set where an earlier invocation of the same run ran out of time. */
  readonly resume?: Resume | null;
}

/**
 * A whole run inside a function: a fleet that fits one invocation is done here; a larger one is cut into
 * shards. The first shard is done here too, as the canary of the rest: when it halts, nothing is fanned out.
 * A run that takes longer than one invocation may last hands itself on, and the last part tells people.
 */
export async function runFleet(
  options: RotationOptions,
  mode: RotationMode,
  run: FleetRunOptions,
): Promise<RotationReport> {
  const rotation = createRotation(options);
  const fleet = await rotation.list(run);
  const now = run.now ?? fleet.startedAt;
  const store = documentsOf(options.sinks);
  const isLarge = fleet.slices.some(({ clusters }) => clusters.length > options.configuration.shardSize);
  if (run.self === null || store === null || !isLarge) {
    return conclude(rotation, mode, await runHere(options, rotation, mode, fleet, { ...run, now }));
  }
  const slices = await withRecords(fleet.slices, options.configuration, run.signal);
  const shards = shardsOf(slices, options.configuration, { runId: run.runId, mode, now });
  const [canary, ...rest] = shards;
  const first = await runCanary(options, rotation, { fleet, canary, store }, { ...run, now });
  const isHalted = first.outcomes.some(({ deferred }) => deferred === 'halted');
  const fanned = isHalted
    ? { reports: [], failures: [halted(rest)], unfinished: [], underWay: [] }
    : await fanOut(rest, {
        ...run,
        self: run.self,
        store,
        clock: options.clock,
        underWay: run.resume?.underWay ?? [],
      });
  const next = mode === 'apply' ? await handOn(fanned, run.self, { ...run, now }) : null;
  const left = next === null ? notInTime(fanned.unfinished) : [goesOn(fanned.unfinished, next)];
  const finishedAt = options.clock.now().toISOString();
  const merged = mergeReports(
    { ...first, finishedAt },
    [first, ...fanned.reports],
    [...fanned.failures, ...left],
  );
  return next === null ? conclude(rotation, mode, merged) : rotation.keep(merged, run.signal);
}

/**
 * The first shard, here; its report is left for a later part, or for Function Compute's retry of this one, as the
 * other shards leave theirs.
 */
async function runCanary(
  options: RotationOptions,
  rotation: Rotation,
  place: { readonly fleet: ListedFleet; readonly canary: Shard | undefined; readonly store: DocumentStore },
  run: RunOptions,
): Promise<RotationReport> {
  const { fleet, canary, store } = place;
  const done = canary === undefined ? null : await readShardReport(store, canary, run.signal);
  if (done !== null) return done;
  const report = await runHere(options, rotation, canary?.mode ?? 'apply', sliceOf(fleet, canary), run);
  if (canary !== undefined) await keepShardReport(store, canary, report, run.signal);
  return report;
}

/** Invokes the function itself to go on with what is left; null where nothing is, or it cannot be. */
async function handOn(
  { unfinished, underWay }: FannedOut,
  self: DeployedFunction,
  { runId, resume, now, signal }: FleetRunOptions & { readonly now: Date },
): Promise<Resume | null> {
  const part = (resume?.part ?? 0) + 1;
  if (unfinished.length === 0 || part > mostParts) return null;
  const next = { runId, now, part, underWay };
  try {
    await self.invoke(encodeResume(next), { async: true, signal });
    return next;
  } catch {
    // Then this report is the last word, and says what was left.
    return null;
  }
}

/** One shard's run: its report is left for the coordinator, which alone tells people. */
export async function runShard(
  options: RotationOptions,
  shard: Shard,
  run: FleetRunOptions,
): Promise<RotationReport> {
  const configuration = configurationOf(options.configuration, shard);
  const rotation = createRotation({ ...options, configuration });
  const identities = await rotation.identities(run);
  const slice = { identities: identities.identities, clusters: shard.clusters, records: recordsOf(shard) };
  const fleet = { ...identities, slices: [slice] };
  const report = await runHere(options, rotation, shard.mode, fleet, {
    ...run,
    runId: shard.runId,
    now: shard.now,
  });
  const store = documentsOf(options.sinks);
  if (store !== null) await keepShardReport(store, shard, report);
  return report;
}

/** The coordinator has selected already, and each shard knows its identities. */
function configurationOf(configuration: RotationConfiguration, shard: Shard): RotationConfiguration {
  const identities = configuration.identities.filter((identity) =>
    shard.identities.includes(identityKey(identity)),
  );
  return { ...configuration, select: {}, identities };
}

async function runHere(
  { clock }: RotationOptions,
  rotation: Rotation,
  mode: RotationMode,
  fleet: ListedFleet,
  run: RunOptions,
): Promise<RotationReport> {
  const prepared = await rotation.plan(fleet, run);
  if (mode === 'apply') return rotation.carryOut(prepared, run);
  return planReport(prepared.plan, { ...prepared, finishedAt: clock.now() });
}

/** Our own records are read once, a hundred a call, and travel with the shards. */
async function withRecords(
  slices: readonly FleetSlice[],
  { holders, concurrency }: RotationConfiguration,
  signal?: AbortSignal,
): Promise<readonly FleetSlice[]> {
  if (holders) return slices;
  return Promise.all(
    slices.map(async (slice) => ({ ...slice, records: await readOwnRecords(slice, concurrency, signal) })),
  );
}

function conclude(rotation: Rotation, mode: RotationMode, report: RotationReport): Promise<RotationReport> {
  return mode === 'apply' ? rotation.conclude(report) : Promise.resolve(report);
}

function sliceOf(fleet: ListedFleet, shard: Shard | undefined): ListedFleet {
  const identities = fleet.identities.filter(({ key }) => shard?.identities.includes(key));
  const records = shard === undefined ? undefined : recordsOf(shard);
  return { ...fleet, slices: [{ identities, clusters: shard?.clusters ?? [], records }] };
}

function halted(shards: readonly Shard[]): RotationFailure {
  const clusters = shards.reduce((sum, shard) => sum + shard.clusters.length, 0);
  const error = new AckringError(
    'Refused',
    `${clusters} clusters were left alone: too much went wrong in the first shard`,
    {
      remedy: 'Look at the failed outcomes, mend their cause, and invoke the function again.',
    },
  );
  return { what: 'canary', error: outcomeError(error) };
}
