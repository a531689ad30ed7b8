import test from 'ava';
import type { Sort } from './sorting.js';
import { defineTable } from './table.js';

interface Item {
  readonly name: string;
  readonly region: string;
  readonly end: number | null;
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
