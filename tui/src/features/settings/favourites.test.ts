import '../../features.js';
import type { Cluster } from '@ackring/core/internal/words/cluster';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { lineText } from '../../screen/drawing/line.js';
import { frame } from '../../screen/frame.js';
import { initialState } from '../../screen/initial-state.js';
import { selectedId } from '../../screen/list.js';
import { noticeText } from '../../screen/notify.js';
import { update } from '../../screen/update.js';
import { scanFleet } from '../../subjects/cluster/tasks.js';

function cluster(name: string): Cluster {
  return specimenCluster({ id: `id-${name}`, name, region: 'cn-beijing' });
}

function opened(profile: string | null = 'ops'): AppState {
  const state = initialState({
    size: { columns: 100, rows: 24 },
    now: new Date('2026-11-24T00:00:00Z'),
    home: '/home/ops',
    timeZone: 'UTC',
    language: 'en',
    isReadOnly: false,
    profile,
  });
  const clusters = ['a', 'b', 'c'].map(cluster);
  const event = { kind: 'clusters', region: 'cn-beijing', clusters } as const;
  const change = (before: AppState) => scanFleet.arrivals.heard(before, null, [event]);
  return update(state, { kind: 'arrived', name: '', change }).state;
}

const press = (state: AppState, ...keys: readonly string[]): AppState =>
  keys.reduce((next, key) => update(next, { kind: 'key', key }).state, state);
const typed = (state: AppState, line: string): AppState =>
  press(state, ':', ...[...line].map((key) => (key === ' ' ? 'space' : key)), 'enter');
const names = (state: AppState): readonly string[] =>
  state.lists.clusters.list.visible.map((id) => id.slice(3));

test('favourites come first whatever the sort, and no longer once removed', (t) => {
  const marked = press(opened(), 'G', '*');
  t.deepEqual(names(marked), ['c', 'a', 'b']);
  t.regex(frame(marked).lines.map(lineText).join('\n'), /c ★/);
  t.deepEqual(names(press(marked, 'N', 'N')), ['c', 'b', 'a']);
  t.deepEqual(marked.settings.favourites, { ops: ['id-c'] });
  t.deepEqual(names(press(marked, 'g', '*')), ['a', 'b', 'c']);
});

test('each profile has its own', (t) => {
  const { settings } = press(opened(), 'G', '*');
  t.deepEqual(names({ ...opened('other'), settings }), ['a', 'b', 'c']);
  t.deepEqual(press({ ...opened('other'), settings }, '*').settings.favourites, {
    ops: ['id-c'],
    other: ['id-a'],
  });
});

test('what a filter found stays selected without it, also from the first place', (t) => {
  const chosen = ({ lists }: AppState) => selectedId(lists.clusters.list);
  const filtered = (state: AppState, filter: string) => press(state, '/', ...filter, 'enter');
  const found = filtered(opened(), 'name:b');
  t.is(chosen(found), 'id-b');
  t.is(chosen(press(found, 'esc')), 'id-b');
  t.is(chosen(press(filtered(opened(), '!name:a'), 'esc')), 'id-b');
  t.is(chosen(press(filtered(press(opened(), 'G'), 'name:b'), 'esc')), 'id-b');
});

test('an alias is shown beside the cluster, is found, and can be removed', (t) => {
  const named = typed(press(opened(), 'j'), 'alias tok');
  t.deepEqual(named.settings.aliases, { ops: { tok: 'id-b' } });
  t.regex(frame(named).lines.map(lineText).join('\n'), /b tok/);
  t.deepEqual(names(press(named, '/', 't', 'o', 'k')), ['b']);
  t.deepEqual(typed(named, 'alias other').settings.aliases, { ops: { other: 'id-b' } });
  t.deepEqual(typed(named, 'alias -').settings.aliases, { ops: {} });
});

for (const name of ['a', 'id-c', '__proto__', '-x', 'a/b', 'x'.repeat(41)])
  test(`an alias cannot be ${name.slice(0, 12)}`, (t) => {
    const after = typed(opened(), `alias ${name}`);
    t.deepEqual(after.settings.aliases, {});
    t.not(after.notice, null);
  });

test('an alias says what it did, whatever was said before', (t) => {
  const wrong = typed(press(opened(), 'j'), 'alias a/b');
  const named = typed(wrong, 'alias tok');
  t.is(noticeText(named), 'tok is now a short name of b');
  t.is(noticeText(typed(named, 'alias -')), 'b has no short name now');
});
