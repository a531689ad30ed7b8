import CS from '@alicloud/cs20151215';
import test from 'ava';
import { officialAckCall } from './official-client.js';
import { startCloud } from './test-cloud.js';

test('regions are told with their names', async (t) => {
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

test('the pages of a list hold every cluster once and tell the whole number', async (t) => {
  const clusters = Array.from({ length: 23 }, (_, index) => ({ name: `c-${index}` }));
  await using cloud = await startCloud({ clusters });
  const names: (string | undefined)[] = [];
  for (let pageNumber = 1; pageNumber <= 4; pageNumber += 1) {
    const request = new CS.DescribeClustersV1Request({ pageNumber, pageSize: 10 });
    const { body } = await cloud.client().describeClustersV1(request);
    t.like(body?.pageInfo, { pageNumber, pageSize: 10, totalCount: 23 });
    names.push(...(body?.clusters ?? []).map((cluster) => cluster.name));
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
      clusters: () => client.describeClustersV1(new CS.DescribeClustersV1Request({ pageSize: size })),
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

test('a list is narrowed by region, by part of the name and by the exact rest', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      { name: 'prod-web', region: 'cn-hangzhou' },
      { name: 'prod-edge', region: 'cn-hangzhou', kind: 'edge' },
      { name: 'old', region: 'eu-central-1', kind: 'dedicated' },
    ],
  });
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
  const inRegion = await cloud
    .client()
    .describeClustersForRegion('cn-hangzhou', new CS.DescribeClustersForRegionRequest({ name: 'edge' }));
  t.deepEqual(
    inRegion.body?.clusters?.map((cluster) => cluster.name),
    ['prod-edge'],
  );
});

test('a cluster carries its endpoints in a JSON string and its times in +08:00', async (t) => {
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
    intranet_api_server_endpoint: 'https://192.168.0.1:6443',
  });
  t.like(JSON.parse(String(body['meta_data'])), { OwnerId: cloud.emulator.accountId });
});

test('an unknown path is no operation', async (t) => {
  await using cloud = await startCloud('single');
  const error = await t.throwsAsync(officialAckCall(cloud.client(), 'Nothing', 'GET', '/nothing'));
  t.like(error, { code: 'InvalidAction.NotFound', statusCode: 404 });
});
