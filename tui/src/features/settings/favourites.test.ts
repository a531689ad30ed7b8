import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { selectedId } from '../../screen/list.js';
import { noticeText } from '../../screen/notify.js';
import { listed, opened, pressed, shown, typed } from '../../testkit.js';

function seenBy(profile: string): AppState {
  const clusters = ['a', 'b', 'c'].map((name) => specimenCluster({ id: `id-${name}`, name }));
  return listed(opened({ profile }), clusters);
}

const start = seenBy('ops');
const entered = (state: AppState, line: string): AppState => pressed(typed(state, `:${line}`), 'enter');
const names = (state: AppState): readonly string[] =>
  state.lists.clusters.list.visible.map((id) => id.slice(3));

test('favourites come first whatever the sort, and no longer once removed', (t) => {
  const marked = pressed(start, 'G', '*');
  t.deepEqual(names(marked), ['c', 'a', 'b']);
  t.regex(shown(marked), /c ★/);
  t.deepEqual(names(pressed(marked, 'N', 'N')), ['c', 'b', 'a']);
  t.deepEqual(marked.settings.favourites, { ops: ['id-c'] });
  t.deepEqual(names(pressed(marked, 'g', '*')), ['a', 'b', 'c']);
});

test('each profile has its own', (t) => {
  const { settings } = pressed(start, 'G', '*');
  t.deepEqual(names({ ...seenBy('other'), settings }), ['a', 'b', 'c']);
  t.deepEqual(pressed({ ...seenBy('other'), settings }, '*').settings.favourites, {
    ops: ['id-c'],
    other: ['id-a'],
  });
});

test('what a filter found stays selected without it, also from the first place', (t) => {
  const chosen = ({ lists }: AppState) => selectedId(lists.clusters.list);
  const filtered = (state: AppState, filter: string) => pressed(state, '/', ...filter, 'enter');
  const found = filtered(start, 'name:b');
  t.is(chosen(found), 'id-b');
  t.is(chosen(pressed(found, 'esc')), 'id-b');
  t.is(chosen(pressed(filtered(start, '!name:a'), 'esc')), 'id-b');
  t.is(chosen(pressed(filtered(pressed(start, 'G'), 'name:b'), 'esc')), 'id-b');
});

test('an alias is shown beside the cluster, is found, and can be removed', (t) => {
  const named = entered(pressed(start, 'j'), 'alias tok');
  t.deepEqual(named.settings.aliases, { ops: { tok: 'id-b' } });
  t.regex(shown(named), /b tok/);
  t.deepEqual(names(pressed(named, '/', 't', 'o', 'k')), ['b']);
  t.deepEqual(entered(named, 'alias other').settings.aliases, { ops: { other: 'id-b' } });
  t.deepEqual(entered(named, 'alias -').settings.aliases, { ops: {} });
});

for (const name of ['a', 'id-c', '__proto__', '-x', 'a/b', 'x'.repeat(41)])
  test(`an alias cannot be ${name.slice(0, 12)}`, (t) => {
    const after = entered(start, `alias ${name}`);
    t.deepEqual(after.settings.aliases, {});
    t.not(after.notice, null);
  });

test('an alias says what it did, whatever was said before', (t) => {
  const wrong = entered(pressed(start, 'j'), 'alias a/b');
  const named = entered(wrong, 'alias tok');
  t.is(noticeText(named), 'tok is now a short name of b');
  t.is(noticeText(entered(named, 'alias -')), 'b has no short name now');
});
