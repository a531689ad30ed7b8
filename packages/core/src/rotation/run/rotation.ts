import type { ApiServer, Clock } from '../../ports.js';
import type { Notifier } from '../alarm/notifier.js';
import type { RotationConfiguration } from '../configuration.js';
import type { Sink } from '../delivery/sink.js';
import { type FleetSlice, listFleet, nothingListed, openIdentities } from '../inventory/fleet-slice.js';
import type { IdentityAccess, IdentitySource } from '../inventory/identity-access.js';
import { gatherInventory, type Inventory } from '../inventory/inventory.js';
import { planReport, planRotation, type RotationPlan } from '../plan/plan.js';
import type { RotationFailure, RotationMode, RotationReport } from '../report/report.js';
import { applyRotation } from './apply.js';
import { watchDeadline } from './deadline.js';
import { keepOnly, tellAndRemember } from './remember.js';
import type { RotationListener } from './rotation-event.js';

export interface RotationOptions {
  readonly configuration: RotationConfiguration;
  readonly identitySource: IdentitySource;
  readonly sinks: readonly Sink[];
  readonly notifiers: readonly Notifier[];
  readonly apiServer: ApiServer;
  readonly clock: Clock;
}

/** A plan with the hands that can carry it out. */
export interface PreparedRotation {
  readonly runId: string;
  readonly startedAt: Date;
  readonly inventory: Inventory;
  readonly plan: RotationPlan;
  readonly identities: readonly IdentityAccess[];
}

export interface RunOptions {
  readonly runId: string;
  /** The instant decisions are made for; null for the clock's. */
  readonly now?: Date | null;
  /** When the host stops us; null where nobody does. */
  readonly deadline?: Date | null;
  readonly onEvent?: RotationListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The identities and clusters of one run, listed before anything is looked into. */
export interface ListedFleet {
  readonly startedAt: Date;
  readonly identities: readonly IdentityAccess[];
  readonly slices: readonly FleetSlice[];
  readonly failures: readonly RotationFailure[];
}

/** The rotation of one configuration, the same for the terminal and the function. */
export interface Rotation {
  /** Opens the identities alone. */
  identities(options: RunOptions): Promise<Omit<ListedFleet, 'slices'>>;
  /** Lists identities and clusters. Throws only where nothing at all could be listed. */
  list(options: RunOptions): Promise<ListedFleet>;
  /** Looks into a part of the fleet and decides; changes nothing. */
  plan(fleet: ListedFleet, options: RunOptions): Promise<PreparedRotation>;
  /** `list` and `plan` in one. */
  prepare(options: RunOptions): Promise<PreparedRotation>;
  /** Carries it out; tells nobody. Never throws for one credential. */
  carryOut(prepared: PreparedRotation, options: RunOptions): Promise<RotationReport>;
  /** Tells people what changed, and keeps the report. */
  conclude(report: RotationReport, signal?: AbortSignal): Promise<RotationReport>;
  /** Keeps the report of a run that goes on elsewhere; tells nobody yet. */
  keep(report: RotationReport, signal?: AbortSignal): Promise<RotationReport>;
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
  const carryOut: Rotation['carryOut'] = (prepared, { deadline = null, onEvent, signal }) => {
    const { runId, startedAt, identities: opened } = prepared;
    const context = { ...rotation, runId, startedAt, identities: opened, deadline, onEvent, signal };
    return applyRotation(prepared.plan, context);
  };
  const conclude: Rotation['conclude'] = (report, signal) => tellAndRemember(report, { ...rotation, signal });
  const keep: Rotation['keep'] = (report, signal) => keepOnly(report, { ...rotation, signal });
  const apply: Rotation['apply'] = async (prepared, options) =>
    conclude(await carryOut(prepared, options), options.signal);
  return {
    identities,
    list,
    plan,
    prepare,
    carryOut,
    conclude,
    keep,
    apply,
    run: async (mode, options) => {
      const prepared = await prepare(options);
      if (mode === 'apply') return apply(prepared, options);
      return planReport(prepared.plan, { ...prepared, finishedAt: clock.now() });
    },
  };
}

async function openRotation(
  { configuration, clock, identitySource }: RotationOptions,
  { signal }: RunOptions,
): Promise<Omit<ListedFleet, 'slices'>> {
  const startedAt = clock.now();
  return { startedAt, ...(await openIdentities(configuration, identitySource, signal)) };
}

async function listRotation(rotation: RotationOptions, options: RunOptions): Promise<ListedFleet> {
  const opened = await openRotation(rotation, options);
  const fleet = await listFleet(rotation.configuration, opened.identities, options.signal);
  const failures = [...opened.failures, ...fleet.failures];
  const sawNothing = fleet.slices.every(({ clusters }) => clusters.length === 0);
  if (sawNothing && failures.length > 0) throw nothingListed(failures);
  return { ...opened, slices: fleet.slices, failures };
}

async function planFleet(
  { configuration, sinks, apiServer, clock }: RotationOptions,
  { startedAt, identities, slices, failures }: ListedFleet,
  options: RunOptions,
): Promise<PreparedRotation> {
  const now = options.now ?? startedAt;
  const watch = watchDeadline(options.deadline ?? null, clock, options.signal);
  const { signal } = watch;
  const gathered = await gatherInventory({ configuration, slices, sinks, apiServer, now, signal });
  watch.end();
  const inventory = { ...gathered, failures: [...failures, ...gathered.failures] };
  const plan = planRotation(inventory, configuration, now);
  return { runId: options.runId, startedAt, inventory, identities, plan };
}
