import { isDeepStrictEqual } from 'node:util';
import type { Unseen } from '../access/clean/clean-plan.js';
import { fleetOf, named, requireAll } from '../access/clean/clean-survey.js';
import { collected } from '../cloud/concurrently.js';
import { lazy } from '../cloud/lazy.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { compareSteps, type MigrationPlan, type MigrationStep } from './migration-plan.js';
import type { MigrationRecords } from './record.js';
import type { MigrationRequest, MigrationSurveyPorts } from './request.js';
import { surveyCluster } from './survey-cluster.js';

/** Judges everybody asked for, cluster by cluster; what could not be read is in the plan. Throws ResourceNotFound. */
export async function surveyMigration(
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
  const seen = steps.filter(({ quiet }) => quiet !== null && quiet.kind !== 'unknown');
  if (seen.length === 0) return;
  const keep = async (): Promise<void> => {
    for (const { cluster, identity, record, quiet } of seen) {
      const reading = await records.read({ clusterId: cluster.id, uid: identity.uid });
      const now = 'record' in reading ? reading.record : null;
      if (now === null || quiet === null || quiet.kind === 'unknown') continue;
      if (isDeepStrictEqual(now, record)) await records.write({ ...now, unused: quiet.unused });
    }
  };
  await records.alone(keep).catch(() => undefined);
}
