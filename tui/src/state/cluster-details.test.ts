import type { Cluster, ClusterDetail } from '@ackring/core/words/cluster';
import { AckringError } from '@ackring/core/words/errors';
import test from 'ava';
import { type AppState, initialState } from './app-state.js';
import { detailOf, knownCluster, undescribed, withAnswers, withoutRefusals } from './cluster-details.js';
import { update } from './update.js';

const now = new Date('2026-11-25T00:00:00Z');
const endpoints = { public: [], private: ['https://192.168.0.1:6443'] };

function cluster(index: number): Cluster {
  return {
    id: `c${index}`,
    name: `cluster-${String(index).padStart(3, '0')}`,
    region: 'cn-hangzhou',
    type: 'ManagedKubernetes',
    profile: 'Default',
    spec: 'ack.pro.small',
    state: 'running',
    version: '1.34.1-aliyun.1',
    endpoints: null,
    created: null,
    updated: now,
    tags: {},
    vpcId: null,
  };
}

function described(listed: Cluster): ClusterDetail {
  return { ...listed, endpoints, extraSans: [] };
}

/** The screen with so many clusters listed, ten rows high. */
function listing(...clusters: readonly Cluster[]): AppState {
  const size = { columns: 100, rows: 15 };
  const options = {
    size,
    now,
    home: '/home/me',
    timeZone: 'UTC',
    language: 'en',
    isReadOnly: false,
  } as const;
  const events = [{ kind: 'clusters', region: 'cn-hangzhou', clusters }] as const;
  return update(initialState(options), { kind: 'fleet', profile: null, events }).state;
}

const refusal = new AckringError('Forbidden', 'not allowed', { remedy: 'ask' });
const many = Array.from({ length: 30 }, (_, index) => cluster(index));

test('the rows in sight are asked for, in their order, as far as nobody knows them', (t) => {
  const state = listing(...many);
  t.deepEqual(undescribed(state), many.slice(0, 10));
  const [first, second] = many;
  if (first === undefined || second === undefined) throw new Error('no clusters');
  const answers = [
    { listed: first, detail: described(first) },
    { listed: second, detail: refusal },
  ];
  const answered = update(state, { kind: 'clustersDescribed', answers });
  t.deepEqual(undescribed(answered.state), many.slice(2, 10));
  t.deepEqual(answered.effects, [
    { kind: 'describeInSight', clusters: many.slice(2, 10), isComingIn: false },
  ]);
  t.deepEqual(knownCluster(answered.state, 'c0')?.endpoints, endpoints);
  t.is(knownCluster(answered.state, 'c1')?.endpoints, null);
});

test('a key that moves no window asks for nothing', (t) => {
  const state = listing(...many);
  t.deepEqual(update(state, { key: 'j', kind: 'key' }).effects, []);
  t.deepEqual(update(state, { key: 'G', kind: 'key' }).effects, [
    { kind: 'describeInSight', clusters: many.slice(20), isComingIn: false },
  ]);
  t.deepEqual(update(state, { key: '2', kind: 'key' }).effects.at(-1), {
    kind: 'describeInSight',
    clusters: [],
    isComingIn: false,
  });
});

test('what the list says was changed is asked again; what it knows from the cache is not asked at all', (t) => {
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

test('a reload asks what was refused again, and nothing that is known', (t) => {
  const [first, second] = [cluster(0), cluster(1)];
  const answers = [
    { listed: first, detail: described(first) },
    { listed: second, detail: refusal },
  ];
  const state = { ...listing(first, second), clusterDetails: withAnswers(new Map(), answers) };
  t.deepEqual(undescribed(state), []);
  t.deepEqual(undescribed(update(state, { kind: 'key', key: 'ctrl-r' }).state), [second]);
  t.is(
    withoutRefusals(state, ({ isRetryable }) => isRetryable),
    state,
  );
});
