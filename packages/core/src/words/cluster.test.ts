import test from 'ava';
import { byPlace, type Cluster, isServing } from './cluster.js';

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
