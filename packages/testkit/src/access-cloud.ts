import type { AccessRow } from '@ackring/core/internal/access/access-row';
import { auditAccess } from '@ackring/core/internal/access/audit';
import { type CleanPlan, planClean } from '@ackring/core/internal/access/clean/clean-plan';
import {
  type LetInPorts,
  type LookWhoIsLetIn,
  lookWhoIsLetIn,
} from '@ackring/core/internal/access/let-in/look';
import { createAck } from '@ackring/core/internal/cloud/ack/ack';
import type { AccessApi, Ack } from '@ackring/core/internal/cloud/ack/api';
import { createLogService } from '@ackring/core/internal/cloud/log-service/log-service';
import { resolveEndpoint } from '@ackring/core/internal/cloud/openapi/endpoints';
import { createRateLimiter } from '@ackring/core/internal/cloud/rate-limit';
import { reachAsCaller } from '@ackring/core/internal/fetch/reach';
import type { Journal, JournalDraft } from '@ackring/core/internal/journal/journal';
import { createApiServer } from '@ackring/core/internal/machine/api-server/api-server';
import { createRbacReader } from '@ackring/core/internal/machine/api-server/rbac-reader';
import type { Clock } from '@ackring/core/internal/machine/clock';
import { createUsing, type Using } from '@ackring/core/internal/usage/usage';
import type { Cluster, DescribedCluster } from '@ackring/core/internal/words/cluster';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { skippingClock } from './clock.js';

/** An embedded cloud for tests of removing access, on whose clock waiting is free. */
export interface TestCloud extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly clock: Clock;
  readonly journal: Journal & { readonly drafts: JournalDraft[] };
  api(as?: string): Ack & AccessApi;
  /** What the audit logs say, up to the cloud's own present. */
  usage(as?: string, change?: UsageChange): Using['usage'];
  clusters(): Promise<readonly Cluster[]>;
  /** The same with their endpoints, one call each. */
  described(): Promise<readonly DescribedCluster[]>;
  uid(name: string): string;
  /** Everybody's rows, completed; only `name`'s if given. */
  rows(name?: string): Promise<readonly AccessRow[]>;
  plan(name: string, as?: string): Promise<CleanPlan>;
  readonly reach: LetInPorts['reach'];
  readonly lookWhoIsLetIn: LookWhoIsLetIn;
}

/** How audit logs are read, other than usual. */
interface UsageChange {
  readonly rowsPerPage?: number;
  /** Stands between Log Service and its reader. */
  readonly through?: (logs: Logs) => Logs;
}

type Logs = Pick<ReturnType<typeof createLogService>, 'analyse'>;

type Scenario = NonNullable<Parameters<typeof startEmulator>[0]>['scenario'];

/** `now`: where its clock begins, if not at the present. */
export async function startTestCloud(scenario: Scenario, { now }: { now?: Date } = {}): Promise<TestCloud> {
  const begin = now === undefined ? {} : { now };
  const emulator = await startEmulator({ scenario: scenario ?? 'leaver', sharedKeys: 4, ...begin });
  const clock: Clock = { now: () => emulator.clock.now(), sleep: (ms) => emulator.clock.advance(ms) };
  const drafts: JournalDraft[] = [];
  const journal = {
    drafts,
    record: async (draft: JournalDraft) => {
      drafts.push(draft);
    },
  };
  const api = (as = 'ops'): Ack & AccessApi => {
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[as] ?? {};
    const patient = skippingClock();
    return createAck({
      credentials: { get: async () => ({ accessKeyId, accessKeySecret, securityToken: null }) },
      endpoint: (region) => resolveEndpoint('cs', region, emulator.environment),
      clock: patient,
      limiter: createRateLimiter(patient),
      random: () => 0,
    });
  };
  const usage: TestCloud['usage'] = (as = 'ops', { rowsPerPage, through = (logs: Logs) => logs } = {}) => {
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[as] ?? {};
    const patient = skippingClock();
    const logsIn = (region: string): Logs =>
      through(
        createLogService({
          credentials: { get: async () => ({ accessKeyId, accessKeySecret, securityToken: null }) },
          region,
          endpoint: resolveEndpoint('sls', region, emulator.environment),
          // Signatures are judged by the machine's clock.
          clock: { ...patient, now: () => new Date() },
          limiter: createRateLimiter(patient),
          random: () => 0,
        }),
      );
    const clock = { ...patient, now: () => emulator.clock.now() };
    return createUsing({
      api: api(as),
      logsIn,
      clock,
      ...(rowsPerPage === undefined ? {} : { rowsPerPage }),
    }).usage;
  };
  const proofs = { caller: async () => ({ uid: uid('ops'), type: 'user' as const }) };
  const reach: LetInPorts['reach'] = (cluster, signal) =>
    reachAsCaller(cluster, { api: api(), clock, proofs }, signal);
  const lookPorts = { apiServer: createApiServer(), rbac: createRbacReader(), clock, reach };
  const uid = (name: string): string => emulator.identities[name]?.uid ?? '';
  const clusters = async (): Promise<readonly Cluster[]> => {
    const regions = await api().listRegions();
    return (await Promise.all(regions.map(({ id }) => api().listClusters(id)))).flat();
  };
  const described = async (): Promise<readonly DescribedCluster[]> =>
    Promise.all((await clusters()).map((cluster) => api().describeCluster(cluster)));
  const rows = async (name?: string): Promise<readonly AccessRow[]> => {
    const found = new Map<string, AccessRow>();
    const select = (row: AccessRow): boolean => name === undefined || row.identity.uid === uid(name);
    for await (const event of auditAccess({ api: api(), clusters: await clusters(), clock, select })) {
      if (event.kind === 'completed')
        found.set(`${event.row.identity.uid} ${event.row.cluster.id}`, event.row);
    }
    return [...found.values()].sort((a, b) => a.cluster.name.localeCompare(b.cluster.name, 'en'));
  };
  const plan = async (name: string, as = 'ops'): Promise<CleanPlan> =>
    planClean({
      rows: await rows(name),
      clusters: new Map((await clusters()).map((cluster) => [cluster.id, cluster])),
      callerUid: uid(as),
      accountId: emulator.accountId,
      now: clock.now(),
    });
  const stop = (): Promise<void> => emulator.stop();
  return {
    emulator,
    clock,
    journal,
    api,
    usage,
    clusters,
    described,
    uid,
    rows,
    plan,
    reach,
    lookWhoIsLetIn: (former, signal) => lookWhoIsLetIn(former, lookPorts, signal),
    [Symbol.asyncDispose]: stop,
  };
}
