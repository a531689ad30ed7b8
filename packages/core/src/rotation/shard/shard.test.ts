import test from 'ava';
import type { Cluster } from '../../words/cluster.js';
import { decodeShard, encodeShard, type Shard } from './shard.js';

const cluster: Cluster = {
  id: 'c1',
  name: 'prod-1',
  region: 'cn-hangzhou',
  type: '',
  profile: '',
  spec: '',
  state: 'running',
  version: '',
  endpoints: null,
  created: null,
  updated: new Date('2027-03-01T00:00:00.000Z'),
  tags: { network: 'closed' },
  vpcId: 'vpc-bp1',
};

const shard: Shard = {
  runId: 'run',
  index: 0,
  of: 1,
  mode: 'apply',
  now: new Date('2027-03-01T04:00:00.000Z'),
  identities: ['self'],
  clusters: [cluster],
  records: [],
  known: [],
  isHalted: false,
};

test('a shard arrives with what its access and its sinks go by: tags and VPC', (t) => {
  t.deepEqual(decodeShard(JSON.parse(encodeShard(shard))), shard);
});

test('a shard that an older version handed on, without them, is still understood', (t) => {
  const event = JSON.parse(encodeShard(shard));
  event.clusters = event.clusters.map((each: unknown[]) => each.slice(0, 5));
  t.deepEqual(decodeShard(event)?.clusters, [{ ...cluster, tags: {}, vpcId: null }]);
});
