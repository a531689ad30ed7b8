import test from 'ava';
import { en } from '../languages/en.js';
import { withCachedFleet } from '../subjects/cluster/fleet.js';
import { clusterTable } from '../subjects/cluster/table.js';
import { contextTable } from '../subjects/context/table.js';
import { expiryTable } from '../subjects/expiry/table.js';
import { heldClusterTable, holdingTable } from '../subjects/holding/grouped-tables.js';
import { accessTable } from '../subjects/holding/table.js';
import { activityTable } from '../subjects/journal/table.js';
import { runTable } from '../subjects/rotation/table.js';
import { arrived, opened, pressed } from '../testkit.js';
import type { AppState } from './app-state.js';
import { fitTable, titleLine } from './columns.js';
import { lineText, widthOf } from './drawing/line.js';
import { readerOf } from './reader.js';
import type { Sort } from './sorting.js';
import { defineTable, type Reader, type Table } from './table.js';
import { filterDue } from './tasks.js';

interface Item {
  readonly name: string;
  readonly region: string;
  readonly end: number | null;
}

const tables = {
  ...{ clusterTable, contextTable, expiryTable, accessTable, holdingTable, heldClusterTable },
  ...{ runTable, activityTable },
} as unknown as Readonly<Record<string, Table<object, object>>>;
for (const [name, { columns }] of Object.entries(tables)) {
  test(`on 80 columns, ${name} shows the one that it is sorted by`, (t) => {
    const reader = readerOf(opened());
    for (const { sort, cell, title } of columns) {
      if (sort === null || cell === null) continue;
      const order = { column: sort.column, isDescending: false };
      const look = { sort: order, width: 76, known: { callers: new Set() }, reader };
      const titles = lineText(titleLine(fitTable({ columns }, look)));
      // Or one in the same order, where that has no room.
      const inOrder = columns.filter((each) => each.cell?.follows === sort.column);
      const arrows = [title, ...inOrder.map((each) => each.title)].map((each) => `${each(en)} ↑`);
      t.is(arrows.filter((each) => titles.includes(each)).length, 1, titles);
      t.true(widthOf(titles) <= 76, titles);
    }
  });
}

const title = (): string => '';
const table = defineTable<Item>({
  id: ({ name }) => name,
  tie: ({ name }) => name,
  sign: () => ({ text: '' }),
  columns: [
    {
      title,
      sort: { column: 'name', key: 'N', by: ({ name }) => name },
      search: null,
      text: null,
      cell: null,
    },
    {
      title,
      sort: { column: 'region', key: 'R', by: ({ region }) => region },
      search: null,
      text: null,
      cell: null,
    },
    { title, sort: { column: 'end', key: 'E', by: ({ end }) => end }, search: null, text: null, cell: null },
  ],
  fields: {},
});
const sorted = test.macro({
  exec(t, items: readonly Item[], sort: Sort, expected: readonly string[]) {
    t.deepEqual(table.sorted(items, sort, null).ids(), expected);
  },
  title: (title) => `rows are sorted ${title}`,
});
const named = (...names: readonly string[]): readonly Item[] =>
  names.map((name) => ({ name, region: '', end: null }));
const items: readonly Item[] = [
  { name: 'd', region: 'tokyo', end: null },
  { name: 'c', region: 'tokyo', end: 10 },
  { name: 'b', region: 'Beijing', end: 9 },
  { name: 'a', region: 'tokyo', end: 10 },
];
const up = { column: 'name', isDescending: false } as const;

test('in natural order', sorted, named('node-10', 'node-9', 'node-009b'), up, [
  'node-9',
  'node-009b',
  'node-10',
]);
test('by numbers of any length', sorted, named('1'.repeat(30), '2'.repeat(29)), up, [
  '2'.repeat(29),
  '1'.repeat(30),
]);
test('ignoring case and accents', sorted, named('Zoo', 'été', 'ere', 'alpha'), up, [
  'alpha',
  'ere',
  'été',
  'Zoo',
]);
test('by name, descending', sorted, named('a', 'b', 'c'), { column: 'name', isDescending: true }, [
  'c',
  'b',
  'a',
]);
test('by a column, equal ones by name', sorted, items, { column: 'region', isDescending: false }, [
  'b',
  'a',
  'c',
  'd',
]);
test('descending, equal ones still by name', sorted, items, { column: 'region', isDescending: true }, [
  'a',
  'c',
  'd',
  'b',
]);
test('by numbers, with null at the end', sorted, items, { column: 'end', isDescending: false }, [
  'b',
  'a',
  'c',
  'd',
]);
test('by numbers, descending, with null at the end', sorted, items, { column: 'end', isDescending: true }, [
  'a',
  'c',
  'b',
  'd',
]);

interface Ranked extends Item {
  readonly rank: number;
}

const rankedTable = defineTable<Ranked>({
  ...table,
  rank:
    () =>
    ({ rank }) =>
      rank,
});
const letters = 'abcdefgh';
const reader: Reader = { now: new Date(0), timeZone: 'UTC', home: '', messages: en };

/** The same rows from the same seed. */
function shuffled(seed: number): readonly Ranked[] {
  let number = seed;
  const next = (below: number): number => {
    number = (number * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(number / 65_536) % below;
  };
  return Array.from({ length: 300 }, (_, index) => ({
    name: `${letters[next(8)]}${letters[next(8)]}-${String(index).padStart(3, '0')}`,
    region: letters[next(4)] ?? '',
    end: next(5) === 0 ? null : next(20),
    rank: next(3),
  }));
}

/** By rank, by the column with null at the end, by name. */
function naively(rows: readonly Ranked[], { column, isDescending }: Sort): readonly string[] {
  const of = (row: Ranked) => row[column as 'name' | 'region' | 'end'];
  const compared = (a: Ranked, b: Ranked): number => {
    const [left, right] = [of(a), of(b)];
    if (left === right) return 0;
    if (left === null || right === null) return left === null ? 1 : -1;
    return (left < right ? -1 : 1) * (isDescending ? -1 : 1);
  };
  const byName = (a: Ranked, b: Ranked): number => (a.name < b.name ? -1 : 1);
  return rows.toSorted((a, b) => a.rank - b.rank || compared(a, b) || byName(a, b)).map(({ name }) => name);
}

test('any sort after any other, before and after rows change, is what a naive one gives', (t) => {
  const sorts = ['name', 'region', 'end', 'region', 'name', 'end'].flatMap((column) =>
    [false, true].map((isDescending) => ({ column, isDescending }) as Sort),
  );
  let rows = shuffled(7);
  for (const seed of [8, 9, 7]) {
    for (const sort of sorts) {
      const { ids, ready } = rankedTable.sorted(rows, sort, null);
      t.deepEqual(ids(), naively(rows, sort));
      const mask = Uint8Array.from(rows, ({ region }) => (region === 'b' ? 1 : 0));
      t.deepEqual(
        ids(mask),
        naively(
          rows.filter(({ region }) => region === 'b'),
          sort,
        ),
      );
      if (sort.isDescending) for (const _ of ready(reader)) t.pass();
    }
    // Some stay the objects that they were, some change in place, some go.
    const others = shuffled(seed);
    rows = rows.slice(0, 290).map((row, place) => (place % 3 === 0 ? (others[place] ?? row) : row));
  }
});

test('rows of a rank come first, whatever was sorted while all had the same', (t) => {
  const ranked = defineTable<Item, ReadonlySet<string>>({
    id: ({ name }) => name,
    tie: ({ name }) => name,
    rank: (firsts) => (firsts.size === 0 ? null : ({ name }) => (firsts.has(name) ? 0 : 1)),
    sign: () => ({ text: '' }),
    columns: [
      {
        title,
        sort: { column: 'name', key: 'N', by: ({ name }) => name },
        search: null,
        text: null,
        cell: null,
      },
    ],
    fields: {},
  });
  const orders = [[], ['c'], [], ['b', 'd']].map((firsts) =>
    ranked.sorted(items, up, new Set(firsts)).ids().join(''),
  );
  t.deepEqual(orders, ['abcd', 'cabd', 'abcd', 'bdac']);
});

test('a large list is prepared for the filter once, and not again in another order', (t) => {
  const clusters = Array.from({ length: 2_010 }, (_, index) => ({
    ...{
      id: `c${index}`,
      name: `c${index}`,
      region: 'ap-northeast-1',
      type: '',
      profile: '',
      spec: '',
      state: '',
    },
    ...{ version: '', endpoints: null, created: null, updated: null, vpcId: null, tags: {} },
  }));
  const start = opened({ rows: 20 });
  const withClusters = (count: number): AppState => {
    const fleet = withCachedFleet(start.fleet, null, clusters.slice(0, count), new Date(0));
    return arrived(start, (state) => ({ ...state, fleet }));
  };
  const scanned = withClusters(2_010);
  const sorted = pressed(scanned, 'N');
  t.not(sorted.lists.clusters.rows, scanned.lists.clusters.rows);
  const prepared = [scanned, scanned, sorted, withClusters(2_009), withClusters(1_999)].map(
    (state) => filterDue(state).length,
  );
  t.deepEqual(prepared, [1, 0, 0, 1, 0]);
});
