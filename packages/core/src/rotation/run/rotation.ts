import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { Heartbeat, Notifier } from '../alarm/notifier.js';
import type { RotationConfiguration } from '../configuration/configuration.js';
import { isSelected } from '../configuration/selection.js';
import { gatherBudget, watchDeadline } from '../inventory/deadline.js';
import {
  type FleetSlice,
  findStale,
  type IdentityAccess,
  type IdentitySource,
  listFleet,
  nothingListed,
  openIdentities,
  type StaleSearch,
} from '../inventory/fleet-slice.js';
import { gatherInventory, type Inventory } from '../inventory/inventory.js';
import { accessFailures } from '../inventory/sink-access.js';
import { type Watched, watchLedger } from '../inventory/watch.js';
import {
  type KnownCredential,
  type KnownCredentials,
  knownOf,
  noStandings,
  type Standings,
} from '../ledger/standing.js';
import { type Ledger, readLedger } from '../ledger/stored-ledger.js';
import { planReport, planRotation, type RotationPlan } from '../plan/plan.js';
import { storesOf } from '../report/kept-runs.js';
import {
  emptyCounts,
  memoryFailure,
  outcomeError,
  type RotationFailure,
  type RotationListener,
  type RotationMode,
  type RotationReport,
} from '../report/report.js';
import type { Sink } from '../sinks/sink.js';
import { applyRotation } from './apply.js';
import { conclude as concludeRun, keepOnly } from './conclude.js';
import { type EndedRights, rightsFailure } from './ended-rights.js';

/** The world of one rotation. */
export interface RotationOptions {
  readonly configuration: RotationConfiguration;
  readonly identitySource: IdentitySource;
  readonly sinks: readonly Sink[];
  readonly notifiers: readonly Notifier[];
  /** Null if the configuration names none. */
  readonly heartbeat: Heartbeat | null;
  /** Absent, or null, where the configuration leaves rights that end to whoever gave them. */
  readonly rights?: EndedRights | null;
  /** The function that runs it, as `name@region`; null from a terminal. */
  readonly function?: string | null;
  readonly apiServer: ApiServer;
  readonly clock: Clock;
}

/** A plan with everything that is needed to carry it out. */
export interface PreparedRotation {
  readonly runId: string;
  readonly startedAt: Date;
  readonly inventory: Inventory;
  readonly plan: RotationPlan;
  readonly identities: readonly IdentityAccess[];
  readonly known: KnownCredentials;
  readonly ledger: Ledger | null;
}

export interface RunOptions {
  readonly runId: string;
  /** The instant decisions refer to; null for the clock's. */
  readonly now?: Date | null;
  /** When the host stops us; null if it does not. */
  readonly deadline?: Date | null;
  /** Another part of the run failed: only urgent work is started. */
  readonly isHalted?: boolean;
  readonly onEvent?: RotationListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The identities and clusters of one run, listed before anything is read. */
export interface ListedFleet {
  readonly startedAt: Date;
  readonly identities: readonly IdentityAccess[];
  readonly slices: readonly FleetSlice[];
  readonly failures: readonly RotationFailure[];
  /** Each credential's condition after the run before. */
  readonly known: KnownCredentials;
  /** As it was read; null if it could not be. */
  readonly ledger: Ledger | null;
  /** What the ledger owes beside them. */
  readonly watched: readonly Watched[];
}

interface ConcludeRun extends Pick<RunOptions, 'deadline'> {
  /** As the run read it when it began: what it concludes from. */
  readonly ledger?: Ledger | null;
}

/** The rotation of one configuration, the same for the terminal and the function. */
export interface Rotation {
  /** Opens the identities alone. */
  identities(options: RunOptions): Promise<Omit<ListedFleet, 'slices' | 'known' | 'ledger' | 'watched'>>;
  /** Lists identities and clusters. Throws only if nothing at all could be listed. */
  list(options: RunOptions): Promise<ListedFleet>;
  /** Reads a part of the fleet and decides; changes nothing. */
  plan(fleet: ListedFleet, options: RunOptions): Promise<PreparedRotation>;
  /** `list` and `plan` in one. */
  prepare(options: RunOptions): Promise<PreparedRotation>;
  /** Carries it out; notifies nobody. Never throws for one credential. */
  carryOut(prepared: PreparedRotation, options: RunOptions): Promise<RotationReport>;
  /** Notifies people of what is new, and keeps report and conditions. */
  conclude(report: RotationReport, options?: ConcludeRun): Promise<RotationReport>;
  /** Notifies people that a run failed: what it would have seen is unknown. */
  concludeFailed(error: unknown, mode: RotationMode, options: RunOptions): Promise<void>;
  /** Keeps the report of a run that continues elsewhere; notifies nobody yet. */
  keep(report: RotationReport, options?: Pick<RunOptions, 'deadline'>): Promise<RotationReport>;
  /** `carryOut` and `conclude` in one. */
  apply(prepared: PreparedRotation, options: RunOptions): Promise<RotationReport>;
  run(mode: RotationMode, options: RunOptions): Promise<RotationReport>;
}

export function createRotation(rotation: RotationOptions): Rotation {
  const { clock } = rotation;
  const identities: Rotation['identities'] = (options) => openRotation(rotation, options);
  const list: Rotation['list'] = (options) => listRotation(rotation, options);
  const plan: Rotation['plan'] = (fleet, options) => planFleet(rotation, fleet, options);
  const prepare: Rotation['prepare'] = async (options) => plan(await list(options), options);
  const carryOut: Rotation['carryOut'] = (prepared, { deadline = null, onEvent, signal, isHalted }) => {
    const { runId, startedAt, identities: opened, known } = prepared;
    const context = { ...rotation, runId, startedAt, identities: opened, known, isHalted };
    return applyRotation(prepared.plan, { ...context, deadline, onEvent, signal });
  };
  const conclude: Rotation['conclude'] = (report, { deadline, ledger } = {}) =>
    concludeRun(report, { ...rotation, deadline, ledger });
  const concludeFailed: Rotation['concludeFailed'] = async (error, mode, options) => {
    if (mode === 'apply') await conclude(failedReport(error, clock.now(), options), options);
  };
  const keep: Rotation['keep'] = (report, { deadline } = {}) => keepOnly(report, { ...rotation, deadline });
  const apply: Rotation['apply'] = async (prepared, options) =>
    conclude(await carryOut(prepared, options), { ...options, ledger: prepared.ledger });
  return {
    identities,
    list,
    plan,
    prepare,
    carryOut,
    conclude,
    concludeFailed,
    keep,
    apply,
    run: async (mode, options) => {
      const onError = (error: unknown) => concludeFailed(error, mode, options);
      const fleet = await orReport(list(options), onError);
      const prepared = await orReport(plan(fleet, options), onError);
      if (mode === 'apply') return apply(prepared, options);
      const report = planReport(prepared.plan, { ...prepared, finishedAt: clock.now() });
      return withStale(await withDueRights(report, rotation.rights ?? null), {
        fleet,
        sinks: rotation.sinks,
        identities: rotation.configuration.identities,
        signal: options.signal,
      });
    },
  };
}

/** Reports an error before rethrowing it: a failed run must not be silent. */
export async function orReport<T>(work: Promise<T>, tell: (error: unknown) => Promise<void>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await tell(error).catch(() => undefined);
    throw error;
  }
}

function failedReport(thrown: unknown, at: Date, { runId, now }: RunOptions): RotationReport {
  const instant = at.toISOString();
  const error = outcomeError(toAckringError(thrown));
  return {
    runId,
    mode: 'apply',
    now: (now ?? at).toISOString(),
    startedAt: instant,
    finishedAt: instant,
    counts: emptyCounts,
    outcomes: [],
    failures: [{ what: 'run', error, hides: { kind: 'all' } }],
  };
}

async function withDueRights(report: RotationReport, rights: EndedRights | null): Promise<RotationReport> {
  if (rights === null) return report;
  try {
    return { ...report, rights: await rights.due() };
  } catch (error) {
    const failure = { what: rightsFailure, error: outcomeError(toAckringError(error)) };
    return { ...report, failures: [...report.failures, failure] };
  }
}

async function withStale(report: RotationReport, search: StaleSearch): Promise<RotationReport> {
  const { stale, failures } = await findStale(search);
  const refused = await refusedSinks(search);
  return { ...report, stale, failures: [...report.failures, ...failures, ...refused] };
}

/** The sinks that a delivery would be refused by, as far as asking tells. */
async function refusedSinks({ sinks, signal }: StaleSearch): Promise<readonly RotationFailure[]> {
  const found = sinks.map(async (sink): Promise<readonly RotationFailure[]> => {
    try {
      await sink.check?.(signal);
      return [];
    } catch (error) {
      return [{ what: sink.name, error: outcomeError(toAckringError(error)) }];
    }
  });
  return (await Promise.all(found)).flat();
}

async function openRotation(
  { configuration, clock, identitySource }: RotationOptions,
  { signal }: RunOptions,
): Promise<Omit<ListedFleet, 'slices' | 'known' | 'ledger' | 'watched'>> {
  const startedAt = clock.now();
  return { startedAt, ...(await openIdentities(configuration, identitySource, signal)) };
}

async function listRotation(rotation: RotationOptions, options: RunOptions): Promise<ListedFleet> {
  const { configuration, clock } = rotation;
  const watch = watchDeadline(halfway(options.deadline ?? null, clock), clock, options.signal);
  try {
    const opened = await openRotation(rotation, { ...options, signal: watch.signal });
    const fleet = await listFleet(configuration, opened.identities, watch.signal);
    const isLate = watch.signal?.aborted === true && options.signal?.aborted !== true;
    const failures = [...opened.failures, ...fleet.failures].map((each) => (isLate ? asLate(each) : each));
    const sawNothing = fleet.slices.every(({ clusters }) => clusters.length === 0);
    if (sawNothing && failures.length > 0) throw nothingListed(failures);
    failures.push(...selectsNothing(fleet.slices, configuration));
    const { ledger, failure } = await readOwnLedger(rotation, watch.signal);
    const standings = ledger?.standings ?? noStandings;
    const now = options.now ?? opened.startedAt;
    const { slices, identities } = { ...fleet, ...opened };
    const sinks = rotation.sinks.map(({ name }) => name);
    const looked = {
      ...{ standings, slices, failures, configuration, identities, sinks, now },
      signal: watch.signal,
    };
    const owed = await watchLedger(looked);
    return { ...opened, ...owed, ledger, known: knownIn(standings), failures: [...failures, ...failure] };
  } finally {
    watch.end();
  }
}

/** Cut off by the time limit, not by a person. */
function asLate(failure: RotationFailure): RotationFailure {
  if (failure.error.code !== 'Cancelled') return failure;
  const error = new AckringError('TimedOut', say('its list did not come in time'), {
    remedy: say('Raise the timeout of the function; if it stays so, see `ackring doctor`.'),
  });
  return { ...failure, error: outcomeError(error) };
}

/** Listing must not take the time that work needs. */
function halfway(deadline: Date | null, clock: Clock): Date | null {
  if (deadline === null) return null;
  return new Date((clock.now().getTime() + deadline.getTime()) / 2);
}

/** What is remembered; without it everything is new, and is reported. */
async function readOwnLedger(
  { sinks, clock }: RotationOptions,
  signal: AbortSignal | undefined,
): Promise<{ readonly ledger: Ledger | null; readonly failure: readonly RotationFailure[] }> {
  try {
    return { ledger: await readLedger(storesOf(sinks), clock.now(), signal), failure: [] };
  } catch (error) {
    return {
      ledger: null,
      failure: [{ what: memoryFailure, error: outcomeError(toAckringError(error)) }],
    };
  }
}

function knownIn(standings: Standings): KnownCredentials {
  return new Map(
    [...standings.values()].flatMap((standing): [string, KnownCredential][] => {
      const known = knownOf(standing);
      return known === null ? [] : [[standing.key, known]];
    }),
  );
}

/** A misspelt pattern looks like a fleet without clusters: that ends no alarm. */
function selectsNothing(
  slices: readonly FleetSlice[],
  { select }: RotationConfiguration,
): readonly RotationFailure[] {
  const clusters = slices.flatMap((slice) => slice.clusters);
  if (clusters.some((cluster) => isSelected(cluster, select))) return [];
  const error = new AckringError(
    'ConfigurationInvalid',
    say('the configuration selects none of the {count} clusters in the list', { count: clusters.length }),
    { remedy: say('Correct `select` and `regions` in rotation.yaml; see `ackring clusters`.') },
  );
  return [{ what: 'selection', error: outcomeError(error), hides: { kind: 'all' } }];
}

async function planFleet(
  { configuration, sinks, apiServer, clock }: RotationOptions,
  { startedAt, identities, slices, failures, known, ledger, watched }: ListedFleet,
  options: RunOptions,
): Promise<PreparedRotation> {
  const now = options.now ?? startedAt;
  const watch = watchDeadline(options.deadline ?? null, clock, options.signal);
  const { signal } = watch;
  const budget = gatherBudget(options.deadline ?? null, clock);
  const looked = { configuration, slices, watched, sinks, apiServer, now, known, signal };
  const gathered = await gatherInventory(budget === undefined ? looked : { ...looked, budget });
  const ending = await accessFailures(sinks, { subjects: gathered.subjects, now, signal });
  watch.end();
  const inventory = { ...gathered, failures: [...failures, ...gathered.failures, ...ending] };
  const plan = planRotation(inventory, configuration, now);
  return { runId: options.runId, startedAt, inventory, identities, plan, known, ledger };
}
