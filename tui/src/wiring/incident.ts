import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AccessRow } from '@ackring/core/access/access-row';
import type { CleanPlan } from '@ackring/core/access/clean-plan';
import type { RevokePlan } from '@ackring/core/access/revoke-plan';
import type { JournalFile } from '@ackring/core/adapters/journal';
import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file';
import type { CallerIdentity } from '@ackring/core/adapters/sts';
import type { Cluster } from '@ackring/core/cluster';
import { AckringError } from '@ackring/core/errors';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { IncidentServices, SanProposal, Services } from '../services.js';
import type { Cloud } from './cloud.js';

export interface IncidentWiring {
  readonly cloud: () => Promise<Cloud>;
  readonly files: () => Promise<KubeconfigFiles>;
  readonly stateFolder: string;
  readonly scanFleet: Services['scanFleet'];
  readonly contexts: Services['contexts'];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Who holds what, and taking it away. */
export function incidentServices(wiring: IncidentWiring): { readonly incident: IncidentServices } {
  return {
    incident: {
      audit: (clusters, options = {}) => audit(wiring, clusters, options),
      planClean: (request) => planClean(wiring, request),
      applyClean: (plan, options) => applyClean(wiring, plan, options),
      planSan: (cluster, options) => planSan(wiring, cluster, options),
      applySan: async ({ plan, cluster, server }, options) => {
        const [{ applySan }, { createServerNames }, around] = await Promise.all([
          import('@ackring/core/access/san'),
          import('@ackring/core/adapters/server-names'),
          surroundings(wiring),
        ]);
        const names = createServerNames({ environment: wiring.environment });
        return applySan({ plan, cluster, server, names, ...around, ...options, runId: randomUUID() });
      },
      planRevoke: (cluster, options = {}) => planRevoke(wiring, cluster, options.signal),
      applyRevoke: (plan, options) => applyRevoke(wiring, plan, options),
      searchLeaks: async function* (path, { history = true, signal } = {}) {
        const { searchLeaks } = await import('@ackring/core/adapters/leak-search');
        const { environment } = wiring;
        yield* searchLeaks({ path, history, environment, ...(signal === undefined ? {} : { signal }) });
      },
      investigateLeaks: async function* (leaks, { probe, signal }) {
        const [{ investigateLeaks }, { api, clock }, { createApiServer }, caller] = await Promise.all([
          import('@ackring/core/access/leak'),
          surroundings(wiring),
          import('@ackring/core/adapters/api-server'),
          callerOf(wiring).catch(() => null),
        ]);
        const { homeRegion } = await wiring.cloud();
        const apiServer = createApiServer({ environment: wiring.environment });
        const callerUid = caller?.uid ?? null;
        const options = { leaks, api, apiServer, clock, region: homeRegion, callerUid, probe };
        yield* investigateLeaks({ ...options, ...(signal === undefined ? {} : { signal }) });
      },
      journal: async () => (await journalIn(wiring.stateFolder)).check(),
    },
  };
}

async function surroundings({ cloud, stateFolder }: IncidentWiring) {
  const { systemClock } = await import('@ackring/core/adapters/clock');
  return { api: (await cloud()).ack, clock: systemClock, journal: await journalIn(stateFolder) };
}

async function journalIn(folder: string): Promise<JournalFile> {
  const [{ createJournal }, { systemClock }] = await Promise.all([
    import('@ackring/core/adapters/journal'),
    import('@ackring/core/adapters/clock'),
  ]);
  return createJournal({ folder, clock: systemClock });
}

async function callerOf({ cloud }: IncidentWiring): Promise<CallerIdentity> {
  const [{ createSts }, { systemClock }, { resolveEndpoint }] = await Promise.all([
    import('@ackring/core/adapters/sts'),
    import('@ackring/core/adapters/clock'),
    import('@ackring/core/adapters/endpoints'),
  ]);
  const { credentials, environment, homeRegion: region, limiterOf } = await cloud();
  const endpoint = resolveEndpoint('sts', region, environment);
  return createSts({
    endpoint,
    region,
    clock: systemClock,
    limiter: limiterOf('sts'),
    credentials,
  }).callerIdentity();
}

async function* audit(
  wiring: IncidentWiring,
  clusters: readonly Cluster[],
  options: Parameters<IncidentServices['audit']>[1],
): ReturnType<IncidentServices['audit']> {
  const [{ auditAccess }, { api, clock }] = await Promise.all([
    import('@ackring/core/access/audit'),
    surroundings(wiring),
  ]);
  yield* auditAccess({ api, clock, clusters, ...options });
}

async function fleetOf(
  { scanFleet }: IncidentWiring,
  signal: AbortSignal | undefined,
): Promise<readonly Cluster[]> {
  const clusters: Cluster[] = [];
  for await (const event of scanFleet(signal === undefined ? {} : { signal })) {
    if (event.kind === 'clusters') clusters.push(...event.clusters);
    // What was not seen cannot be cleaned, and must not pass for clean.
    if (event.kind === 'failed') throw event.error;
  }
  return clusters;
}

async function planClean(
  wiring: IncidentWiring,
  { user, clusters, signal }: Parameters<IncidentServices['planClean']>[0],
): Promise<CleanPlan> {
  const { planClean: plan } = await import('@ackring/core/access/clean-plan');
  const caller = await callerOf(wiring);
  const fleet = await fleetOf(wiring, signal);
  const { findCluster } = await import('@ackring/core/fleet/find-cluster');
  const chosen = clusters.length === 0 ? fleet : clusters.map((each) => findCluster(fleet, each));
  const rows = new Map<string, AccessRow>();
  const select = ({ identity }: AccessRow) => identity.name === user || identity.uid === user;
  for await (const event of audit(wiring, chosen, { select, ...(signal === undefined ? {} : { signal }) })) {
    if (event.kind === 'failed') throw event.error;
    for (const row of event.kind === 'rows' ? event.rows : [event.row])
      rows.set(`${row.identity.uid} ${row.cluster.id}`, row);
  }
  if (rows.size === 0) {
    throw new AckringError('ResourceNotFound', `nobody called "${user}" holds a kubeconfig here`, {
      remedy: 'Run `ackring access` to see who holds what.',
    });
  }
  const { clock } = await surroundings(wiring);
  return plan({
    rows: [...rows.values()],
    clusters: new Map(fleet.map((cluster) => [cluster.id, cluster])),
    callerUid: caller.uid,
    accountId: caller.accountId,
    now: clock.now(),
  });
}

async function applyClean(
  wiring: IncidentWiring,
  plan: CleanPlan,
  options: Parameters<IncidentServices['applyClean']>[1],
): ReturnType<IncidentServices['applyClean']> {
  const [{ applyClean: apply }, { cleanBackup }, { createRbacReader }, around] = await Promise.all([
    import('@ackring/core/access/clean'),
    import('@ackring/core/access/clean-backup'),
    import('@ackring/core/adapters/rbac-reader'),
    surroundings(wiring),
  ]);
  const runId = randomUUID();
  const fleet = await fleetOf(wiring, options.signal);
  const backUp = cleanBackup({
    api: around.api,
    rbac: createRbacReader({ environment: wiring.environment }),
    clusters: new Map(fleet.map((cluster) => [cluster.id, cluster])),
    clock: around.clock,
    runId,
    write: (name, text) => keep(wiring.stateFolder, name, text),
  });
  return apply({ plan, ...around, ...options, runId, backUp });
}

/** The only copy of what a clean takes away: whole and on the disk before anything is removed. */
async function keep(folder: string, name: string, text: string): Promise<string> {
  const { privateFolder } = await import('@ackring/core/adapters/private-file');
  return privateFolder(join(folder, 'access-backups'))(name, text);
}

async function planSan(
  wiring: IncidentWiring,
  cluster: Cluster,
  { names, signal }: Parameters<IncidentServices['planSan']>[1],
): Promise<SanProposal> {
  const [{ planSan: plan }, { createServerNames }, { api }, { entries }] = await Promise.all([
    import('@ackring/core/access/san-plan'),
    import('@ackring/core/adapters/server-names'),
    surroundings(wiring),
    wiring.contexts(),
  ]);
  const detail = await api.describeCluster(cluster, signal);
  const servers = [detail.endpoints.public, detail.endpoints.private].filter((each) => each !== null);
  const own = entries.flatMap(({ ack, server }) =>
    ack?.clusterId === cluster.id && server !== null ? [server] : [],
  );
  const asked = createServerNames({ environment: wiring.environment });
  const bounds = { timeoutMs: 10_000, ...(signal === undefined ? {} : { signal }) };
  for (const server of [...servers, ...own]) {
    const presented = await asked.presented({ server, proxyUrl: null, tlsServerName: null }, bounds);
    if (presented === null) continue;
    const dialled = [...new Set([...[...servers, ...own].map(hostOf), ...names])];
    return {
      cluster: detail,
      server,
      presented,
      dialled,
      plan: plan({ cluster: detail, dialled, presented }),
    };
  }
  throw new AckringError(
    'Unreachable',
    `no endpoint of ${cluster.name} answers, so its certificate was not seen`,
    {
      remedy: 'Try from inside its VPC, or bind an EIP to its API server.',
    },
  );
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : server;
}

async function planRevoke(
  wiring: IncidentWiring,
  cluster: Cluster,
  signal: AbortSignal | undefined,
): Promise<RevokePlan> {
  const [{ planRevoke: plan }, { readActivity }, { api }, caller, { entries }] = await Promise.all([
    import('@ackring/core/access/revoke-plan'),
    import('@ackring/core/access/audit'),
    surroundings(wiring),
    callerOf(wiring),
    wiring.contexts(),
  ]);
  const { uid, type } = caller;
  const identity = { uid, name: uid, type, state: 'active' } as const;
  const lastActivity = await readActivity(api, { cluster, identity }, signal);
  return plan({ cluster, callerUid: uid, isAccountRoot: type === 'root', entries, places: [], lastActivity });
}

async function applyRevoke(
  wiring: IncidentWiring,
  plan: RevokePlan,
  options: Parameters<IncidentServices['applyRevoke']>[1],
): ReturnType<IncidentServices['applyRevoke']> {
  const [
    { applyRevoke: apply },
    { createApiServer },
    { apiServerTarget },
    { replaceCredential },
    around,
    store,
  ] = await Promise.all([
    import('@ackring/core/access/revoke'),
    import('@ackring/core/adapters/api-server'),
    import('@ackring/core/kubeconfig/target'),
    import('@ackring/core/kubeconfig/replace-credential'),
    surroundings(wiring),
    wiring.files(),
  ]);
  const { kubeconfigs } = await store.readAll();
  const [first] = plan.contexts;
  return apply({
    plan,
    ...around,
    ...options,
    runId: randomUUID(),
    apiServer: createApiServer({ environment: wiring.environment }),
    oldTarget: first === undefined ? null : apiServerTarget(kubeconfigs, first.context),
    deliver: async (entry, { yaml: issued }) => {
      const user = entry.user ?? '';
      const file =
        kubeconfigs.find(({ users }) => users.some(({ name }) => name === user))?.file ?? entry.file;
      const serial = serialOf(entry);
      await store.edit(file, (existing) => replaceCredential({ existing, file, user, serial, issued }), {
        summary: `after a revoke: new credential of ${entry.context}`,
      });
    },
  });
}

function serialOf({ credential }: ContextEntry): string | null {
  return credential.kind === 'certificate' ? credential.serial : null;
}
