import type { Cluster, ClusterDetail } from '@ackring/core/internal/words/cluster';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import type { Step } from '../../screen/step.js';
import { arrive, listed, opened, press, pressed, typed } from '../../testkit.js';
import {
  detailOf,
  knownCluster,
  undescribed,
  withAnswers,
  withoutEndpoints,
  withoutRefusals,
} from './detail-answers.js';
import { describeInSight } from './tasks.js';

const now = new Date('2026-11-25T00:00:00Z');
const endpoints = { public: [], private: ['https://192.168.0.1:6443'] };

function cluster(index: number): Cluster {
  return specimenCluster({
    id: `c${index}`,
    name: `cluster-${String(index).padStart(3, '0')}`,
    updated: now,
  });
}

function described(listed: Cluster): ClusterDetail {
  return { ...listed, endpoints, extraSans: [], rrsa: null };
}

function requests({ asks }: Step): readonly unknown[] {
  return asks.map(({ request }) => request);
}

/** A screen of ten rows, with this many clusters. */
const listing = (...clusters: readonly Cluster[]): AppState => listed(opened({ rows: 15 }), clusters);

const refusal = new AckringError('Forbidden', 'not allowed', { remedy: 'ask' });
const many = Array.from({ length: 30 }, (_, index) => cluster(index));

test('details of the visible rows are requested, in order, if unknown', (t) => {
  const state = listing(...many);
  t.deepEqual(undescribed(state), many.slice(0, 10));
  const [first, second] = many;
  if (first === undefined || second === undefined) throw new Error('no clusters');
  const answers = [
    { listed: first, detail: described(first) },
    { listed: second, detail: refusal },
  ];
  const answered = arrive(state, (before) => describeInSight.arrivals.described(before, answers));
  t.deepEqual(undescribed(answered.state), many.slice(2, 10));
  t.deepEqual(requests(answered), [{ clusters: many.slice(2, 10), isComingIn: false }]);
  t.is(answered.asks[0]?.task, describeInSight);
  t.deepEqual(knownCluster(answered.state, 'c0')?.endpoints, endpoints);
  t.is(knownCluster(answered.state, 'c1')?.endpoints, null);
});

test('a key that does not scroll requests nothing', (t) => {
  const state = listing(...many);
  t.deepEqual(press(state, 'j').asks, []);
  t.deepEqual(requests(press(state, 'G')), [{ clusters: many.slice(20), isComingIn: false }]);
  t.deepEqual(requests(press(state, '2')).at(-1), { clusters: [], isComingIn: false });
});

test('changed clusters are requested again, cached ones not at all', (t) => {
  const before = cluster(0);
  const state = {
    ...listing(before),
    clusterDetails: withAnswers(new Map(), [{ listed: before, detail: described(before) }]),
  };
  t.deepEqual(detailOf(state, before), described(before));
  t.is(detailOf(state, { ...before, updated: new Date(now.getTime() + 1000) }), null);
  t.is(detailOf(state, { ...before, state: 'updating' }), null);
  t.deepEqual(undescribed(listing({ ...before, endpoints })), []);
});

test('a filter or an order that asks for endpoints requests those out of sight too', (t) => {
  const state = listing(...many);
  const byAccess = pressed(state, 'A');
  const asking = typed(pressed(state, '/'), 'access:prv');
  for (const each of [asking, byAccess]) t.is(undescribed(each).length, many.length);
  const answers = many.slice(20).map((each) => ({ listed: each, detail: described(each) }));
  const answered = arrive(asking, (before) => describeInSight.arrivals.described(before, answers));
  t.deepEqual(
    answered.state.lists.clusters.list.visible,
    many.slice(20).map(({ id }) => id),
  );
  t.is(withoutEndpoints(answered.state).length, 20);
});

test('a reload requests refused ones again, but not known ones', (t) => {
  const [first, second] = [cluster(0), cluster(1)];
  const answers = [
    { listed: first, detail: described(first) },
    { listed: second, detail: refusal },
  ];
  const state = { ...listing(first, second), clusterDetails: withAnswers(new Map(), answers) };
  t.deepEqual(undescribed(state), []);
  t.deepEqual(undescribed(pressed(state, 'ctrl-r')), [second]);
  t.is(
    withoutRefusals(state, ({ isRetryable }) => isRetryable),
    state,
  );
});
