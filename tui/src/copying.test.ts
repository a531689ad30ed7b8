import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { en } from './languages/en.js';
import type { AppState } from './screen/app-state.js';
import { copy } from './screen/tasks.js';
import { readContexts } from './subjects/context/tasks.js';
import { arrived, listed, opened, press, pressed } from './testkit.js';

const endpoints = { public: ['https://203.0.113.1:6443'], private: ['https://10.0.0.1:6443'] };
const clusters = ['prod', 'twin', 'twin'].map((name, index) =>
  specimenCluster({ id: `c${index}`, name, region: 'r', endpoints }),
);
const ack = { clusterId: 'c0', region: 'r', access: null, account: null };
const inventory = {
  ...{ files: ['/f'], problems: [], currentContext: null },
  entries: [{ file: '/f', context: 'ack/prod', server: 'https://x:6443', ack, credential: { kind: 'none' } }],
} as never;
const start = arrived(listed(opened(), clusters), (state) => readContexts.arrivals.read(state, inventory));

/** What each of these presses copies. */
function copied(from: AppState, ...keys: readonly string[]): readonly string[] {
  let state = from;
  return keys.flatMap((key) => {
    const next = press(state, key);
    state = next.state;
    return next.asks
      .filter(({ task }) => task === copy)
      .map(({ request }) => (request as { text: string }).text);
  });
}

const all = ['prod', 'c0', ...endpoints.public, ...endpoints.private, 'ack/prod', 'ackring get prod'];

test('the copy key copies a cluster’s name; pressed again, whatever else is known of it, and then its name again', (t) => {
  t.deepEqual(copied(start, ...all.map(() => 'c'), 'c'), [...all, 'prod']);
});

test('after any other key it begins anew, on the same row too', (t) => {
  t.deepEqual(copied(start, 'c', 'c', 'down', 'up', 'c', 'c'), ['prod', 'c0', 'prod', 'c0']);
  t.deepEqual(copied(start, 'c', 'esc', 'c'), ['prod', 'prod']);
});

test('several rows are a line each, and a name that two have is fetched by id', (t) => {
  t.deepEqual(copied(start, 'down', 'space', 'space', 'c', 'c', 'c').slice(0, 2), ['c1\nc2', 'twin']);
  const last = copied(start, 'down', ...Array.from({ length: 8 }, () => 'c')).find((text) =>
    text.startsWith('ackring'),
  );
  t.is(last, 'ackring get c1');
});

test('a context gives its name, its server, its cluster and its file in the same way', (t) => {
  const there = pressed(start, '2');
  t.deepEqual(copied(there, 'c', 'c', 'c', 'c', 'c', 'c', 'c'), [
    ...['ack/prod', 'prod', 'c0', 'https://x:6443', ...endpoints.private, '/f', 'ackring get prod'],
  ]);
});

test('what is said after a copy names what the next press copies', (t) => {
  const state = arrived(start, (before) => copy.arrivals.copied(before, 'c0', 'program', 'cluster'));
  t.is(state.notice?.told(en).remedy, 'c again: the cluster’s name');
});
