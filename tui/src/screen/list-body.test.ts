import type { Cluster } from '@ackring/core/internal/words/cluster';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { linesOf, listed, opened, pressed } from '../testkit.js';
import type { AppState } from './app-state.js';
import { frame } from './frame.js';
import { type AppEvent, update } from './update.js';

const clusters = Array.from({ length: 60 }, (_, index) => {
  const name = `${['prod', 'dev'][index % 2]}-${index}`;
  return specimenCluster({ id: name, name, region: 'ap-northeast-1', tags: { env: name.slice(0, 3) } });
});

const start = opened({ rows: 20 });

const key = (name: string): AppEvent => ({ kind: 'key', key: name });
const changed = (change: (state: AppState) => AppState): AppEvent => ({ kind: 'arrived', name: '', change });
const heard = (answer: readonly Cluster[]): AppEvent => changed((state) => listed(state, answer));

/** What can happen to a list between two frames. */
const events: readonly AppEvent[] = [
  heard(clusters),
  ...['down', 'pgdn', 'up', 'space', 'space', 'pgup', '/', 'd', 'e', 'down', 'esc', 'N', 'down'].map(key),
  heard(clusters.map((cluster) => ({ ...cluster, state: 'updating' }))),
  ...['G', 'z', 'enter', 'down', 'enter', 'up', '?', 'esc', 'esc', 'esc', '2', '1', 'g'].map(key),
  changed((state) => ({ ...state, settings: { ...state.settings, favourites: { '': ['prod-4'] } } })),
  { kind: 'resized', size: { columns: 60, rows: 15 } },
  changed((state) => ({ ...state, fleet: { ...state.fleet, stale: new Set(clusters.map(({ id }) => id)) } })),
  heard(clusters.slice(10)),
];

test('a frame after another is the same as the frame alone, whatever has changed in between', (t) => {
  events.reduce((before, event, at) => {
    const { state: after } = update(before, event);
    const whole = frame({ ...after, now: new Date(after.now) });
    frame(before);
    t.deepEqual(frame(after), whole, `event ${at}`);
    return after;
  }, start);
});

test('the lines of a list stay the same objects while the cursor moves among them', (t) => {
  const before = listed(start, clusters);
  const lines = new Set(frame(before).lines);
  const moved = frame(pressed(before, 'down')).lines;
  // The title, two lines of the cursor, and what is made for every frame.
  t.true(moved.filter((line) => lines.has(line)).length >= 10);
});

test('a marked row has its sign still, and its mark also under the cursor', (t) => {
  const signs = ['running', 'updating', 'stopped', 'deleting'];
  const some = clusters.slice(0, 4).map((cluster, at) => ({ ...cluster, state: signs[at] ?? '' }));
  const leads = (...keys: readonly string[]): readonly string[] => {
    const lines = linesOf(pressed(listed(start, some), ...keys));
    return lines.flatMap((line) => /^(...)(?:prod|dev)-/.exec(line)?.[1] ?? []);
  };
  const plain = leads('down', 'down');
  t.true(new Set(plain.map((lead) => lead.charAt(1))).size > 2);
  t.deepEqual(
    leads('ctrl-a', 'down', 'down'),
    plain.map((lead, at) => `${at === 2 ? '▌' : '✓'}${lead.charAt(1)}›`),
  );
});
