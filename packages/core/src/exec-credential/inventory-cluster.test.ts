import test from 'ava';
import { AckringError } from '../words/errors.js';
import { inventoryCluster } from './inventory-cluster.js';

const clusterId = 'c0123456789abcdef0123456789abcdef';
const config = { clusterId, region: 'cn-hangzhou' };
const server = 'https://203.0.113.10:6443';

const infoOf = (cluster: unknown) =>
  JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', spec: { interactive: false, cluster } });

test('an inventory names a cluster, its server and whose it is', (t) => {
  const cluster = { id: clusterId, region: 'cn-hangzhou' };
  t.deepEqual(inventoryCluster(infoOf({ server, config })), { cluster, place: { server, accountId: null } });
  const accountId = '1234567890123456';
  t.deepEqual(inventoryCluster(infoOf({ server, config: { ...config, accountId } })), {
    cluster,
    place: { server, accountId },
  });
});

test('without a cluster there is no inventory', (t) => {
  for (const execInfo of [undefined, '', 'no JSON', infoOf(undefined)])
    t.is(inventoryCluster(execInfo), null);
});

const refusals: readonly (readonly [what: string, cluster: unknown])[] = [
  ['no config', { server }],
  ['a config that is null', { server, config: null }],
  ['an empty config', { server, config: {} }],
  ['a config that is text', { server, config: clusterId }],
  ['a list of clusters', { server, config: [config, config] }],
  ['no id', { server, config: { region: 'cn-hangzhou' } }],
  ['an empty id', { server, config: { ...config, clusterId: '' } }],
  ['several ids', { server, config: { ...config, clusterId: [clusterId, 'c1'] } }],
  ['ids in one text', { server, config: { ...config, clusterId: `${clusterId},c1` } }],
  ['an id that leads elsewhere', { server, config: { ...config, clusterId: '../c1' } }],
  ['another id under another name', { server, config: { ...config, clusterID: 'c1' } }],
  ['no region', { server, config: { clusterId } }],
  ['several regions', { server, config: { ...config, region: ['cn-hangzhou', 'cn-beijing'] } }],
  ['a host as its region', { server, config: { ...config, region: 'evil.example/' } }],
  ['an account that has lost digits', { server, config: { ...config, accountId: 1234567890123456 } }],
  ['a misspelt account', { server, config: { ...config, account: '1234567890123456' } }],
  ['no server', { config }],
  ['a server in clear text', { server: 'http://203.0.113.10:6443', config }],
  ['a server without a scheme', { server: '203.0.113.10:6443', config }],
];

for (const [what, cluster] of refusals)
  test(`an inventory with ${what} is refused`, (t) => {
    const error = t.throws(() => inventoryCluster(infoOf(cluster)), { instanceOf: AckringError });
    t.is(error?.code, 'Refused');
    t.regex(error?.remedy ?? '', /"clusterId": "c…"/);
  });

test('a config that is no mapping is called that', (t) => {
  for (const odd of [clusterId, [config]])
    t.regex(
      t.throws(() => inventoryCluster(infoOf({ server, config: odd }))).message,
      /`cluster\.config` names no one cluster/,
    );
});
