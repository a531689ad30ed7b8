import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import {
  byPlace,
  type Cluster,
  calledAmong,
  clusterKey,
  clusterPlace,
  clustersByPlace,
  isServing,
  wordFor,
} from './cluster.js';

test('clusters stand by region, then name, then id', (t) => {
  const places = [
    ['cn-beijing', 'b', '1'],
    ['cn-beijing', 'a', '3'],
    ['cn-hangzhou', 'a', '1'],
    ['cn-beijing', 'a', '2'],
  ];
  const clusters = places.map(([region, name, id]) => ({ region, name, id }) as Cluster);
  t.deepEqual(
    clusters.toSorted(byPlace).map(({ region, name, id }) => `${region} ${name} ${id}`),
    ['cn-beijing a 2', 'cn-beijing a 3', 'cn-beijing b 1', 'cn-hangzhou a 1'],
  );
});

test('an API server is expected in every state except those known to have none', (t) => {
  for (const state of [
    'running',
    'updating',
    'upgrading',
    'scaling',
    'removing',
    'stopped',
    'new-word',
    '',
  ]) {
    t.true(isServing(state), state);
  }
  for (const state of [
    'deleting',
    'Deleted',
    'delete_failed',
    'FAILED',
    'waiting',
    'disconnected',
    'initial',
    'create_timeout',
    'unavailable',
  ]) {
    t.false(isServing(state), state);
  }
});

const accounts: [what: string, account: Cluster['account'], place: string, key: string][] = [
  ['no account', undefined, 'c1', 'c1'],
  ['an account', { profile: 'prod', id: '1' }, '1/c1', 'c1'],
  ['an account that does not say who it is', { profile: 'prod', id: null }, 'prod/c1', 'c1'],
  ['an account, and another has its id', { profile: 'prod', id: '1', isTwin: true }, '1/c1', '1/c1'],
];

for (const [what, account, place, key] of accounts)
  test(`a cluster of ${what} stands for itself as ${place}, and is called ${key}`, (t) => {
    t.is(clusterPlace({ id: 'c1', account }), place);
    t.is(clusterKey({ id: 'c1', account }), key);
  });

test('a command calls a cluster by its name where no other has it, and it is no option', (t) => {
  const named = (...names: string[]) => names.map((name) => ({ name }));
  t.is(calledAmong({ name: 'a' }, named('a', 'b')), 'a');
  t.is(calledAmong({ name: 'a' }, named('a', 'b', 'a')), undefined);
  t.is(calledAmong({ name: 'a' }, named('b')), undefined);
  t.is(calledAmong({ name: '-a' }, named('-a')), undefined);
  t.is(wordFor({ id: 'c1', called: 'a' }), 'a');
  t.is(wordFor({ id: 'c1' }), 'c1');
});

test('the clusters of a map come by place, sorted once', (t) => {
  const clusters = [
    specimenCluster({ id: 'c1', name: 'b', region: 'r' }),
    specimenCluster({ id: 'c2', name: 'a', region: 'r' }),
    specimenCluster({ id: 'c3', name: 'z', region: 'q' }),
  ];
  const map = new Map(clusters.map((cluster) => [cluster.id, cluster]));
  const list = clustersByPlace(map);
  t.deepEqual(
    list.map(({ id }) => id),
    ['c3', 'c2', 'c1'],
  );
  t.is(clustersByPlace(map), list);
});
