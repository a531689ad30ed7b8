import test from 'ava';
import { isServing } from './cluster.js';

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
