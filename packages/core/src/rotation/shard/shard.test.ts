import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { Cluster } from '../../words/cluster.js';
import type { FleetSlice, IdentityAccess } from '../inventory/fleet-slice.js';
import type { KnownCredential } from '../ledger/standing.js';
import {
  type CutOptions,
  canariesOf,
  cutsOf,
  decodeShard,
  encodeShard,
  knownIn,
  recordsOf,
  reportPart,
  type Shard,
  shardsOf,
} from './shard.js';

const cluster = specimenCluster({
  id: 'c1',
  name: 'prod-1',
  type: '',
  spec: '',
  version: '',
  profile: '',
  updated: new Date('2027-03-01T00:00:00.000Z'),
  tags: { network: 'closed' },
  vpcId: 'vpc-bp1',
});

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

test('a shard arrives with what its access and its sinks need: tags and VPC', (t) => {
  t.deepEqual(decodeShard(JSON.parse(encodeShard(shard))), shard);
});

test('a shard from an older version, without them, is still understood', (t) => {
  const event = JSON.parse(encodeShard(shard));
  event.clusters = event.clusters.map((each: unknown[]) => each.slice(0, 5));
  t.deepEqual(decodeShard(event)?.clusters, [{ ...cluster, tags: {}, vpcId: null }]);
});

const now = new Date('2027-03-01T04:00:00.000Z');
const known: KnownCredential = {
  state: 'failing',
  reason: 'Forbidden',
  heldUntil: now,
  lastProof: null,
  since: now,
  awaitsProof: true,
  addresses: {},
  settled: null,
};

test('records and conditions arrive unchanged, and are found again', (t) => {
  const record = { clusterId: 'c1', uid: '20001', notAfter: now, state: 'unexpired' } as const;
  const endless = { ...record, uid: '20002', notAfter: null };
  const gone = { ...record, clusterId: 'c9' };
  const sent: Shard = {
    ...shard,
    isHalted: true,
    records: [record, endless, gone],
    known: [{ ...known, clusterId: 'c1', identity: 'self' }],
  };
  const arrived = decodeShard(JSON.parse(encodeShard(sent)));
  t.deepEqual(arrived, sent);
  if (arrived === null) return;
  t.like(knownIn(arrived).get('c1/self'), known);
  const records = recordsOf(arrived);
  t.deepEqual([...(records?.byCluster.keys() ?? [])], ['c1']);
  t.like(records?.byCluster.get('c1'), [
    { cluster, identity: { uid: '20001' }, notAfter: now, certificateState: 'unexpired' },
    { identity: { uid: '20002' }, notAfter: null, revokable: false, cloudService: null },
  ]);
  t.is(recordsOf(shard), undefined);
  t.deepEqual(reportPart({ ...sent, index: 4 }), {
    runId: 'run',
    place: 'shard-4',
    identities: ['self'],
    clusterIds: ['c1'],
  });
});

test('a cluster that never changed stays so, and another event is not a shard', (t) => {
  const event = JSON.parse(encodeShard({ ...shard, clusters: [{ ...cluster, updated: null }] }));
  t.is(decodeShard(event)?.clusters[0]?.updated, null);
  const { known: _known, isHalted: _isHalted, ...old } = event;
  t.like(decodeShard(old), { known: [], isHalted: false });
  for (const odd of [null, {}, { ...event, kind: 'resume' }, { ...event, now: 'today' }])
    t.is(decodeShard(odd), null);
});

const named = (id: string, tags: Cluster['tags'] = {}): Cluster => ({ ...cluster, id, name: id, tags });

function slice(ids: readonly string[], key = 'self'): FleetSlice {
  const identity = { key, name: key } as IdentityAccess;
  return { identities: [identity], clusters: ids.map((id) => named(id)) };
}

const ids = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `c${String(index).padStart(3, '0')}`);

function cut(
  slices: readonly FleetSlice[],
  change: Partial<CutOptions & { shardSize: number; exclude: string[] }> = {},
) {
  const { shardSize = 2, exclude = [], ...options } = change;
  return shardsOf(
    slices,
    { select: { exclude }, shardSize },
    {
      ...{ runId: 'r', mode: 'apply', now, known: new Map(), without: new Set(), isHalted: false },
      ...options,
    },
  );
}

const contentOf = (shards: readonly Shard[]) =>
  shards.map(
    ({ identities, clusters }) => `${identities.join('+')}: ${clusters.map(({ id }) => id).join(' ')}`,
  );

test('a fleet is cut into shards of one size, in the order of ids, separately per account', (t) => {
  const shards = cut([slice(['c3', 'c1', 'c2']), slice(['d1', 'd2'], 'role')]);
  t.deepEqual(contentOf(shards), ['self: c1 c2', 'self: c3', 'role: d1 d2']);
  t.deepEqual(
    shards.map(({ index, of }) => `${index} of ${of}`),
    ['0 of 3', '1 of 3', '2 of 3'],
  );
  t.like(shards[0], { runId: 'r', mode: 'apply', now, isHalted: false, records: [], known: [] });
  t.deepEqual(contentOf(cut([slice([])])), []);
});

test('excluded clusters, and those done elsewhere, are in none', (t) => {
  const options = { exclude: ['c2'], without: new Set(['c3']) };
  t.deepEqual(contentOf(cut([slice(['c1', 'c2', 'c3', 'c4'])], options)), ['self: c1 c4']);
});

test('each shard has the records and the conditions of its own clusters', (t) => {
  const state = specimenHolding({ cluster: named('c2'), uid: '20001', notAfter: now });
  const records = { byCluster: new Map([['c2', [state]]]), refusals: [] };
  const before = new Map([
    ['c1/self', known],
    ['c2/another', known],
  ]);
  const [first, second] = cut([{ ...slice(['c1', 'c2']), records }], { shardSize: 1, known: before });
  t.deepEqual(first?.known, [{ ...known, clusterId: 'c1', identity: 'self' }]);
  t.deepEqual(first?.records, []);
  t.deepEqual(second?.known, []);
  t.deepEqual(second?.records, [{ clusterId: 'c2', uid: '20001', notAfter: now, state: 'unexpired' }]);
});

test('a shard that does not fit into an event is halved until it does, with the data of each half', (t) => {
  const heavy = named('c1', { note: 'x'.repeat(50_000) });
  const clusters = ['c1', 'c2', 'c3', 'c4', 'c5'].map((id) => ({ ...heavy, id }));
  const before = new Map(clusters.map(({ id }) => [`${id}/self`, known]));
  const shards = cut([{ ...slice([]), clusters }], { shardSize: 5, known: before });
  t.deepEqual(contentOf(shards), ['self: c1 c2', 'self: c3', 'self: c4 c5']);
  for (const each of shards) {
    t.true(Buffer.byteLength(encodeShard(each)) <= 120_000);
    t.deepEqual(
      each.known.map(({ clusterId }) => clusterId),
      each.clusters.map(({ id }) => id),
    );
  }
  // A single cluster is sent as it is.
  const alone = { ...heavy, tags: { note: 'x'.repeat(200_000) } };
  t.is(cut([{ ...slice([]), clusters: [alone] }]).length, 1);
});

test('a later part cuts where the first one did, whatever was added or removed', (t) => {
  const first = cut([slice(['c2', 'c3', 'c5', 'c6', 'c8']), slice(['c2', 'd1'], 'role')]);
  const cuts = cutsOf(first);
  t.deepEqual(
    cuts.map(({ identities, from }) => `${identities.join('+')} from ${from}`),
    ['self from ', 'self from c5', 'self from c8', 'role from '],
  );
  const later = cut([slice(['c1', 'c2', 'c4', 'c5', 'c7', 'c8', 'c9']), slice(['d2'], 'role')], { cuts });
  t.deepEqual(contentOf(later), ['self: c1 c2 c4', 'self: c5 c7', 'self: c8 c9', 'role: d2']);
});

const canaries = (slices: readonly FleetSlice[], at = now, before: ReadonlySet<string> | null = null) =>
  canariesOf(slices, { select: { exclude: ['c000'] }, shardSize: 4 }, at, before).map(({ clusters }) =>
    clusters.map(({ id }) => id),
  );

test('canaries are a few of every account, in order, different every day, and the same in every part of a run', (t) => {
  const fleet = [slice(ids(60)), slice(ids(60), 'role'), slice(ids(1), 'small')];
  const [own = [], roles = [], small = []] = canaries(fleet);
  t.deepEqual([own.length, roles.length, small.length], [2, 2, 0]);
  t.deepEqual(own, own.toSorted());
  t.deepEqual(canaries(fleet, new Date('2027-03-01T23:00:00Z'))[0], own);
  t.notDeepEqual(canaries(fleet, new Date('2027-03-02T04:00:00Z'))[0], own);
  t.false(
    Array.from({ length: 60 }, (_, day) => canaries([slice(ids(6))], new Date(day * 86_400_000))[0])
      .flat()
      .includes('c000'),
  );
  t.is(canaries([slice(ids(60))])[0]?.length, 4);
  t.is(canaries(Array.from({ length: 9 }, () => slice(ids(60))))[0]?.length, 1);
  t.deepEqual(canaries([slice(['c9', 'c000', 'c3'])], now, new Set(['c3', 'c000', 'c7'])), [['c000', 'c3']]);
});
