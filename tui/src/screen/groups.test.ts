import '../features.js';
import type { Cluster } from '@ackring/core/internal/words/cluster';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { scanFleet } from '../subjects/cluster/tasks.js';
import type { AppState } from './app-state.js';
import { lineText } from './drawing/line.js';
import { frame } from './frame.js';
import { initialState } from './initial-state.js';
import { chosenRows } from './list-screen.js';
import { update } from './update.js';

const now = new Date('2026-11-24T00:00:00Z');

function cluster(name: string, region: string, tags: Cluster['tags'] = {}): Cluster {
  return specimenCluster({ id: name, name, region, tags });
}

const clusters = [
  cluster('b-1', 'tokyo', { env: 'prod' }),
  cluster('a-1', 'tokyo', { env: 'dev' }),
  cluster('a-2', 'beijing', { env: 'prod' }),
  cluster('a-3', 'beijing'),
];

function opened(...keys: readonly string[]): AppState {
  const state = initialState({
    size: { columns: 100, rows: 20 },
    now,
    home: '/home/ops',
    timeZone: 'UTC',
    language: 'en',
    isReadOnly: false,
  });
  const change = (before: AppState) =>
    clusters.reduce((next, each) => {
      const event = {
        kind: 'clusters',
        region: each.region,
        clusters: clusters.filter(({ region }) => region === each.region),
      } as const;
      return scanFleet.arrivals.heard(next, null, [event]);
    }, before);
  return press(update(state, { kind: 'arrived', name: '', change }).state, 'N', ...keys);
}

function press(state: AppState, ...keys: readonly string[]): AppState {
  return keys.reduce((next, key) => update(next, { kind: 'key', key }).state, state);
}

/** The rows of the list, without its columns. */
const shown = (state: AppState): readonly string[] =>
  frame(state)
    .lines.slice(4, -2)
    .map((line) => lineText(line).slice(1).trim().split(/ {2,}/).slice(0, 2).join(' ').trim())
    .filter((text) => text !== '')
    .map((text) =>
      /^[▾▸]/.test(text)
        ? text
        : (text
            .replace(/^(\S+ ?\S*).*$/, '$1')
            .replace(/^✓?●›? ?/, '')
            .split(' ')[0] ?? ''),
    );

test('rows are grouped by region, by each tag, and not at all, each group in sort order', (t) => {
  t.deepEqual(shown(opened('tab')), ['▾ beijing 2', 'a-2', 'a-3', '▾ tokyo 2', 'a-1', 'b-1']);
  t.deepEqual(shown(opened('tab', 'tab')), ['▾ dev 1', 'a-1', '▾ prod 2', 'a-2', 'b-1', '▾ none 1', 'a-3']);
  t.deepEqual(shown(opened('tab', 'tab', 'tab')), ['a-1', 'a-2', 'a-3', 'b-1']);
  t.deepEqual(shown(opened('N', 'tab')), ['▾ beijing 2', 'a-3', 'a-2', '▾ tokyo 2', 'b-1', 'a-1']);
});

test('what rows are grouped by is named beside the screen', (t) => {
  const title = (state: AppState): string => lineText(frame(state).lines[2] ?? []);
  t.regex(title(opened('tab')), /Clusters › all regions · by region /);
  t.regex(title(opened('tab', 'tab')), /Clusters › all regions · by tag:env /);
  t.notRegex(title(opened('tab', 'tab', 'tab')), / by /);
});

test('Enter on a title folds and unfolds its group; all are folded at once', (t) => {
  const folded = opened('tab', 'g', 'enter');
  t.is(folded.overlay, null);
  t.deepEqual(shown(folded), ['▸ beijing 2', '▾ tokyo 2', 'a-1', 'b-1']);
  t.deepEqual(shown(press(folded, 'enter')), shown(opened('tab')));
  t.deepEqual(shown(opened('tab', 'shift-tab')), ['▸ beijing 2', '▸ tokyo 2']);
  t.deepEqual(shown(opened('tab', 'shift-tab', 'shift-tab')), shown(opened('tab')));
});

test('Space on a title marks its group, even folded, and only rows are ever selected', (t) => {
  t.deepEqual(chosenRows(opened('tab', 'g')), []);
  t.deepEqual(chosenRows(opened('tab', 'g', 'space')), ['a-2', 'a-3']);
  t.deepEqual(chosenRows(opened('tab', 'g', 'enter', 'space')), ['a-2', 'a-3']);
  // Nothing is marked any more: it is the row under the cursor again.
  t.deepEqual(chosenRows(opened('tab', 'g', 'space', 'g', 'space')), ['a-2']);
  t.deepEqual(chosenRows(opened('tab', 'shift-tab', 'ctrl-a')), ['a-2', 'a-3', 'a-1', 'b-1']);
});

test('a filter keeps groups with matches, and counts rows without their titles', (t) => {
  const found = opened('tab', '/', ...'a-', 'enter');
  t.deepEqual(shown(found), ['▾ beijing 2', 'a-2', 'a-3', '▾ tokyo 1', 'a-1']);
  t.regex(frame(found).lines.map(lineText)[2] ?? '', /3 of 4 match "a-"/);
});

test('the words after : group by what exists', (t) => {
  const typed = (words: string): AppState =>
    press(
      opened(),
      ':',
      ...words
        .replaceAll(' ', '\0')
        .split('')
        .map((letter) => (letter === '\0' ? 'space' : letter)),
      'enter',
    );
  t.deepEqual(shown(typed('group tag:env')), shown(opened('tab', 'tab')));
  t.is(typed('group colour').lists.clusters.grouping, null);
  t.is(
    press(typed('group region'), ':', ...'group', 'space', ...'none', 'enter').lists.clusters.grouping,
    null,
  );
});
