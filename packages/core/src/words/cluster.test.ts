import test from 'ava';
import { type ClusterKind, clusterKind, isServing } from './cluster.js';

const kinds: [type: string, profile: string, kind: ClusterKind][] = [
  ['ManagedKubernetes', 'Default', 'managed'],
  ['ManagedKubernetes', '', 'managed'],
  ['ManagedKubernetes', 'Serverless', 'serverless'],
  ['ManagedKubernetes', 'Edge', 'edge'],
  ['ManagedKubernetes', 'LingJun', 'lingjun'],
  ['ManagedKubernetes', 'Lingjun', 'lingjun'],
  ['ManagedKubernetes', 'Acs', 'acs'],
  ['Kubernetes', 'Default', 'dedicated'],
  ['Kubernetes', 'Edge', 'dedicated'],
  ['ExternalKubernetes', 'Default', 'registered'],
  ['ExternalKubernetes', 'Serverless', 'registered'],
  ['Ask', 'Default', 'unknown'],
  ['', 'Serverless', 'unknown'],
];

for (const [type, profile, kind] of kinds) {
  test(`${type || 'nothing'} of profile ${profile || 'nothing'} is ${kind}`, (t) => {
    t.is(clusterKind({ type, profile }), kind);
  });
}

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
