import { isDeepStrictEqual } from 'node:util';
import type { Unseen } from '../access/clean/clean-plan.js';
import { fleetOf, named, requireAll } from '../access/clean/clean-survey.js';
import { collected } from '../cloud/concurrently.js';
import { lazy } from '../cloud/lazy.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, type RefuseWhenReadOnly, toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { applyMigration, type MigrationApplyOptions, type MigrationOutcome } from './apply.js';
import { compareSteps, type MigrationPlan, type MigrationStep } from './migration-plan.js';
import type { MigrationApplyPorts } from './moving.js';
import type { MigrationRecord, MigrationRecords } from './record.js';
import type { MigrationRequest, MigrationSurveyPorts } from './request.js';
import { surveyCluster } from './survey-cluster.js';
import {
  type MigrationUndoOptions,
  type MigrationUndoPorts,
  planMigrationUndo,
  undoMigration,
} from './undo.js';

/** From long-term certificates to tokens: plan first, a typed name before anything is changed. */
export interface Migrating {
  /** Throws ResourceNotFound for a user that holds nothing; what could not be read is in the plan. */
  plan(request: MigrationRequest): Promise<MigrationPlan>;
  /** Throws ConfirmationMissing, ReadOnly, FileLocked; what happens to one identity in one cluster is an outcome. */
  apply(plan: MigrationPlan, options: MigrationApplyOptions): Promise<readonly MigrationOutcome[]>;
  /** What was begun on this machine, and can be taken back. Throws ResourceNotFound. */
  planUndo(request: Pick<MigrationRequest, 'users' | 'clusters'>): Promise<MigrationPlan>;
  undo(plan: MigrationPlan, options: MigrationUndoOptions): Promise<readonly MigrationOutcome[]>;
}

/** What was begun on this machine, as far as it can be read. */
export interface MigrationsBegun {
  records(): Promise<readonly MigrationRecord[]>;
}

interface MigratingPorts extends MigrationApplyPorts, MigrationUndoPorts {
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createMigrating(ports: MigratingPorts): Migrating {
  const refuse = () => ports.refuseWhenReadOnly(say('change who signs in with what'));
  return {
    plan: (request) => surveyMigration(request, ports),
    apply: async (plan, options) => {
      await refuse();
      return applyMigration(plan, options, ports);
    },
    planUndo: (request) => planMigrationUndo(request, ports),
    undo: async (plan, options) => {
      await refuse();
      return undoMigration(plan, options, ports);
    },
  };
}

/** Judges everybody asked for, cluster by cluster; what could not be read is in the plan. Throws ResourceNotFound. */
async function surveyMigration(
  request: MigrationRequest,
  given: MigrationSurveyPorts,
): Promise<MigrationPlan> {
  const { signal } = request;
  // The same for every cluster of the fleet.
  const ports = { ...given, kubeconfigs: lazy(given.kubeconfigs) };
  const { clusters, unseen } = await fleetOf(ports, signal);
  const chosen = request.clusters.length === 0 ? clusters : named(request.clusters, clusters, unseen);
  const notSeen: Unseen[] = request.clusters.length === 0 ? [...unseen] : [];
  const steps: MigrationStep[] = [];
  const work = async (cluster: Cluster) => ({
    cluster,
    surveyed: await surveyCluster(cluster, request, ports).catch(toAckringError),
  });
  const results = await collected(chosen, concurrency, work);
  throwIfCancelled(signal);
  for (const { cluster, surveyed } of results) {
    if (surveyed instanceof AckringError) notSeen.push({ place: cluster.name, error: surveyed });
    else steps.push(...surveyed);
  }
  requireAll(request.users ?? [], steps, notSeen);
  await keepEvidence(steps, ports.records);
  return {
    steps: steps.toSorted(compareSteps),
    unseen: notSeen,
    now: ports.clock.now(),
  };
}

const concurrency = 8;

/**
 * Remembers how long each certificate was seen unused. Whatever runs at the same time wins: what is not kept now is
 * seen again by the next look, as long as the log keeps it.
 */
async function keepEvidence(steps: readonly MigrationStep[], records: MigrationRecords): Promise<void> {
  const seen = steps.flatMap(({ cluster, identity, record, quiet }) =>
    record === null || quiet === null || quiet.kind === 'unknown'
      ? []
      : [{ place: { clusterId: cluster.id, uid: identity.uid }, record, unused: quiet.unused }],
  );
  if (seen.length === 0) return;
  const keep = async (): Promise<void> => {
    for (const { place, record, unused } of seen)
      if (isDeepStrictEqual(await records.read(place), { record }))
        await records.write({ ...record, unused });
  };
  await records.alone(keep).catch(() => undefined);
}
