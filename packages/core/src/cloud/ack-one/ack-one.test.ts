import { startEmulator } from '@ackring/emulator/start';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import test from 'ava';
import { systemClock } from '../../machine/clock.js';
import { resolveEndpoint } from '../openapi/endpoints.js';
import { createRateLimiter } from '../rate-limit.js';
import { createAckOne } from './ack-one.js';

const members = ['prod', 'test'];

async function fleets() {
  const clusters = [
    ...members.map((name) => ({ name })),
    { name: 'fleet', kind: 'hub' as const, region: 'cn-hangzhou', members },
    { name: 'inner', kind: 'hub' as const, region: 'cn-beijing', public: false },
  ];
  const identities = [{ name: 'mei', policies: 'none' as const }];
  const emulator = await startEmulator({ scenario: { identities, clusters, accounts: [{ name: 'other' }] } });
  const as = (who: string) => {
    const key = { ...keyOf(emulator, who), securityToken: null };
    return createAckOne({
      credentials: { get: async () => key },
      region: 'cn-hangzhou',
      endpoint: resolveEndpoint('adcp', 'cn-hangzhou', emulator.environment),
      clock: systemClock,
      limiter: createRateLimiter(systemClock),
    });
  };
  return { emulator, as, [Symbol.asyncDispose]: emulator.stop };
}

test('the hubs of all regions are one list, which their details equal', async (t) => {
  await using cloud = await fleets();
  const ackOne = cloud.as('ops');
  const hubs = await ackOne.listHubs();
  t.deepEqual(
    hubs.map(({ name, region, type, endpoints }) => [name, region, type, endpoints.public.length]),
    [
      ['fleet', 'cn-hangzhou', 'AckOneHub', 1],
      ['inner', 'cn-beijing', 'AckOneHub', 0],
    ],
  );
  for (const hub of hubs) t.deepEqual(await ackOne.describeHub(hub), hub);
  t.deepEqual(await cloud.as('other/ops').listHubs(), []);
});

test('a hub that cannot be read costs no other', async (t) => {
  await using cloud = await fleets();
  cloud.emulator.faults.add({
    operation: 'DescribeHubClusters',
    effect: { kind: 'drift', path: 'Clusters.0.ClusterInfo.ClusterId', value: '' },
  });
  t.deepEqual(
    (await cloud.as('ops').listHubs()).map(({ name }) => name),
    ['inner'],
  );
});

test('its kubeconfig is of the access that was asked for', async (t) => {
  await using cloud = await fleets();
  const ackOne = cloud.as('ops');
  const [fleet, inner] = await ackOne.listHubs();
  for (const [cluster, access] of [
    [fleet, 'public'],
    [inner, 'private'],
  ] as const) {
    if (cluster === undefined) return t.fail();
    const { yaml, expiration } = await ackOne.fetchKubeconfig({ cluster, access });
    t.true(yaml.includes(cluster.endpoints[access][0] ?? 'none'));
    t.is(expiration, null);
  }
});

test('a hub of nobody, and one without the right, are refused', async (t) => {
  await using cloud = await fleets();
  const nobody = { id: `c${'0'.repeat(32)}`, region: 'cn-hangzhou' };
  await t.throwsAsync(cloud.as('ops').describeHub(nobody), { code: 'ClusterNotFound' });
  const [fleet = nobody] = await cloud.as('ops').listHubs();
  await t.throwsAsync(cloud.as('other/ops').describeHub(fleet), { code: 'ClusterNotFound' });
  const { message } = await t.throwsAsync(cloud.as('mei').listHubs(), { code: 'Forbidden' });
  t.regex(message, /adcp:DescribeHubClusters/);
  await t.throwsAsync(cloud.as('mei').describeHub(fleet), { code: 'Forbidden' });
  await t.throwsAsync(cloud.as('mei').fetchKubeconfig({ cluster: fleet, access: 'public' }), {
    code: 'Forbidden',
  });
});

test('the vendor’s client reads a hub’s members', async (t) => {
  await using cloud = await fleets();
  const { emulator } = cloud;
  const [fleet] = await cloud.as('ops').listHubs();
  const client = officialRpcClient(emulator.endpoints.adcp, '2022-01-01', keyOf(emulator, 'ops'));
  const { Clusters } = await client('DescribeManagedClusters', { ClusterId: fleet?.id });
  t.like(Clusters, [{ Cluster: { Name: 'prod' } }, { Cluster: { Name: 'test' } }]);
});
