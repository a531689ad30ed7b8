import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '@ackring/emulator/start';
import { kubeconfigOf } from '@ackring/testkit/client-identity';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import type { RealApiServer } from '@ackring/testkit/real/real-api-server';
import type { ExecutionContext } from 'ava';
import * as v from 'valibot';
import { inventoryContract } from './inventory-contract.js';
import { createAckring } from './run-ackring.js';

/** An API server that has, or is to have, ClusterProfiles. */
export type InventoryHub = Pick<RealApiServer, 'admin' | 'create'>;

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const profiles = '/apis/multicluster.x-k8s.io/v1alpha1/namespaces/fleet/clusterprofiles';

const provider = v.object({
  name: v.literal('ack'),
  cluster: v.object({
    server: v.string(),
    'certificate-authority-data': v.string(),
    extensions: v.tuple([
      v.object({ name: v.literal('client.authentication.k8s.io/exec'), extension: v.looseObject({}) }),
    ]),
  }),
});

const clusterProfile = v.looseObject({
  metadata: v.looseObject({
    name: v.string(),
    uid: v.string(),
    resourceVersion: v.string(),
    labels: v.record(v.string(), v.string()),
  }),
  spec: v.object({ displayName: v.string(), clusterManager: v.object({ name: v.string() }) }),
  status: v.object({
    version: v.object({ kubernetes: v.string() }),
    properties: v.array(v.object({ name: v.string(), value: v.string() })),
    conditions: v.array(v.looseObject({ type: v.string(), status: v.string(), reason: v.string() })),
    accessProviders: v.optional(v.array(provider), []),
  }),
});

/** As far as an API server needs it; the API's own checks more. */
export const inventoryDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'clusterprofiles.multicluster.x-k8s.io' },
  spec: {
    group: 'multicluster.x-k8s.io',
    scope: 'Namespaced',
    names: { plural: 'clusterprofiles', singular: 'clusterprofile', kind: 'ClusterProfile' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** Two accounts, `work` with two clusters and `partner` with one, whose names and regions are alike. */
async function inventoryWorld(t: ExecutionContext, hub: InventoryHub) {
  const holders = { ops: { daysLeft: 900 } };
  const prod = { name: 'prod', tags: { env: 'prod', 'team/owner': 'web' }, holders };
  const web = { name: 'web', region: 'cn-hangzhou', holders };
  const accounts = [{ name: 'partner', clusters: [prod] }];
  const emulator = await startEmulator({ scenario: { clusters: [prod, web], accounts } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const callers = { work: 'ops', partner: 'partner/ops' };
  const configured = Object.entries(callers).map(([name, who]) => {
    const { accessKeyId, accessKeySecret } = emulator.identities[who] ?? {};
    return { name, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  });
  await mkdir(join(ackring.home, '.aliyun'));
  const config = JSON.stringify({ current: 'work', profiles: configured });
  await writeFile(join(ackring.home, '.aliyun/config.json'), config);
  await mkdir(join(ackring.home, '.kube'));
  await writeFile(ackring.kubeconfig, kubeconfigOf(hub.admin, 'fleet'), { mode: 0o600 });
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
  const run = (...args: string[]) => ackring.runHere(args, { environment });
  const sync = async (...args: string[]) => {
    const all = args.some((arg) => arg.startsWith('--profile')) ? [] : ['--all-profiles'];
    const ran = await run('inventory', 'sync', '--context', 'test', '--json', ...all, ...args);
    const told = ran.stdout === '' ? null : v.parse(inventoryContract, ran.json());
    const changes = told?.plan.map(({ change, cluster, account }) => `${change} ${account}/${cluster}`) ?? [];
    return { ...ran, told, changes: changes.toSorted() };
  };
  const accountOf = (who: string) => emulator.identities[who]?.arn.split(':')[3] ?? '';
  const [own, other] = [accountOf('ops'), accountOf('partner/ops')];
  const clusterOf = (account: string, name: string) => {
    const found = emulator.world.clusters.ofAccount(account).find((each) => each.name === name);
    if (found === undefined) throw new Error(`no cluster ${name}`);
    return found;
  };
  const kept = () => keptIn(hub);
  const profileOf = async (account: string, name: string) => {
    const { id } = clusterOf(account, name);
    return (await kept()).find(({ metadata }) => metadata.name === `${id}-${account}`);
  };
  return { emulator, ackring, run, sync, environment, own, other, clusterOf, kept, profileOf };
}

/** The ClusterProfiles of a hub. */
export async function keptIn({ admin }: InventoryHub) {
  const { body } = await askKubernetes(admin, 'GET', profiles);
  return v.parse(v.array(clusterProfile), body['items']);
}

/** The definition is served a moment after it is there. */
export async function define(hub: InventoryHub, definition: object): Promise<void> {
  await hub.create('/api/v1/namespaces', { metadata: { name: 'fleet' } });
  await hub.create(definitions, definition);
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await askKubernetes(hub.admin, 'GET', profiles)).status === 200) return;
    await sleep(50);
  }
  throw new Error('the definition is not served');
}

/** A hub's whole life with the inventory of two accounts. */
export async function inventoryStory(
  t: ExecutionContext,
  hub: InventoryHub,
  definition: object,
): Promise<void> {
  const world = await inventoryWorld(t, hub);
  const { emulator, run, sync, own, other, clusterOf, kept, profileOf } = world;
  const applying = { 'content-type': 'application/apply-patch+yaml' };
  const unknown = await sync();
  t.is(unknown.code, 3, unknown.stderr);
  t.regex(unknown.stderr, /does not know ClusterProfiles/);
  await define(hub, definition);

  const unasked = await sync();
  t.is(unasked.code, 6, unasked.stderr);
  t.deepEqual(
    unasked.changes,
    [`create ${own}/prod`, `create ${own}/web`, `create ${other}/prod`].toSorted(),
  );
  t.deepEqual(unasked.told?.applied, []);
  t.is(unasked.told?.closed.length, 3);
  t.deepEqual(await kept(), []);
  const readOnly = await sync('--yes', '--read-only');
  t.is(readOnly.code, 6);
  t.deepEqual(await kept(), []);

  // What was once fetched from a cluster proves its authority; nothing is issued for an inventory.
  t.is((await run('get', 'prod', '--long-term', '--profile', 'work')).code, 0);
  const issues = () => emulator.requests.count('DescribeClusterUserKubeconfig');
  const before = issues();
  const first = await sync('--yes');
  t.is(first.code, 0, first.stderr);
  t.is(first.told?.applied.length, 3);
  t.is(issues(), before);
  const opened = await profileOf(own, 'prod');
  const prod = clusterOf(own, 'prod');
  t.is(opened?.spec.displayName, 'prod');
  t.is(opened?.status.version.kubernetes, `${prod.version}-aliyun.1`);
  t.deepEqual(opened?.status.accessProviders[0]?.cluster.extensions[0].extension, {
    clusterId: prod.id,
    region: prod.region,
    accountId: own,
  });
  const told = new Map(opened?.status.properties.map(({ name, value }) => [name, value]));
  t.is(told.get('ackring.dev/region'), 'ap-northeast-1');
  t.is(told.get('ackring.dev/kind'), 'managed');
  t.is(told.get('ackring.dev/account'), own);
  t.is(told.get('ackring.dev/tag/team/owner'), 'web');
  t.is(opened?.status.conditions[0]?.status, 'True');
  t.deepEqual((await profileOf(other, 'prod'))?.status.accessProviders, [], 'of the other account nothing');

  const [versions, again] = [await versionsOf(kept), await sync('--yes')];
  t.is(again.code, 0, again.stderr);
  t.deepEqual(again.told?.plan, []);
  t.is(again.told?.unchanged, 3);
  t.deepEqual(await versionsOf(kept), versions, 'nothing was written');

  // A cluster changes; elsewhere nobody knows its authority, and what the hub has stays.
  clusterOf(own, 'prod').tags = { env: 'stage' };
  t.is((await run('contexts', 'remove', 'ack/ap-northeast-1/prod', '--yes')).code, 0);
  const changed = await sync('--yes');
  t.is(changed.code, 0, changed.stderr);
  t.deepEqual(changed.changes, [`update ${own}/prod`]);
  t.deepEqual(changed.told?.plan[0]?.fields, ['properties']);

  // Killed between an object and its status.
  const half = await profileOf(own, 'web');
  const path = `${profiles}/${half?.metadata.name}`;
  await askKubernetes(hub.admin, 'DELETE', path);
  const { metadata, spec } = half ?? {};
  const bare = { apiVersion: 'multicluster.x-k8s.io/v1alpha1', kind: 'ClusterProfile' };
  const named = { name: metadata?.name, labels: metadata?.labels };
  const begun = { ...bare, metadata: named, spec };
  const applied = await askKubernetes(hub.admin, 'PATCH', `${path}?fieldManager=ackring`, begun, applying);
  t.is(applied.status, 201);
  const ended = await sync('--yes');
  t.is(ended.code, 0, ended.stderr);
  t.deepEqual(ended.changes, [`update ${own}/web`]);
  t.is((await profileOf(own, 'web'))?.status.version.kubernetes, half?.status.version.kubernetes);
  t.deepEqual((await sync('--yes')).told?.plan, []);

  // Somebody else's hand in one of ours is reported, and not overruled.
  const renamed = { ...bare, metadata: { name: named.name }, spec: { ...spec, displayName: 'theirs' } };
  const forced = await askKubernetes(
    hub.admin,
    'PATCH',
    `${path}?fieldManager=kubectl&force=true`,
    renamed,
    applying,
  );
  t.is(forced.status, 200, JSON.stringify(forced.body));
  const disputed = await sync('--yes');
  t.is(disputed.code, 6, disputed.stderr);
  t.regex(disputed.stderr, /"Conflict".*kubectl/);
  t.is((await profileOf(own, 'web'))?.spec.displayName, 'theirs');

  // A name that another manager has is refused, and the others are written all the same.
  await askKubernetes(hub.admin, 'DELETE', path);
  const foreign = {
    ...bare,
    metadata: named,
    spec: { displayName: 'x', clusterManager: { name: 'argocd' } },
  };
  await hub.create(profiles, foreign);
  clusterOf(other, 'prod').tags = { env: 'dev' };
  const refused = await sync('--yes');
  t.is(refused.code, 7, refused.stderr);
  t.deepEqual(refused.changes, [`refused ${own}/web`, `update ${other}/prod`].toSorted());
  t.regex(refused.stderr, /is not ours: its cluster manager is argocd/);
  await askKubernetes(hub.admin, 'DELETE', path);
  t.is((await sync('--yes')).code, 0);

  // What was not read is not gone: a region that refuses, an account that is not asked.
  const web = clusterOf(own, 'web');
  const answer = emulator.faults.add({
    path: '/regions/cn-hangzhou/',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  emulator.world.clusters.remove(web);
  const unread = await sync('--yes');
  t.is(unread.code, 7, unread.stderr);
  t.deepEqual(unread.changes, []);
  answer();
  t.deepEqual((await sync('--yes', '--profile=partner')).changes, []);
  t.is((await kept()).length, 3);

  const gone = await sync('--yes');
  t.is(gone.code, 0, gone.stderr);
  t.deepEqual(gone.changes, [`remove ${own}/web`]);
  t.is((await kept()).length, 2);
  t.deepEqual((await sync('--yes')).told?.plan, []);
}

async function versionsOf(kept: () => Promise<readonly v.InferOutput<typeof clusterProfile>[]>) {
  return (await kept()).map(({ metadata }) => metadata.resourceVersion);
}
