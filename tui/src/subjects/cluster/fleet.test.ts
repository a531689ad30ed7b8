import { AckringError, hubsPlace } from '@ackring/core/words';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import {
  accountFailed,
  clusterOfContext,
  emptyFleet,
  type FleetState,
  ownerOf,
  regionCount,
  scanEnded,
  scanStarted,
  withAccount,
  withCachedFleet,
  withFleetEvent,
} from './fleet.js';

const now = new Date('2026-05-01T00:00:00Z');
const region = 'ap-northeast-1';
const prod = specimenCluster({ id: 'c1', name: 'prod', region });
const refusal = new AckringError('Forbidden', 'no', { remedy: 'ask' });
const watched = ['one', 'other'] as const;

function answered(fleet: FleetState, profile: string | null, clusters = [prod]): FleetState {
  return withFleetEvent(fleet, profile, { kind: 'clusters', region, clusters }, watched);
}

function ofAccounts(one: string, other: string): FleetState {
  return withAccount(withAccount(emptyFleet, 'one', one), 'other', other);
}

function owners(fleet: FleetState) {
  return [...fleet.clusters].map(([key, { account }]) => [key, account?.profile]).toSorted();
}

for (const order of [
  ['one', 'other'],
  ['other', 'one'],
])
  test(`what two profiles of one account see is the first one’s: ${order} answer`, (t) => {
    const fleet = order.reduce((each, profile) => answered(each, profile), ofAccounts('1', '1'));
    t.deepEqual(owners(fleet), [['c1', 'one']]);
  });

test('clusters of one id in two accounts are two, and each is asked by its own profile', (t) => {
  const fleet = answered(answered(ofAccounts('1', '2'), 'one'), 'other');
  t.deepEqual(owners(fleet), [
    ['2/c1', 'other'],
    ['c1', 'one'],
  ]);
  for (const cluster of fleet.clusters.values())
    t.is(ownerOf(fleet, cluster), cluster.account?.profile ?? null);
  const of = (account?: string) =>
    clusterOfContext(fleet, { clusterId: 'c1', ...(account === undefined ? {} : { account }) })?.account
      ?.profile;
  t.deepEqual([of('1'), of('2'), of('3'), of()], ['one', 'other', undefined, 'one']);
  t.is(ownerOf(fleet, { id: 'c1', account: { id: '2' } }), 'other');
  // Asked again, each stays itself.
  t.deepEqual(owners(answered(answered(fleet, 'other'), 'one')), owners(fleet));
});

test('what an account that fails had stays, and what is gone from one that answers goes', (t) => {
  const dev = specimenCluster({ id: 'c2', name: 'dev', region });
  const cached = withCachedFleet(withCachedFleet(emptyFleet, 'one', [prod], now), 'other', [dev], now);
  const failed = accountFailed(answered(scanStarted(cached, now), 'one', []), 'other', refusal);
  t.deepEqual(owners(scanEnded(failed, now)), [['c2', 'other']]);
  t.is(regionCount(failed), 1);
  const better = scanEnded(answered(scanStarted(failed, now), 'other', []), now);
  t.deepEqual(owners(better), []);
});

test('the fleet is as old as the oldest of its accounts’ caches', (t) => {
  const older = new Date(now.getTime() - 1000);
  const dev = specimenCluster({ id: 'c2', region });
  const seen = (first: Date, second: Date) =>
    withCachedFleet(withCachedFleet(emptyFleet, 'one', [prod], first), 'other', [dev], second).seenAt;
  t.deepEqual([seen(now, older), seen(older, now)], [older, older]);
});

test('with one profile clusters are what the cloud answered, without an account', (t) => {
  const fleet = answered(emptyFleet, null);
  t.is(fleet.clusters.get('c1'), prod);
});

test('a hub is of its own list: its region’s answer leaves it alone, and it counts as no region', (t) => {
  const hub = specimenCluster({ id: 'c9', name: 'fleet', region, type: 'AckOneHub' });
  const listed = (fleet: FleetState, clusters = [hub]) =>
    withFleetEvent(fleet, null, { kind: 'clusters', region: hubsPlace, clusters });
  const both = answered(listed(emptyFleet), null);
  t.deepEqual([...both.clusters.keys()].toSorted(), ['c1', 'c9']);
  t.is(regionCount(both), 1);
  t.deepEqual([...listed(both, []).clusters.keys()], ['c1']);
  const cached = scanStarted(withCachedFleet(emptyFleet, null, [prod, hub], now), now);
  const failed = withFleetEvent(cached, null, { kind: 'failed', region: hubsPlace, error: refusal });
  t.deepEqual([...scanEnded(answered(failed, null, []), now).clusters.keys()], ['c9']);
});
