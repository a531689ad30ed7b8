import type { Cluster } from '@ackring/core/internal/words/cluster';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { loadLanguage, messagesIn } from '../messages/messages.js';
import { linesOf, listed, opened, pressed, typed } from '../testkit.js';
import type { AppState } from './app-state.js';
import { chosenRows } from './list-screen.js';

function cluster(name: string, region: string, tags: Cluster['tags'] = {}): Cluster {
  return specimenCluster({ id: name, name, region, tags });
}

const clusters = [
  cluster('b-1', 'tokyo', { env: 'prod' }),
  cluster('a-1', 'tokyo', { env: 'dev' }),
  cluster('a-2', 'beijing', { env: 'prod' }),
  cluster('a-3', 'beijing'),
];

const start = pressed(listed(opened({ rows: 20 }), clusters), 'N');
const after = (...keys: readonly string[]): AppState => pressed(start, ...keys);

/** The rows of the list, without its columns. */
const rowsOf = (state: AppState): readonly string[] =>
  linesOf(state)
    .slice(4, -2)
    .map((line) => line.slice(1).trim().split(/ {2,}/).slice(0, 2).join(' ').trim())
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
  t.deepEqual(rowsOf(after('tab')), ['▾ beijing 2', 'a-2', 'a-3', '▾ tokyo 2', 'a-1', 'b-1']);
  t.deepEqual(rowsOf(after('tab', 'tab')), [
    '▾ dev 1',
    'a-1',
    '▾ prod 2',
    'a-2',
    'b-1',
    '▾ (no env) 1',
    'a-3',
  ]);
  t.deepEqual(rowsOf(after('tab', 'tab', 'tab')), ['a-1', 'a-2', 'a-3', 'b-1']);
  const turned = rowsOf(after('tab', 'R', 'R')).filter((row) => row.startsWith('▾'));
  t.deepEqual(turned, ['▾ tokyo 2', '▾ beijing 2']);
  t.deepEqual(rowsOf(after('N', 'tab')), ['▾ beijing 2', 'a-3', 'a-2', '▾ tokyo 2', 'b-1', 'a-1']);
});

test('what rows are grouped by is named beside the screen', (t) => {
  const title = (state: AppState): string => linesOf(state)[2] ?? '';
  t.regex(title(after('tab')), /Clusters › all regions · by region /);
  t.regex(title(after('tab', 'tab')), /Clusters › all regions · by tag:env /);
  t.notRegex(title(after('tab', 'tab', 'tab')), / by /);
});

test('a group is named in the reader’s language, and a tag as its owner called it', async (t) => {
  await loadLanguage('ja');
  await loadLanguage('zh');
  const grouped = (language: 'ja' | 'zh', ...keys: readonly string[]): string =>
    [2, -2].map((at) => linesOf(pressed({ ...start, language }, ...keys)).at(at) ?? '').join('\n');
  t.regex(grouped('ja', 'tab'), / · リージョン別[\s\S]*リージョンでグループ化/);
  t.regex(grouped('zh', 'tab'), / · 按地域[\s\S]*按地域分组/);
  t.regex(grouped('ja', 'tab', 'tab'), / · tag:env 別[\s\S]*tag:env でグループ化/);
  // Whatever a table calls so has a word.
  for (const language of ['ja', 'zh'] as const)
    for (const [by, word] of Object.entries(messagesIn(language).groups.names)) t.not(word, by);
});

test('Enter on a title folds and unfolds its group; all are folded at once', (t) => {
  const folded = after('tab', 'g', 'enter');
  t.is(folded.overlay, null);
  t.deepEqual(rowsOf(folded), ['▸ beijing 2', '▾ tokyo 2', 'a-1', 'b-1']);
  t.deepEqual(rowsOf(pressed(folded, 'enter')), rowsOf(after('tab')));
  t.deepEqual(rowsOf(after('tab', 'shift-tab')), ['▸ beijing 2', '▸ tokyo 2']);
  t.deepEqual(rowsOf(after('tab', 'shift-tab', 'shift-tab')), rowsOf(after('tab')));
});

test('Space on a title marks its group, even folded, and only rows are ever selected', (t) => {
  t.deepEqual(chosenRows(after('tab', 'g')), []);
  t.deepEqual(chosenRows(after('tab', 'g', 'space')), ['a-2', 'a-3']);
  t.deepEqual(chosenRows(after('tab', 'g', 'enter', 'space')), ['a-2', 'a-3']);
  // Nothing is marked any more: it is the row under the cursor again.
  t.deepEqual(chosenRows(after('tab', 'g', 'space', 'g', 'space')), ['a-2']);
  t.deepEqual(chosenRows(after('tab', 'shift-tab', 'ctrl-a')), ['a-2', 'a-3', 'a-1', 'b-1']);
});

test('a filter puts the cursor on its first match, not on the title of a group', (t) => {
  t.deepEqual(chosenRows(after('tab', 'g', '/', ...'b-1', 'enter')), ['b-1']);
  t.deepEqual(chosenRows(after('tab', 'g', '/', ...'a-', 'enter')), ['a-2']);
  // Cleared, the found row stays the selected one.
  t.deepEqual(chosenRows(after('tab', 'g', '/', ...'b-1', 'enter', 'esc')), ['b-1']);
});

test('a filter keeps groups with matches, and counts rows without their titles', (t) => {
  const found = after('tab', '/', ...'a-', 'enter');
  t.deepEqual(rowsOf(found), ['▾ beijing 2', 'a-2', 'a-3', '▾ tokyo 1', 'a-1']);
  t.regex(linesOf(found)[2] ?? '', /3 of 4 match "a-"/);
});

test('what a filter finds in a folded group is in sight, and can be folded again', (t) => {
  const found = after('tab', 'shift-tab', '/', ...'b-1', 'enter');
  t.deepEqual(rowsOf(found), ['▾ tokyo 1', 'b-1']);
  t.deepEqual(chosenRows(found), ['b-1']);
  t.deepEqual(rowsOf(pressed(found, 'shift-tab')), ['▸ tokyo 1']);
  t.deepEqual(rowsOf(after('tab', 'shift-tab')), ['▸ beijing 2', '▸ tokyo 2']);
});

test('the words after : group by what exists', (t) => {
  const entered = (of: AppState, line: string): AppState => pressed(typed(of, line), 'enter');
  t.deepEqual(rowsOf(entered(start, ':group tag:env')), rowsOf(after('tab', 'tab')));
  t.is(entered(start, ':group colour').lists.clusters.grouping, null);
  t.is(entered(entered(start, ':group region'), ':group none').lists.clusters.grouping, null);
});

test('where a filter finds nothing the footer has no keys for rows', (t) => {
  const nothing = linesOf(pressed(typed(pressed(start, '/'), 'zzz'), 'enter')).at(-1) ?? '';
  t.notRegex(nothing, /open|fetch|verify|mark/);
  t.regex(nothing, /\/ filter .*: command .*\? help/);
});

test('on the title of a group the footer has what titles can do, and a key for rows says what it is', (t) => {
  const [lines, onRow] = [linesOf(after('tab')), linesOf(after('tab', 'j'))];
  t.regex(lines.at(-1) ?? '', /⏎ fold /);
  t.notRegex(lines.at(-1) ?? '', /fetch|verify|open/);
  t.regex(onRow.at(-1) ?? '', /⏎ open .*f fetch .*v verify /);
  for (const key of ['f', 'v', 'u', 's', '!', '*'])
    t.regex(linesOf(after('tab', key)).at(-2) ?? '', /this is the title of a group/, key);
  t.regex(
    linesOf(pressed(typed(pressed(start, '/'), 'zzz'), 'enter', 'f')).at(-2) ?? '',
    /the filter finds nothing here/,
  );
});
