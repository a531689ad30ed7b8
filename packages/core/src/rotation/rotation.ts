import type { ApiServer, Clock } from '../ports.js';
import { applyRotation } from './apply.js';
import type { RotationConfiguration } from './configuration.js';
import { type FleetSlice, listFleet, nothingListed, openIdentities } from './fleet-slice.js';
import type { IdentityAccess, IdentitySource } from './identity-access.js';
import { gatherInventory, type Inventory } from './inventory.js';
import type { Notifier } from './notifier.js';
import { planReport, planRotation, type RotationPlan } from './plan.js';
import { tellAndRemember } from './remember.js';
import type { RotationFailure, RotationMode, RotationReport } from './report.js';
import type { RotationListener } from './rotation-event.js';
import type { Sink } from './sink.js';

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

/** The rotation of one configuration, the same for the terminal and the function. */
export interface Rotation {
  /** Gathers and decides; changes nothing. Throws only where nothing at all could be listed. */
  prepare(options: RunOptions): Promise<PreparedRotation>;
  /** Carries it out, tells people what changed and keeps the report; never throws for one credential. */
  apply(prepared: PreparedRotation, options: RunOptions): Promise<RotationReport>;
  run(mode: RotationMode, options: RunOptions): Promise<RotationReport>;
}

export function createRotation(rotation: RotationOptions): Rotation {
  const { clock } = rotation;
  const apply: Rotation['apply'] = async (prepared, { deadline = null, onEvent, signal }) => {
    const { runId, startedAt, identities } = prepared;
    const context = { ...rotation, runId, startedAt, identities, deadline, onEvent, signal };
    return tellAndRemember(await applyRotation(prepared.plan, context), { ...rotation, signal });
  };
  const prepare = (options: RunOptions) => prepareRotation(rotation, options);
  return {
    prepare,
    apply,
    run: async (mode, options) => {
      const prepared = await prepare(options);
      if (mode === 'apply') return apply(prepared, options);
      return planReport(prepared.plan, { ...prepared, finishedAt: clock.now() });
    },
  };
}

async function prepareRotation(rotation: RotationOptions, options: RunOptions): Promise<PreparedRotation> {
  const { configuration, clock } = rotation;
  const startedAt = clock.now();
  const now = options.now ?? startedAt;
  const { identities, failures } = await openIdentities(
    configuration,
    rotation.identitySource,
    options.signal,
  );
  const fleet = await listFleet(configuration, identities, options.signal);
  const early = [...failures, ...fleet.failures];
  const inventory = await gather(rotation, {
    slices: fleet.slices,
    failures: early,
    now,
    signal: options.signal,
  });
  return {
    runId: options.runId,
    startedAt,
    inventory,
    identities,
    plan: planRotation(inventory, configuration, now),
  };
}

interface Gathering {
  readonly slices: readonly FleetSlice[];
  readonly failures: readonly RotationFailure[];
  readonly now: Date;
  readonly signal: AbortSignal | undefined;
}

async function gather(
  rotation: RotationOptions,
  { slices, failures, now, signal }: Gathering,
): Promise<Inventory> {
  const sawNothing = slices.every(({ clusters }) => clusters.length === 0);
  if (sawNothing && failures.length > 0) throw nothingListed(failures);
  const { configuration, sinks, apiServer } = rotation;
  const inventory = await gatherInventory({ configuration, slices, sinks, apiServer, now, signal });
  return { subjects: inventory.subjects, failures: [...failures, ...inventory.failures] };
}
