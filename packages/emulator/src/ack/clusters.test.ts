import { startCloud } from '@ackring/testkit/cloud';
import { officialAckCall } from '@ackring/testkit/official-ack-client';
import CS from '@alicloud/cs20151215';
import test from 'ava';

test('regions have names', async (t) => {
  await using cloud = await startCloud({ regions: ['cn-hangzhou', 'ap-northeast-1'] });
  const { body } = await cloud.client().describeRegions(new CS.DescribeRegionsRequest());
  t.deepEqual(
    body?.regions?.map((region) => [region.regionId, region.localName]),
    [
      ['cn-hangzhou', 'China (Hangzhou)'],
      ['ap-northeast-1', 'Japan (Tokyo)'],
    ],
  );
});

test('the pages of a list contain every cluster once and report the total', async (t) => {
  const clusters = Array.from({ length: 23 }, (_, index) => ({ name: `c-${index}` }));
  await using cloud = await startCloud({ clusters });
  const names: (string | undefined)[] = [];
  for (let pageNumber = 1; pageNumber <= 4; pageNumber += 1) {
    const listed = await cloud.list({ pageNumber, pageSize: 10 });
    t.like(listed.page, { pageNumber, pageSize: 10, totalCount: 23 });
    names.push(...listed.clusters.map((cluster) => cluster.name));
  }
  t.deepEqual(
    names,
    clusters.map((cluster) => cluster.name),
  );
});

const pageLimit = test.macro({
  title: (_, list: string, size: number, isTaken: boolean) =>
    `a page of ${size} is ${isTaken ? 'given' : 'refused'} by ${list}`,
  async exec(t, list: 'clusters' | 'cluster states' | 'user states', size: number, isTaken: boolean) {
    await using cloud = await startCloud('single');
    const client = cloud.client();
    const { id } = cloud.cluster('single');
    const asked = {
      clusters: () => cloud.list({ pageSize: size }),
      'cluster states': () =>
        client.listClusterKubeconfigStates(id, new CS.ListClusterKubeconfigStatesRequest({ pageSize: size })),
      'user states': () =>
        client.listUserKubeConfigStates(
          cloud.uid('ops'),
          new CS.ListUserKubeConfigStatesRequest({ pageSize: size }),
        ),
    }[list]();
    if (isTaken) await t.notThrowsAsync(asked);
    else await t.throwsAsync(asked, { code: 'InvalidParameter' });
  },
});

test(pageLimit, 'clusters', 100, true);
test(pageLimit, 'clusters', 101, false);
test(pageLimit, 'cluster states', 50, true);
test(pageLimit, 'cluster states', 51, false);
test(pageLimit, 'user states', 100, true);
test(pageLimit, 'user states', 101, false);

const threeClusters = {
  clusters: [
    { name: 'prod-web', region: 'cn-hangzhou' },
    { name: 'prod-edge', region: 'cn-hangzhou', kind: 'edge' },
    { name: 'old', region: 'eu-central-1', kind: 'dedicated' },
  ],
} as const;

test('a region’s list is filtered by part of the name and by exact values', async (t) => {
  await using cloud = await startCloud(threeClusters);
  const named = async (request: Partial<CS.DescribeClustersForRegionRequest>, region = 'cn-hangzhou') => {
    const { clusters } = await cloud.list(request, { region });
    return clusters.map((cluster) => cluster.name);
  };
  t.deepEqual(await named({}), ['prod-web', 'prod-edge']);
  t.deepEqual(await named({}, 'eu-central-1'), ['old']);
  t.deepEqual(await named({}, 'us-east-1'), []);
  t.deepEqual(await named({ name: 'D-E' }), ['prod-edge']);
  t.deepEqual(await named({ profile: 'Edge' }), ['prod-edge']);
  t.deepEqual(await named({ clusterType: 'Kubernetes' }), []);
  t.deepEqual(await named({ clusterType: 'Kubernetes' }, 'eu-central-1'), ['old']);
  t.deepEqual(await named({ clusterSpec: 'ack.standard' }), ['prod-edge']);
});

test('a retired list that is still served is filtered by region and id too', async (t) => {
  await using cloud = await startCloud(threeClusters, { switches: { retired: 'served' } });
  const v1 = async (request: Partial<CS.DescribeClustersV1Request>) => {
    const { body } = await cloud.client().describeClustersV1(new CS.DescribeClustersV1Request(request));
    return body?.clusters?.map((cluster) => cluster.name);
  };
  t.deepEqual(await v1({}), ['prod-web', 'prod-edge', 'old']);
  t.deepEqual(await v1({ regionId: 'eu-central-1' }), ['old']);
  t.deepEqual(await v1({ name: 'ROD-' }), ['prod-web', 'prod-edge']);
  t.deepEqual(await v1({ profile: 'Edge' }), ['prod-edge']);
  t.deepEqual(await v1({ clusterType: 'Kubernetes' }), ['old']);
  t.deepEqual(await v1({ clusterId: cloud.cluster('prod-web').id }), ['prod-web']);
  const all = await cloud.client().describeClusters(new CS.DescribeClustersRequest({ name: 'prod' }));
  t.deepEqual(
    all.body?.map((cluster) => cluster.name),
    ['prod-web', 'prod-edge'],
  );
});

test('the retired lists are gone, and a running cloud can serve them again', async (t) => {
  await using cloud = await startCloud('single', { switches: { retired: 'gone' } });
  const client = cloud.client();
  const lists = [
    () => client.describeClustersV1(new CS.DescribeClustersV1Request()),
    () => client.describeClusters(new CS.DescribeClustersRequest()),
  ];
  for (const list of lists) {
    await t.throwsAsync(list(), { code: 'InvalidAction.NotFound', message: /404/ });
  }
  t.is(cloud.emulator.requests.of('DescribeClustersV1').length, 1);
  cloud.emulator.world.switches.retired = 'served';
  for (const list of lists) await t.notThrowsAsync(list());
});

/** A body's names on the wire that the vendor's package knows. */
function wireNames(model: { names(): Record<string, string> }): readonly string[] {
  return Object.values(model.names()).toSorted();
}

test('a list has exactly what the vendor’s package reads: no endpoint, no account', async (t) => {
  await using cloud = await startCloud('single');
  const body = await officialAckCall(
    cloud.client(),
    'DescribeClustersForRegion',
    'GET',
    '/regions/ap-northeast-1/clusters',
  );
  const [cluster] = Array.isArray(body['clusters']) ? body['clusters'] : [];
  t.deepEqual(Object.keys(cluster).toSorted(), wireNames(CS.DescribeClustersForRegionResponseBodyClusters));
});

test('a detail has none of the removed members', async (t) => {
  await using cloud = await startCloud('single');
  const { id } = cloud.cluster('single');
  const body = await officialAckCall(cloud.client(), 'DescribeClusterDetail', 'GET', `/clusters/${id}`);
  const gone = [
    'docker_version',
    'external_loadbalancer_id',
    'network_mode',
    'parameters',
    'private_zone',
    'subnet_cidr',
    'vswitch_id',
    'zone_id',
  ];
  const known = wireNames(CS.DescribeClusterDetailResponseBody).filter((name) => !gone.includes(name));
  // What only dedicated clusters have.
  const optional = ['control_plane_config'];
  t.deepEqual(
    Object.keys(body).toSorted(),
    known.filter((name) => !optional.includes(name)),
  );
});

test('the list’s permission is for everything or nothing', async (t) => {
  const allow = (Action: string, Resource: string) => [
    { Version: '1' as const, Statement: [{ Effect: 'Allow' as const, Action, Resource }] },
  ];
  await using cloud = await startCloud({
    identities: [
      { name: 'all', policies: allow('cs:DescribeClustersForRegion', '*') },
      { name: 'some', policies: allow('cs:DescribeClustersForRegion', 'acs:cs:*:*:cluster/*') },
      { name: 'old', policies: allow('cs:DescribeClustersV1', '*') },
    ],
    clusters: [{ name: 'a' }],
  });
  t.is((await cloud.list({}, { who: 'all' })).clusters.length, 1);
  for (const who of ['some', 'old']) {
    await t.throwsAsync(cloud.list({}, { who }), {
      code: 'StatusForbidden',
      message: /action cs:DescribeClustersForRegion/,
    });
  }
});

test('a scenario’s refused region refuses only its list', async (t) => {
  await using cloud = await startCloud('incident');
  await t.throwsAsync(cloud.list({}, { region: 'ap-southeast-3' }), { code: 'StatusForbidden' });
  t.is((await cloud.list()).clusters.length, 5);
});

test('the spelling is the cloud’s own: LingJun in lists, a state in capitals', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', kind: 'lingjun', state: 'Upgrading' }] });
  for (const profile of ['LingJun', 'Lingjun']) {
    const [listed] = (await cloud.list({ profile })).clusters;
    t.like(listed, { profile: 'LingJun', state: 'Upgrading' });
  }
  const { body } = await cloud.client().describeClusterDetail(cloud.cluster('a').id);
  t.like(body, { profile: 'Lingjun', state: 'Upgrading' });
  t.truthy(await cloud.fetch('a'));
});

test('every change of a cluster changes its time of update', async (t) => {
  await using cloud = await startCloud('single');
  cloud.emulator.clock.freeze();
  const cluster = cloud.cluster('single');
  const told = async () => {
    const [listed] = (await cloud.list()).clusters;
    const { body } = await cloud.client().describeClusterDetail(cluster.id);
    t.is(listed?.updated, body?.updated);
    return listed?.updated ?? '';
  };
  const changes = [
    () => Object.assign(cluster, { state: 'upgrading' }),
    () => Object.assign(cluster, { hasPublicEndpoint: false }),
    () => Object.assign(cluster, { hasPublicEndpoint: true }),
    () => Object.assign(cluster, { extraSans: ['new.example.com'] }),
    () => Object.assign(cluster, { tags: { env: 'prod' } }),
    () => Object.assign(cluster, { furtherEndpoints: [] }),
  ];
  const times = [await told()];
  for (const change of changes) {
    change();
    times.push(await told());
  }
  t.deepEqual(times, [...new Set(times)].toSorted());
  t.is(await told(), times.at(-1) ?? '');
});

test('a cluster has its endpoints in a JSON string and its times in +08:00', async (t) => {
  await using cloud = await startCloud(
    {
      clusters: [
        {
          name: 'a',
          extraSans: ['k8s.example.com'],
          tags: { env: 'prod' },
          public: false,
          createdDaysAgo: 1,
        },
      ],
    },
    { now: new Date('2026-03-02T20:00:00Z') },
  );
  const body = await officialAckCall(
    cloud.client(),
    'DescribeClusterDetail',
    'GET',
    `/clusters/${cloud.cluster('a').id}`,
  );
  t.like(body, {
    cluster_type: 'ManagedKubernetes',
    profile: 'Default',
    cluster_spec: 'ack.pro.small',
    region_id: 'ap-northeast-1',
    created: '2026-03-02T04:00:00+08:00',
    extra_sans: ['k8s.example.com'],
    tags: [{ key: 'env', value: 'prod' }],
  });
  t.deepEqual(JSON.parse(String(body['master_url'])), {
    api_server_endpoint: '',
    intranet_api_server_endpoint: 'https://127.168.0.1:1',
  });
  t.like(JSON.parse(String(body['meta_data'])), { OwnerId: cloud.emulator.accountId });
});

test('a cluster’s audit project ends with the observed line break', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'on' }, { name: 'off', auditLog: false }] });
  const of = async (name: string) =>
    (await cloud.client().getClusterAuditProject(cloud.cluster(name).id)).body;
  t.like(await of('on'), { auditEnabled: true, slsProjectName: `k8s-log-${cloud.cluster('on').id}\n` });
  t.like(await of('off'), { auditEnabled: false, slsProjectName: '' });
});

test('an unknown path is not an operation', async (t) => {
  await using cloud = await startCloud('single');
  const error = await t.throwsAsync(officialAckCall(cloud.client(), 'Nothing', 'GET', '/nothing'));
  t.like(error, { code: 'InvalidAction.NotFound', statusCode: 404 });
});
