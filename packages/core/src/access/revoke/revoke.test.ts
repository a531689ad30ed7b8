import test, { type ExecutionContext } from 'ava';
import { createApiServer } from '../../adapters/api-server/api-server.js';
import { resolveAccess } from '../../endpoints.js';
import { AckringError, type ErrorCode } from '../../errors.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { listContexts } from '../../kubeconfig/contexts.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerTarget, DescribedCluster } from '../../ports.js';
import { readActivity } from '../audit.js';
import { readOnlyApi } from '../read-only.js';
import { startTestCloud, type TestCloud } from '../test-cloud.js';
import { applyRevoke, type RevokeOptions } from './revoke.js';
import { planRevoke, type RevokePlan } from './revoke-plan.js';

const scenario = {
  identities: [{ name: 'mei' }, { name: 'nobody', policies: 'none' as const }],
  clusters: [
    { name: 'prod', holders: { ops: { daysLeft: 900, lastSeenDaysAgo: 1 }, mei: { daysLeft: 900 } } },
    { name: 'gone', state: 'deleting', holders: { ops: { daysLeft: 900 } } },
  ],
};

interface Held {
  readonly entries: readonly ContextEntry[];
  readonly target: ApiServerTarget;
}

async function fetchAs(
  cloud: TestCloud,
  cluster: DescribedCluster,
  as: string,
  durationMinutes: number | null,
): Promise<Held> {
  const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
  const { yaml } = await cloud.api(as).fetchKubeconfig({ cluster, access, durationMinutes });
  const kubeconfig = readKubeconfig(yaml, { file: `${as}-${durationMinutes}` });
  const entries = listContexts([kubeconfig], cloud.clock.now());
  return { entries, target: apiServerTarget(kubeconfig, entries[0]?.context ?? '') };
}

interface Setting {
  readonly options: RevokeOptions;
  readonly delivered: string[];
}

async function setting(cloud: TestCloud, change: Partial<RevokeOptions> = {}): Promise<Setting> {
  const clusters = await cloud.described();
  const cluster = clusters.find(({ name }) => name === 'prod') as DescribedCluster;
  const [long, short, hers] = [
    await fetchAs(cloud, cluster, 'ops', null),
    await fetchAs(cloud, cluster, 'ops', 60),
    await fetchAs(cloud, cluster, 'mei', null),
  ];
  const activity = {
    cluster,
    identity: { uid: cloud.uid('ops'), name: 'ops', type: 'user', state: 'active' },
  } as const;
  const plan = planRevoke({
    cluster,
    callerUid: cloud.uid('ops'),
    isAccountRoot: false,
    entries: [...long.entries, ...short.entries, ...hers.entries],
    sinks: { kind: 'none' },
    lastActivity: await readActivity(cloud.api(), activity),
  });
  const delivered: string[] = [];
  const options: RevokeOptions = {
    plan,
    api: cloud.api(),
    apiServer: createApiServer(),
    clock: cloud.clock,
    journal: cloud.journal,
    runId: 'run',
    confirm: 'prod',
    oldTarget: long.target,
    deliver: async (entry) => {
      delivered.push(entry.file);
    },
    sinks: [],
    ...change,
  };
  return { options, delivered };
}

const revokes = ({ emulator }: TestCloud): number => emulator.requests.count('RevokeK8sClusterKubeConfig');

async function refusal(t: ExecutionContext, promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  t.is(error?.code, code, error?.message);
}

test('the plan finds every kubeconfig of the caller in this cluster, and nobody else’s', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { plan } = (await setting(cloud)).options;
  t.is(plan.verdict, 'revoke');
  t.is(plan.reason, 'InUseRecently');
  t.deepEqual(
    plan.contexts.map(({ file }) => file),
    ['ops-null', 'ops-60'],
  );
  t.is(revokes(cloud), 0);
});

test('revoked, fetched anew, delivered to the same places, verified, and the old one shown dead', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options, delivered } = await setting(cloud);
  const { revoked, steps } = await applyRevoke(options);
  t.is(revoked, 'yes');
  t.deepEqual(
    steps.map(({ step, result }) => `${step} ${result}`),
    [
      'revoke done',
      'fetch done',
      'deliver done',
      'verify done',
      'fetch done',
      'deliver done',
      'verify done',
      'proveOldDead done',
    ],
  );
  t.deepEqual(delivered, ['ops-null', 'ops-60']);
  t.deepEqual(
    cloud.journal.drafts.map(({ phase }) => phase),
    ['started', 'done'],
  );
});

for (const confirm of [null, '', 'Prod', 'prod ', 'gone']) {
  test(`wrong confirmation ${JSON.stringify(confirm)}: nothing is sent or written down`, async (t) => {
    await using cloud = await startTestCloud(scenario);
    await refusal(t, applyRevoke((await setting(cloud, { confirm })).options), 'ConfirmationMissing');
    t.is(revokes(cloud), 0);
    t.is(cloud.journal.drafts.length, 0);
  });
}

test('the id confirms as well as the name', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options } = await setting(cloud);
  t.is((await applyRevoke({ ...options, confirm: options.plan.cluster.id })).revoked, 'yes');
});

test('read-only: not revoked, the cloud is not asked', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { revoked, steps } = await applyRevoke(
    (await setting(cloud, { api: readOnlyApi(cloud.api()) })).options,
  );
  t.is(revoked, 'no');
  t.is(steps[0]?.error?.code, 'ReadOnly');
  t.is(revokes(cloud), 0);
});

test('no permission: not revoked, and the action is named', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { revoked, steps } = await applyRevoke((await setting(cloud, { api: cloud.api('nobody') })).options);
  t.is(revoked, 'no');
  t.is(steps.length, 1);
  t.regex(steps[0]?.error?.message ?? '', /cs:RevokeK8sClusterKubeConfig/);
});

test('unreadable activity is said in the plan', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({
    operation: 'DescribeUserClusterActivityState',
    effect: { kind: 'error', status: 500 },
  });
  t.is((await setting(cloud)).options.plan.reason, 'UseUnknown');
});

test('throttled for a while: revoked once', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({
    operation: 'RevokeK8sClusterKubeConfig',
    times: 3,
    effect: { kind: 'throttle' },
  });
  t.is((await applyRevoke((await setting(cloud)).options)).revoked, 'yes');
  t.is(revokes(cloud), 4);
});

test('cut off after the cloud did it: the dead old one settles it, and it is not sent again', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({
    operation: 'RevokeK8sClusterKubeConfig',
    effect: { kind: 'reset', after: true },
  });
  const { revoked } = await applyRevoke((await setting(cloud)).options);
  t.is(revoked, 'yes');
  t.is(revokes(cloud), 1);
});

test('cut off before the cloud did it: unknown, since the old one lives', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({ operation: 'RevokeK8sClusterKubeConfig', effect: { kind: 'reset' } });
  const { revoked, steps } = await applyRevoke((await setting(cloud)).options);
  t.is(revoked, 'unknown');
  t.is(steps.at(-1)?.result, 'failed');
});

test('killed after the call: the journal knows, and fetching again is all it takes', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options } = await setting(cloud);
  const killed = new Error('killed');
  const api = { ...options.api, revokeKubeconfig: options.api.revokeKubeconfig };
  const onStep = (): never => {
    throw killed;
  };
  t.is(await t.throwsAsync(applyRevoke({ ...options, api, onStep })), killed);
  t.deepEqual(
    cloud.journal.drafts.map(({ phase }) => phase),
    ['started'],
  );
  const again = await fetchAs(cloud, options.plan.cluster, 'ops', null);
  const seen = await createApiServer().whoAmI(again.target, { timeoutMs: 5_000 });
  t.true(seen.kind === 'answered' && seen.status === 200);
});

test('a delivery that fails is a step that failed; the others go on', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const deliver: RevokeOptions['deliver'] = async (entry) => {
    if (entry.file === 'ops-null') throw new AckringError('FileLocked', 'x', { remedy: 'y' });
  };
  const { revoked, steps } = await applyRevoke((await setting(cloud, { deliver })).options);
  t.is(revoked, 'yes');
  const deliveries = steps.filter(({ step }) => step === 'deliver');
  t.deepEqual(
    deliveries.map(({ result }) => result),
    ['failed', 'done'],
  );
});

test('no journal, no revocation; a cluster that is going is refused', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options } = await setting(cloud);
  const full = new AckringError('FileUnwritable', 'full', { remedy: 'x' });
  await refusal(
    t,
    applyRevoke({ ...options, journal: { record: () => Promise.reject(full) } }),
    'FileUnwritable',
  );
  const gone: RevokePlan = { ...options.plan, verdict: 'refused', reason: 'ClusterNotServing' };
  await refusal(t, applyRevoke({ ...options, plan: gone }), 'Refused');
  t.is(revokes(cloud), 0);
});
