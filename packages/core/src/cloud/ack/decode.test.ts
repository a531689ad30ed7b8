import test from 'ava';
import { parseApiJson } from '../openapi/runner.js';
import {
  decodeClusterDetail,
  decodeClusterStates,
  decodeClusters,
  decodeKubeconfig,
  decodeRegions,
  decodeUserStates,
} from './decode.js';

const wholeItem = {
  cluster_id: 'c'.padEnd(33, '1'),
  name: 'prod',
  region_id: 'cn-hangzhou',
  cluster_type: 'ManagedKubernetes',
  profile: 'Default',
  cluster_spec: 'ack.pro.small',
  state: 'running',
  current_version: '1.33.1-aliyun.1',
  created: '2024-05-16T15:17:16+08:00',
  updated: '2026-03-01T09:00:00+08:00',
  tags: [{ key: 'env', value: 'prod' }],
  vpc_id: 'vpc-bp1',
};

test('a complete item becomes a cluster, its endpoints unknown', (t) => {
  const page = decodeClusters({ clusters: [wholeItem], page_info: { total_count: 7 } }, 'x');
  t.is(page?.total, 7);
  t.deepEqual(page?.items, [
    {
      id: wholeItem.cluster_id,
      name: 'prod',
      region: 'cn-hangzhou',
      type: 'ManagedKubernetes',
      profile: 'Default',
      spec: 'ack.pro.small',
      state: 'running',
      version: '1.33.1-aliyun.1',
      endpoints: null,
      created: new Date('2024-05-16T07:17:16Z'),
      updated: new Date('2026-03-01T01:00:00Z'),
      tags: { env: 'prod' },
      vpcId: 'vpc-bp1',
    },
  ]);
});

const drifts: readonly (readonly [string, Record<string, unknown>])[] = [
  ['tags as an object', { tags: {} }],
  ['tags null', { tags: null }],
  ['a VPC as a number', { vpc_id: 7 }],
  ['tags of odd items', { tags: ['x', { key: 'env', value: 1 }] }],
  ['created as a number', { created: 12 }],
  ['created garbled', { created: 'yesterday' }],
  ['a name as a number', { name: 42 }],
  ['a version null', { current_version: null, init_version: null }],
  ['maintenance_window as text', { maintenance_window: '' }],
];
for (const [title, drift] of drifts) {
  test(`type drift costs at most a field: ${title}`, (t) => {
    const page = decodeClusters({ clusters: [{ ...wholeItem, ...drift }, wholeItem] }, 'x');
    t.is(page?.items.length, 2);
    t.is(page?.items[0]?.id, wholeItem.cluster_id);
    t.is(page?.items[1]?.spec, 'ack.pro.small');
  });
}

test('missing fields fall back, the region to the requested one', (t) => {
  const [cluster] = decodeClusters({ clusters: [{ cluster_id: 'c1' }] }, 'cn-beijing')?.items ?? [];
  t.deepEqual(cluster, {
    id: 'c1',
    name: 'c1',
    region: 'cn-beijing',
    type: '',
    profile: 'Default',
    spec: '',
    state: '',
    version: '',
    endpoints: null,
    created: null,
    updated: null,
    tags: {},
    vpcId: null,
  });
});

test('Swarm’s items, and items that are not clusters, are left out but counted', (t) => {
  const clusters = [null, 7, 'x', [], {}, { ...wholeItem, cluster_type: 'aliyun' }, wholeItem];
  const page = decodeClusters({ clusters }, 'x');
  t.is(page?.received, 7);
  t.is(page?.items.length, 1);
});

test('an empty list may be null; a body without a list is unreadable', (t) => {
  t.deepEqual(decodeClusters({ clusters: null }, 'x'), { items: [], received: 0, total: null });
  for (const body of [null, {}, [], 'x', { clusters: 'x' }]) t.is(decodeClusters(body, 'x'), null);
});

test('a cluster’s detail has the names added to its certificate', (t) => {
  t.deepEqual(decodeClusterDetail({ ...wholeItem, extra_sans: ['a.example', 3] }, 'x')?.extraSans, [
    'a.example',
  ]);
  t.deepEqual(decodeClusterDetail({ ...wholeItem, extra_sans: null }, 'x')?.extraSans, []);
  t.is(decodeClusterDetail({}, 'x'), null);
});

test('its identity provider counts only where it is on, and whole', (t) => {
  const given = {
    enabled: true,
    oidc_arn: 'acs:ram::1:oidc-provider/ack-rrsa-c1',
    issuer: 'https://oidc.example/c1',
    audience: 'sts.aliyuncs.com',
  };
  const of = (rrsa: unknown) => decodeClusterDetail({ ...wholeItem, rrsa_config: rrsa }, 'x')?.rrsa;
  t.deepEqual(of(given), { provider: given.oidc_arn, issuer: given.issuer, audience: given.audience });
  const others = [
    { enabled: false },
    { oidc_arn: 'acs:ram::1:role/x' },
    { issuer: 'http://a' },
    { audience: '"' },
  ];
  for (const other of others) t.is(of({ ...given, ...other }), null, JSON.stringify(other));
  t.is(of(undefined), null);
});

const stateItem = {
  account_id: '228512345678901234',
  account_name: 'tom',
  account_display_name: 'Tom',
  account_type: 'RamUser',
  account_state: 'InActive',
  cert_expire_time: '2027-07-15T01:32:20Z',
  cert_state: 'Unexpired',
  revokable: true,
  cloud_service_name: '',
};
const cluster = { id: 'c1', region: 'cn-hangzhou', name: 'prod' };

test('a kubeconfig state is read in every spelling of the cloud', (t) => {
  t.deepEqual(decodeClusterStates({ states: [stateItem], page: { total_count: 1 } }, cluster)?.items, [
    {
      cluster,
      identity: { uid: '228512345678901234', name: 'tom', type: 'user', state: 'inactive' },
      notAfter: new Date('2027-07-15T01:32:20Z'),
      certificateState: 'unexpired',
      revokable: true,
      cloudService: null,
    },
  ]);
});

test('nobody is called by a display name that could be another’s name, id or ARN', (t) => {
  const calledBy = (change: Partial<typeof stateItem>) =>
    decodeClusterStates({ states: [{ ...stateItem, ...change }] }, cluster)?.items[0]?.identity.name;
  t.is(calledBy({ account_name: '', account_display_name: 'mei' }), stateItem.account_id);
  t.is(calledBy({ account_name: '', account_display_name: 'Tom Smith' }), 'Tom Smith');
});

test('unknown words read as unknown', (t) => {
  const odd = {
    ...stateItem,
    account_type: 'Robot',
    account_state: '',
    cert_state: 'Paused',
    cert_expire_time: '',
  };
  const [state] = decodeClusterStates({ states: [odd] }, cluster)?.items ?? [];
  t.is(state?.identity.type, 'unknown');
  t.is(state?.identity.state, 'unknown');
  t.is(state?.certificateState, 'unknown');
  t.is(state?.notAfter, null);
});

test('an identity’s states name their clusters', (t) => {
  const item = { cluster_id: 'c9', cluster_name: 'dev', cert_state: 'Removed' };
  const [state] = decodeUserStates({ states: [item] }, '42', 'cn-beijing')?.items ?? [];
  t.deepEqual(state?.cluster, { id: 'c9', name: 'dev', region: 'cn-beijing' });
  t.is(state?.identity.uid, '42');
  t.is(state?.certificateState, 'removed');
});

test('ids above 2^53 keep their digits, inside text nothing changes', (t) => {
  const json =
    '{"account_id":228512345678901234,"note":"id 228512345678901234, \\"9007199254740993\\"","n":12,"x":1.5e3}';
  t.deepEqual(parseApiJson(json), {
    account_id: '228512345678901234',
    note: 'id 228512345678901234, "9007199254740993"',
    n: 12,
    x: 1500,
  });
  t.is(parseApiJson(' '), null);
  t.throws(() => parseApiJson('<html>'), { instanceOf: SyntaxError });
});

test('a kubeconfig needs its text; its expiry may be missing', (t) => {
  t.deepEqual(decodeKubeconfig({ config: 'apiVersion: v1', expiration: '2026-01-01T00:00:00Z' }), {
    yaml: 'apiVersion: v1',
    expiration: new Date('2026-01-01T00:00:00Z'),
  });
  t.is(decodeKubeconfig({ config: 'x' })?.expiration, null);
  for (const body of [null, {}, { config: '' }, { config: 3 }]) t.is(decodeKubeconfig(body), null);
});

test('regions without an id are left out', (t) => {
  t.deepEqual(
    decodeRegions({ regions: [{ regionId: 'cn-hangzhou', localName: 'Hangzhou' }, {}, { regionId: 'x-y' }] }),
    [
      { id: 'cn-hangzhou', name: 'Hangzhou' },
      { id: 'x-y', name: 'x-y' },
    ],
  );
  t.is(decodeRegions({}), null);
});
