import type { DeployedFunction } from '../../cloud/function-compute/api.js';
import { identityKey, type RotationConfiguration } from '../configuration/configuration.js';
import type { FleetSlice } from '../inventory/fleet-slice.js';
import { readOwnRecords } from '../inventory/records.js';
import { planReport } from '../plan/plan.js';
import { documentsOf } from '../report/kept-runs.js';
import type { RotationMode, RotationReport } from '../report/report.js';
import { keepShardReport, type ReportPart, readShardReport } from '../report/shard-report.js';
import {
  createRotation,
  type ListedFleet,
  orReport,
  type Rotation,
  type RotationOptions,
  type RunOptions,
} from '../run/rotation.js';
import type { DocumentStore } from '../sinks/sink.js';
import { type FannedOut, fanOut, mergeReports, notInTime } from './fan-out.js';
import { noteHandedOver } from './handed-over.js';
import { encodeResume, goesOn, mostParts, type Resume } from './resume.js';
import {
  canariesOf,
  cutsOf,
  encodeShard,
  knownIn,
  recordsOf,
  reportPart,
  type Shard,
  shardsOf,
} from './shard.js';

export interface FleetRunOptions extends RunOptions {
  readonly deadline: Date;
  /** The function that runs this; null if there is none to call. */
  readonly self: DeployedFunction | null;
  /** Set if an earlier invocation of the same run ran out of time. */
  readonly resume?: Resume | null;
}

/**
 * A whole run inside a function: a fleet that fits into one invocation is done here; a larger one is cut into shards.
 * A few clusters of the whole fleet are done here first, as the canaries: when they halt, the shards are told, and
 * start only urgent work. A run longer than one invocation hands itself on, and the last part notifies people. Errors
 * are reported before they are thrown.
 */
export async function runFleet(
  options: RotationOptions,
  mode: RotationMode,
  run: FleetRunOptions,
): Promise<RotationReport> {
  const rotation = createRotation(options);
  return orReport(runListed(options, rotation, mode, run), (error) =>
    rotation.concludeFailed(error, mode, run),
  );
}

async function runListed(
  options: RotationOptions,
  rotation: Rotation,
  mode: RotationMode,
  run: FleetRunOptions,
): Promise<RotationReport> {
  const fleet = await rotation.list(run);
  const now = run.now ?? fleet.startedAt;
  const store = documentsOf(options.sinks);
  const isLarge = fleet.slices.some(({ clusters }) => clusters.length > options.configuration.shardSize);
  if (run.self === null || store === null || !isLarge) {
    return conclude(rotation, mode, await runHere(options, rotation, mode, fleet, { ...run, now }), {
      ...run,
      ledger: fleet.ledger,
    });
  }
  const sharded = { fleet, store, self: run.self, now };
  const { merged, next } = await runSharded(options, rotation, mode, { ...run, ...sharded });
  return next === null
    ? conclude(rotation, mode, merged, { ...run, ledger: fleet.ledger })
    : rotation.keep(merged, run);
}

interface ShardedRun extends FleetRunOptions {
  readonly fleet: ListedFleet;
  readonly store: DocumentStore;
  readonly self: DeployedFunction;
  readonly now: Date;
}

/** `next` is set if the run continues in another invocation. */
async function runSharded(
  options: RotationOptions,
  rotation: Rotation,
  mode: RotationMode,
  run: ShardedRun,
): Promise<{ readonly merged: RotationReport; readonly next: Resume | null }> {
  const { configuration, clock } = options;
  const { fleet, now, runId, resume } = run;
  const slices = await withRecords(fleet.slices, configuration, run.signal);
  const canaries = canariesOf(slices, configuration, now, resume ? new Set(resume.canaries) : null);
  const first = await runCanaries(options, rotation, mode, { ...run, canaries });
  const isHalted = resume?.isHalted === true || first.outcomes.some(({ deferred }) => deferred === 'halted');
  const without = new Set(canaries.flatMap(({ clusters }) => clusters.map(({ id }) => id)));
  const cut = { runId, mode, now, known: fleet.known, without, isHalted, cuts: resume?.cuts };
  const shards = shardsOf(slices, configuration, cut);
  await noteHandedOver(run.store, runId, shards.map(encodeShard), run.signal);
  const fanned = await fanOut(shards, { ...run, clock, underWay: resume?.underWay ?? [] });
  const place = { isHalted, canaries: [...without], cuts: resume?.cuts ?? cutsOf(shards) };
  const next = mode === 'apply' ? await handOn(fanned, place, run) : null;
  const left = next === null ? notInTime(fanned.unfinished) : [goesOn(fanned.unfinished, next)];
  const finishedAt = clock.now().toISOString();
  const failures = [...fleet.failures, ...fanned.failures, ...left];
  return { merged: mergeReports({ ...first, finishedAt }, [first, ...fanned.reports], failures), next };
}

/**
 * A few clusters of every account, done here; their report is stored like the shards', for a later part, or for
 * Function Compute's retry of this one.
 */
async function runCanaries(
  options: RotationOptions,
  rotation: Rotation,
  mode: RotationMode,
  run: ShardedRun & { readonly canaries: readonly FleetSlice[] },
): Promise<RotationReport> {
  const { canaries, fleet, store, runId, signal } = run;
  const part: ReportPart = {
    runId,
    place: 'shard-canaries',
    identities: canaries.flatMap(({ identities }) => identities.map(({ key }) => key)),
    clusterIds: canaries.flatMap(({ clusters }) => clusters.map(({ id }) => id)),
  };
  const done = await readShardReport(store, part, signal).catch(() => null);
  if (done !== null) return done;
  const report = await runHere(options, rotation, mode, { ...fleet, slices: canaries }, run);
  // If it cannot be stored, it is still part of the final report.
  await keepShardReport(store, part, report, signal).catch(() => undefined);
  return report;
}

/** Invokes the function itself to continue with the rest; null if there is none, or it cannot be invoked. */
async function handOn(
  { unfinished, underWay }: FannedOut,
  place: Pick<Resume, 'isHalted' | 'canaries' | 'cuts'>,
  { runId, resume, now, signal, self, store }: ShardedRun,
): Promise<Resume | null> {
  const part = (resume?.part ?? 0) + 1;
  if (unfinished.length === 0 || part > mostParts) return null;
  const next = { runId, now, part, underWay, ...place };
  try {
    const event = encodeResume(next);
    await noteHandedOver(store, runId, [event], signal);
    await self.invoke(event, { async: true, signal });
    return next;
  } catch {
    // Then this report is final, and says what was left.
    return null;
  }
}

/** One shard's run: its report is stored for the coordinator, which alone notifies people. */
export async function runShard(
  options: RotationOptions,
  shard: Shard,
  run: FleetRunOptions,
): Promise<RotationReport> {
  const configuration = configurationOf(options.configuration, shard);
  const rotation = createRotation({ ...options, configuration });
  const identities = await rotation.identities(run);
  const slice = { identities: identities.identities, clusters: shard.clusters, records: recordsOf(shard) };
  const fleet = { ...identities, slices: [slice], known: knownIn(shard), ledger: null, watched: [] };
  const report = await runHere(options, rotation, shard.mode, fleet, {
    ...run,
    runId: shard.runId,
    now: shard.now,
    isHalted: shard.isHalted,
  });
  const store = documentsOf(options.sinks);
  if (store !== null) await keepShardReport(store, reportPart(shard), report);
  return report;
}

/** Each shard knows its identities. What is selected is decided here again: the configuration may have changed. */
function configurationOf(configuration: RotationConfiguration, shard: Shard): RotationConfiguration {
  const identities = configuration.identities.filter((identity) =>
    shard.identities.includes(identityKey(identity)),
  );
  return { ...configuration, identities };
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

/** Our own records are read once, a hundred per call, and travel with the shards. */
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

function conclude(
  rotation: Rotation,
  mode: RotationMode,
  report: RotationReport,
  run: FleetRunOptions & Pick<ListedFleet, 'ledger'>,
): Promise<RotationReport> {
  return mode === 'apply' ? rotation.conclude(report, run) : Promise.resolve(report);
}
