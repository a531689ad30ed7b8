import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { Cluster } from '../words/cluster.js';
import { withKnownEndpoints } from './scan.js';

const endpoints = { public: ['https://203.0.113.10:6443'], private: [] };
const listed = specimenCluster({ id: 'c1', name: 'one', updated: new Date('2026-05-01T00:00:00Z') });

const cases: readonly [string, Cluster, Cluster | undefined, Cluster['endpoints']][] = [
  ['unchanged since they were learnt', listed, { ...listed, name: 'old', endpoints }, endpoints],
  ['changed since', listed, { ...listed, updated: new Date('2026-04-30T23:59:59Z'), endpoints }, null],
  ['never seen before', listed, undefined, null],
  ['never requested', listed, listed, null],
  ['without a word on changes', { ...listed, updated: null }, { ...listed, updated: null, endpoints }, null],
  [
    'known already',
    { ...listed, endpoints },
    { ...listed, endpoints: { public: [], private: [] } },
    endpoints,
  ],
];
for (const [title, now, known, expected] of cases) {
  test(`endpoints of a cluster ${title}`, (t) => {
    t.deepEqual(withKnownEndpoints(now, known), { ...now, endpoints: expected });
  });
}
