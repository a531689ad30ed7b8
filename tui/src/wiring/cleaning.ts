import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AccessRow } from '@ackring/core/access/access-row';
import type { Unsaved } from '@ackring/core/access/clean/clean';
import type { CleanOutcome } from '@ackring/core/access/clean/clean-batch';
import type { CleanPlan, Unseen } from '@ackring/core/access/clean/clean-plan';
import type { Ack, DescribedCluster } from '@ackring/core/ports';
import type { Cluster } from '@ackring/core/words/cluster';
import { AckringError, toAckringError } from '@ackring/core/words/errors';
import type { CleanRun, IncidentServices } from '../services.js';
import { type IncidentWiring, surroundings } from './incident-world.js';

type CleanRequest = Parameters<IncidentServices['planClean']>[0];

/** Judges what the users hold, wherever it could be looked at; the rest is told as unseen. */
export async function planClean(wiring: IncidentWiring, request: CleanRequest): Promise<CleanPlan> {
  const { users, clusters, signal } = request;
  const [{ planClean: plan }, { compareRows }, caller, { clusters: fleet, unseen }, { api, clock }] =
    await Promise.all([
      import('@ackring/core/access/clean/clean-plan'),
      import('@ackring/core/access/access-row'),
      wiring.callerIdentity(signal),
      request.fleet === undefined ? fleetOf(wiring, signal) : { clusters: request.fleet, unseen: [] },
      surroundings(wiring),
    ]);
  const chosen = clusters.length === 0 ? fleet : await named(clusters, fleet, unseen);
  const isAsked = ({ identity, cluster }: AccessRow): boolean =>
    (users.includes(identity.name) || users.includes(identity.uid)) &&
    (request.pairs?.has(`${cluster.id}/${identity.uid}`) ?? true);
  const { auditAccess } = await import('@ackring/core/access/audit');
  const rows = new Map<string, AccessRow>();
  const notSeen: Unseen[] = [...(request.unseen ?? []), ...(clusters.length === 0 ? unseen : [])];
  const bounds = signal === undefined ? {} : { signal };
  const isAccountRoot = caller.type === 'root';
  const asked = { api, clock, clusters: chosen, select: isAsked, isAccountRoot, ...bounds };
  for await (const event of auditAccess(asked)) {
    if (event.kind === 'failed') notSeen.push({ place: event.cluster.name, error: event.error });
    else
      for (const row of event.kind === 'rows' ? event.rows : [event.row])
        rows.set(`${row.identity.uid} ${row.cluster.id}`, row);
  }
  requireAll(users, [...rows.values()], notSeen);
  return plan({
    rows: [...rows.values()].toSorted(compareRows),
    clusters: new Map(fleet.map((cluster) => [cluster.id, cluster])),
    callerUid: caller.uid,
    accountId: caller.accountId,
    unseen: notSeen,
    now: clock.now(),
  });
}

/** A cluster that was not found may be where nobody answered. */
async function named(
  names: readonly string[],
  fleet: readonly Cluster[],
  unseen: readonly Unseen[],
): Promise<readonly Cluster[]> {
  const { findCluster } = await import('@ackring/core/fleet/find-cluster');
  const unread = unseen.map(({ place, error }) => ({ region: place, error }));
  return names.map((each) => findCluster(fleet, each, unread));
}

function requireAll(users: readonly string[], rows: readonly AccessRow[], unseen: readonly Unseen[]): void {
  const missing = users.find(
    (user) => !rows.some(({ identity }) => identity.name === user || identity.uid === user),
  );
  if (missing === undefined) return;
  const [first] = unseen;
  if (first !== undefined) throw first.error;
  throw new AckringError('ResourceNotFound', `nobody called "${missing}" holds a kubeconfig here`, {
    remedy: 'Run `ackring access` to see who holds what.',
  });
}

async function fleetOf(
  { scanFleet }: Pick<IncidentWiring, 'scanFleet'>,
  signal: AbortSignal | undefined,
): Promise<{ readonly clusters: readonly Cluster[]; readonly unseen: readonly Unseen[] }> {
  const clusters: Cluster[] = [];
  const unseen: Unseen[] = [];
  for await (const event of scanFleet(signal === undefined ? {} : { signal })) {
    if (event.kind === 'clusters') clusters.push(...event.clusters);
    if (event.kind === 'failed') unseen.push({ place: event.region, error: event.error });
  }
  const [first] = unseen;
  if (clusters.length === 0 && first !== undefined) throw first.error;
  return { clusters, unseen };
}

/** Carries a plan out; what was held is kept first, and what came of it is kept as a report. */
export async function applyClean(
  wiring: IncidentWiring,
  plan: CleanPlan,
  options: Parameters<IncidentServices['applyClean']>[1],
): Promise<CleanRun> {
  await wiring.refuseWhenReadOnly('remove permissions');
  const [{ applyClean: apply }, { cleanBackup }, { createRbacReader }, around] = await Promise.all([
    import('@ackring/core/access/clean/clean'),
    import('@ackring/core/access/clean/clean-backup'),
    import('@ackring/core/machine/api-server/rbac-reader'),
    surroundings(wiring),
  ]);
  const runId = randomUUID();
  let backup: string | null = null;
  const keep = await keeper(wiring.stateFolder);
  const backUpAll = cleanBackup({
    api: around.api,
    caller: wiring.callerIdentity,
    rbac: createRbacReader({ environment: wiring.environment }),
    clusters: await clustersOf(plan, around.api, options.signal),
    clock: around.clock,
    runId,
    write: async (name, text) => {
      backup = await keep('access-backups', name, text);
      return backup;
    },
  });
  let unsaved: readonly Unsaved[] = [];
  const backUp: typeof backUpAll = async (steps) => {
    const kept = await backUpAll(steps);
    unsaved = kept.unsaved;
    return kept;
  };
  const outcomes = await apply({ plan, ...around, ...options, runId, backUp });
  return {
    outcomes,
    backup,
    unsaved,
    ...(await keepReport(keep, { plan, outcomes, runId, backup, unsaved })),
  };
}

/** Where their API servers are asked for what is bound; one that cannot be described is told in the backup. */
async function clustersOf(
  { steps }: CleanPlan,
  api: Pick<Ack, 'describeCluster'>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, DescribedCluster>> {
  const refs = new Map(steps.map(({ row }) => [row.cluster.id, row.cluster]));
  const asked = [...refs.values()].map((ref) => api.describeCluster(ref, signal).catch(() => null));
  const found = (await Promise.all(asked)).filter((cluster) => cluster !== null);
  return new Map(found.map((cluster) => [cluster.id, cluster]));
}

type Keep = (folder: string, name: string, text: string) => Promise<string>;

/** Whole, on the disk and for the owner only before it returns. */
async function keeper(stateFolder: string): Promise<Keep> {
  const { privateFolder } = await import('@ackring/core/machine/files/output-file');
  return (folder, name, text) => privateFolder(join(stateFolder, folder))(name, text);
}

/** As Markdown for people and as JSON beside it. A report that cannot be kept undoes nothing: it is told. */
async function keepReport(
  keep: Keep,
  run: {
    readonly plan: CleanPlan;
    readonly outcomes: readonly CleanOutcome[];
    readonly runId: string;
    readonly backup: string | null;
    readonly unsaved: readonly Unsaved[];
  },
): Promise<Pick<CleanRun, 'report' | 'reportProblem'>> {
  const { cleanReport, cleanToJson } = await import('@ackring/core/access/clean/clean-report');
  try {
    const document = {
      runId: run.runId,
      backup: run.backup,
      ...cleanToJson(run.plan, run.outcomes, run.unsaved),
    };
    await keep('reports', `clean-${run.runId}.json`, `${JSON.stringify(document, null, 2)}\n`);
    return {
      report: await keep('reports', `clean-${run.runId}.md`, cleanReport(run)),
      reportProblem: null,
    };
  } catch (thrown) {
    return { report: null, reportProblem: toAckringError(thrown) };
  }
}
