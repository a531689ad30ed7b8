import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { cleanAct, startedRemoval } from '../features/access/removal.js';
import { linesOf, listed, opened, pressed, shown } from '../testkit.js';
import type { AppState } from './app-state.js';
import { selectedId } from './list.js';
import type { MouseAct } from './mouse-reports.js';
import { update } from './update.js';

const names = Array.from({ length: 40 }, (_, index) => `c-${index + 10}`);
const clusters = names.map((name) => specimenCluster({ id: name, name, region: 'ap-northeast-1' }));
const start = listed(opened({ columns: 100, rows: 20 }), clusters);

const at = (state: AppState, act: MouseAct, atMs = 0): AppState =>
  update(state, { kind: 'mouse', act, atMs }).state;
const click = (x: number, y: number): MouseAct => ({ kind: 'click', x, y });
const selected = ({ lists }: AppState): string | null => selectedId(lists.clusters.list);
const whereIs = (state: AppState, text: string): MouseAct => {
  const lines = linesOf(state);
  const y = lines.findLastIndex((line) => line.includes(text));
  return click(lines[y]?.indexOf(text) ?? -1, y);
};

test('a click selects its row, in a scrolled list too', (t) => {
  t.is(selected(at(start, whereIs(start, 'c-13'))), 'c-13');
  const scrolled = at(start, { kind: 'wheel', by: 8 });
  t.is(selected(scrolled), 'c-34');
  t.is(selected(at(scrolled, whereIs(scrolled, 'c-40'))), 'c-40');
});

test('a second click on the same row soon after opens it, on another or later it does not', (t) => {
  const first = at(start, whereIs(start, 'c-13'), 1_000);
  t.is(first.overlay, null);
  t.is(at(first, whereIs(first, 'c-13'), 1_300).overlay?.kind, 'details');
  t.is(at(first, whereIs(first, 'c-13'), 1_500).overlay, null);
  t.is(at(first, whereIs(first, 'c-14'), 1_300).overlay, null);
  // Nor if anything came between.
  for (const between of [{ kind: 'wheel', by: 0 } as const, whereIs(first, 'REGION')])
    t.is(at(at(first, between, 1_100), whereIs(first, 'c-13'), 1_300).overlay, null);
});

test('a third quick click leaves alone what the second has opened, wherever it lands', (t) => {
  const first = at(start, whereIs(start, 'c-13'), 1_000);
  const details = at(first, whereIs(first, 'c-13'), 1_200);
  for (const act of [click(0, 6), whereIs(details, 'back'), whereIs(details, 'Events')]) {
    t.deepEqual(at(details, act, 1_500).overlay, details.overlay);
    t.notDeepEqual(at(details, act, 1_700).overlay, details.overlay);
  }
  // After a key it is a first one.
  const closed = pressed(details, 'esc');
  t.is(selected(at(closed, whereIs(closed, 'c-14'), 1_300)), 'c-14');
  const between = pressed(first, 'k');
  t.is(at(between, whereIs(between, 'c-13'), 1_200).overlay, null);
});

test('every page of a cluster is as high as the others, so that its tabs stay under the mouse', (t) => {
  const first = at(start, whereIs(start, 'c-13'));
  const details = at(first, whereIs(first, 'open'));
  const tabs = whereIs(details, 'Overview');
  for (const tab of ['Connection', 'Identities', 'Certificates', 'Events'])
    t.deepEqual(whereIs(at(details, whereIs(details, tab)), 'Overview'), tabs, tab);
});

test('keys of the footer and tabs are pressed by a click, but not behind a dialog', (t) => {
  const helped = at(start, whereIs(start, 'help'));
  t.is(helped.overlay?.kind, 'help');
  t.is(selected(at(helped, click(5, 6))), selected(start));
  t.is(at(helped, whereIs(helped, 'back')).overlay, null);
  const first = at(start, whereIs(start, 'c-13'));
  const details = at(first, whereIs(first, 'open'));
  t.like(details.overlay, { kind: 'details', tab: 'overview' });
  t.like(at(details, whereIs(details, 'Events')).overlay, { kind: 'details', tab: 'events' });
  const rotation = pressed(start, '5');
  t.is(at(rotation, whereIs(rotation, ' Runs ')).rotation.tab, 'runs');
});

test('a click beside a dialog closes it and reaches nothing behind it, one in it does not', (t) => {
  const first = at(start, whereIs(start, 'c-13'));
  const details = at(first, whereIs(first, 'open'));
  t.is(at(details, whereIs(details, '╭')).overlay?.kind, 'details');
  for (const [x, y] of [
    [0, 6],
    [99, 6],
    [2, 1],
    [50, 18],
  ] as const) {
    const after = at(details, click(x, y));
    t.is(after.overlay, null, `${x}, ${y}`);
    t.is(after.screen, 'clusters');
    t.is(selected(after), 'c-13');
  }
});

test('a click beside a removal under way stops nothing', (t) => {
  const request = { users: ['2001'], clusters: null, pairs: null, fleet: null, unseen: [], roles: [] };
  const removal = startedRemoval(1, cleanAct(['tom'], request));
  const state = { ...start, overlay: { ...removal, stage: 'running' as const } };
  const { state: after, asks } = update(state, { kind: 'mouse', act: click(0, 6), atMs: 0 });
  t.like(after.overlay, { kind: 'removal', isStopping: false });
  t.deepEqual(asks, []);
});

test('a click with ctrl, or where marks are shown, marks a row and takes the mark away', (t) => {
  const marks = ({ lists }: AppState): readonly string[] => [...lists.clusters.list.marks];
  const { y } = whereIs(start, 'c-13') as { y: number };
  const one = at(start, click(1, y));
  t.deepEqual(marks(one), ['c-13']);
  t.is(selected(one), 'c-13');
  const two = at(one, { kind: 'click', x: 20, y: y + 1, isMarking: true });
  t.deepEqual(marks(two), ['c-13', 'c-14']);
  t.deepEqual(marks(at(two, click(1, y))), ['c-14']);
  t.is(at(at(start, click(1, y), 1_000), click(1, y), 1_100).overlay, null);
});

test('the wheel scrolls the text that covers a list, and the list stays', (t) => {
  const help = at(start, whereIs(start, 'help'));
  const scrolled = at(help, { kind: 'wheel', by: 1 });
  t.like(scrolled.overlay, { kind: 'help', top: 3 });
  t.like(at(scrolled, { kind: 'wheel', by: -9 }).overlay, { kind: 'help', top: 0 });
  t.is(selected(scrolled), selected(help));
});

test('the wheel moves a list, and its cursor only where it would leave the window', (t) => {
  const first = ({ lists }: AppState) => lists.clusters.list.visible[lists.clusters.list.top];
  const fifth = pressed(start, 'down', 'down', 'down', 'down');
  const once = at(fifth, { kind: 'wheel', by: 1 });
  t.deepEqual([first(once), selected(once)], ['c-13', 'c-14']);
  const twice = at(once, { kind: 'wheel', by: 1 });
  t.deepEqual([first(twice), selected(twice)], ['c-16', 'c-16']);
  const back = at(twice, { kind: 'wheel', by: -1 });
  t.deepEqual([first(back), selected(back)], ['c-13', 'c-16']);
  const last = at(back, { kind: 'wheel', by: 99 });
  t.deepEqual(at(last, { kind: 'wheel', by: 1 }).lists.clusters.list, last.lists.clusters.list);
  t.regex(shown(last), /▌.*c-[34]/);
  // Upwards it takes the cursor along at the lower edge.
  const end = pressed(start, 'G');
  t.not(selected(at(end, { kind: 'wheel', by: -1 })), selected(end));
});

test('clicks beside everything, and far outside, do nothing', (t) => {
  for (const [x, y] of [
    [0, 0],
    [90, 1],
    [50, 2],
    [5, 2],
    [0, 18],
    [99, 19],
    [3, 99_999],
    [99_999, 5],
  ] as const) {
    const after = at(start, click(x, y));
    t.is(after.overlay, null);
    t.is(after.screen, 'clusters');
  }
});

test('while a filter is typed a click on a row does not end it', (t) => {
  const typing = pressed(start, '/');
  const after = at(typing, whereIs(typing, 'c-13'));
  t.is(selected(after), 'c-10');
  t.not(after.prompt, null);
});

test('if the settings leave the mouse to the terminal, nothing happens', (t) => {
  const state = { ...start, settings: { ...start.settings, mouse: false } };
  t.is(selected(at(state, whereIs(state, 'c-13'))), 'c-10');
});

test('a click on a column title sorts by it, a second one in reverse', (t) => {
  const sorted = at(start, whereIs(start, 'NAME'));
  t.deepEqual(sorted.lists.clusters.sort, { column: 'name', isDescending: false });
  const around = at(sorted, whereIs(sorted, 'NAME'));
  t.deepEqual(around.lists.clusters.sort, { column: 'name', isDescending: true });
  t.is(at(start, whereIs(start, '2 Contexts')).screen, 'contexts');
});

test('a click in a choice moves to an option, a second one takes it', (t) => {
  const state = pressed(start, 'ctrl-g');
  const there = at(state, whereIs(state, 'cn-beijing '), 1_000);
  t.is(there.overlay?.kind === 'picker' ? there.overlay.cursor > 0 : null, true);
  const taken = at(there, whereIs(there, 'cn-beijing '), 1_200);
  t.is(taken.overlay, null);
  t.deepEqual(taken.regions, ['cn-beijing']);
});
