import test from 'ava';
import { en } from '../languages/en.js';
import { fitTable, rowLine, titleLine } from './columns.js';
import { lineText } from './drawing/line.js';
import { find } from './filter.js';
import type { Sort } from './sorting.js';
import { defineTable, type Reader, type TableColumn } from './table.js';

interface Ring {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly keys: number;
  readonly isLost: boolean;
}

const rings = defineTable<Ring, { readonly owner: string }>({
  id: ({ id }) => id,
  tie: nameOf,
  rank:
    () =>
    ({ isLost }) =>
      isLost ? 0 : 1,
  sign: () => ({ text: '·' }),
  columns: [
    {
      title: ({ columns }) => columns.name,
      sort: { column: 'name', key: 'N', by: nameOf },
      search: nameOf,
      text: nameOf,
      cell: { min: 9, sacrifice: 0, cut: 'middle' },
    },
    {
      title: ({ columns }) => columns.region,
      sort: { column: 'region', key: 'R', by: ({ region }, { owner }) => (owner === region ? null : region) },
      search: ({ region }) => region,
      text: ({ region }) => region,
      cell: { words: () => ['hangzhou'], sacrifice: 1 },
    },
    {
      title: ({ columns }) => columns.count,
      sort: null,
      search: null,
      text: ({ keys }) => String(keys),
      align: 'right',
      cell: {
        min: 8,
        sacrifice: 2,
        draw: ({ keys }, width) => [{ text: '#'.repeat(Math.min(keys, width)) }],
      },
    },
  ],
  fields: { name: nameOf, place: { region: ({ region }) => region }, lost: ({ isLost }) => isLost },
});

function nameOf({ name }: Ring): string {
  return name;
}

function ring(name: string, region: string, isLost = false): Ring {
  return { id: `id-${name}`, name, region, keys: 3, isLost };
}

const all = [ring('b', 'tokyo'), ring('c', 'beijing'), ring('a', 'tokyo', true)];
const byName: Sort = { column: 'name', isDescending: false };
const ids = (sort: Sort, owner = '') => rings.sorted(all, sort, { owner }).ids();

test('rows are sorted by one of their columns, the first rank in front', (t) => {
  t.deepEqual(ids(byName), ['id-a', 'id-b', 'id-c']);
  t.deepEqual(ids({ column: 'region', isDescending: false }), ['id-a', 'id-c', 'id-b']);
  t.deepEqual(ids({ column: 'region', isDescending: true }), ['id-a', 'id-b', 'id-c']);
});

test('facts besides the rows count in sorting', (t) => {
  t.deepEqual(ids({ column: 'region', isDescending: false }, 'beijing'), ['id-a', 'id-b', 'id-c']);
});

test('rows are sorted by name if there is no such column', (t) => {
  t.deepEqual(ids({ column: 'version', isDescending: false }), ids(byName));
});

test('the filter searches the searchable columns, and the fields', (t) => {
  const rows = rings.sorted(all, byName, { owner: '' });
  t.deepEqual(find('tokyo', rows, reader).ids, ['id-a', 'id-b']);
  t.deepEqual(find('place.region:tokyo !lost:true', rows, reader).ids, ['id-b']);
});

test('a field of the screen alone is asked with what is known now, and is in no contract', (t) => {
  const asking = defineTable<Ring, { readonly owner: string }>({
    ...rings,
    columns: [
      ...rings.columns,
      {
        title: () => 'WHOSE RING',
        sort: null,
        search: null,
        text: null,
        asked: { owner: ({ region }, { owner }) => owner === region },
        cell: null,
      },
    ],
  });
  const found = (owner: string) => find('OWNER:true', asking.sorted(all, byName, { owner }), reader).ids;
  t.deepEqual(found('tokyo'), ['id-a', 'id-b']);
  t.deepEqual(found('beijing'), ['id-c']);
  t.deepEqual(
    find('whosering:true', asking.sorted(all, byName, { owner: 'tokyo' }), reader).ids,
    found('tokyo'),
  );
  t.false(asking.named.includes('owner') || 'owner' in asking.toJson(ring('a', 'tokyo')));
  const { unknown } = find('ownr:x', asking.sorted(all, byName, { owner: '' }), reader);
  t.true(unknown?.fields.includes('owner'));
});

test('JSON has the fields, by their names in the contract', (t) => {
  t.deepEqual(rings.toJson(ring('a', 'tokyo')), { name: 'a', place: { region: 'tokyo' }, lost: false });
});

const reader: Reader = { now: new Date(0), timeZone: 'UTC', home: '', messages: en };

function drawn(row: Ring, width: number, sort = byName): readonly string[] {
  const fitted = fitTable(rings, { sort, width, known: { owner: '' }, reader });
  return [lineText(titleLine(fitted)), lineText(rowLine(fitted, row))];
}

test('the screen shows each column in words, made visible and cut, or as the column draws it', (t) => {
  t.deepEqual(drawn(ring('a\u001b-name-that-is-long-enough', 'tokyo'), 40), [
    'NAME ↑                REGION    CLUSTERS',
    'a\\x1b-name…ng-enough  tokyo          ###',
  ]);
});

test('what the filter found in no column stands beside the name, as far as there is room', (t) => {
  const lit = [{ word: 'prod', like: null }];
  const told = (row: Ring, width: number, fact: string) =>
    lineText(
      rowLine(fitTable(rings, { sort: byName, width, known: { owner: '' }, reader }), row, lit, () => [fact]),
    );
  t.regex(told(ring('a', 'tokyo'), 40, 'env=prod'), /^a env=prod +tokyo /);
  t.regex(told(ring('a', 'tokyo'), 40, 'a-tag-that-is-very-long=prod'), /^a a-tag-tha…ong=prod +tokyo /);
  // Shown anyway, without room, or elsewhere.
  t.regex(told(ring('a-prod', 'tokyo'), 40, 'env=prod'), /^a-prod +tokyo /);
  t.regex(told(ring('a-much-longer-na', 'tokyo'), 40, 'env=prod'), /^a-much-longer-na +tokyo /);
  t.regex(told(ring('a', 'tokyo'), 40, 'env=lab'), /^a +tokyo /);
});

test('a narrow screen drops optional columns, and the sort arrow keeps its room', (t) => {
  t.deepEqual(drawn(ring('a', 'tokyo'), 20, { column: 'region', isDescending: true }), [
    'NAME        REGION ↓',
    'a           tokyo   ',
  ]);
});

test('a column that is of no use half grown grows at once, or leaves its room to others', (t) => {
  const stepped = {
    columns: rings.columns.map((column, index) =>
      index === 1
        ? { ...column, cell: { sacrifice: 0, min: 5, ideal: 10, growsAtOnce: true as const } }
        : column,
    ),
  };
  const widths = (width: number) =>
    fitTable(stepped, { sort: null, width, known: { owner: '' }, reader }).map((fitted) => fitted.width);
  t.deepEqual(widths(30), [13, 5, 8]);
  t.deepEqual(widths(31), [9, 10, 8]);
});

test('a column too wide for a narrow screen leaves its room to one that tells less', (t) => {
  const titles = (width: number) =>
    fitTable(rings, { sort: null, width, known: { owner: '' }, reader }).map(({ column }) => column.title);
  t.deepEqual(titles(29), ['NAME', 'REGION', 'CLUSTERS']);
  t.deepEqual(titles(28), ['NAME', 'REGION']);
  const wide = rings.columns.map((column, index) =>
    index === 1 ? { ...column, cell: { sacrifice: 1, min: 20 } } : column,
  );
  const narrow = fitTable({ columns: wide }, { sort: null, width: 28, known: { owner: '' }, reader });
  t.deepEqual(
    narrow.map(({ column }) => column.title),
    ['NAME', 'CLUSTERS'],
  );
});

test('names have their room before a column that yields', (t) => {
  const columns = rings.columns.map((column, index) =>
    index === 0
      ? { ...column, cell: { min: 9, ideal: 30, sacrifice: 0, wants: 'longest' as const } }
      : { ...column, cell: { min: 8, sacrifice: index, ...(index === 2 ? { yields: true as const } : {}) } },
  );
  const widths = (names: readonly string[], width: number) => {
    const rows = rings.sorted(
      names.map((name) => ring(name, 'tokyo')),
      byName,
      { owner: '' },
    );
    const view = { sort: null, width, known: { owner: '' }, reader, rows };
    return fitTable({ columns }, view).map((fitted) => [fitted.column.title, fitted.width]);
  };
  t.deepEqual(widths(['a', 'twelve-signs'], 32), [
    ['NAME', 12],
    ['REGION', 8],
    ['CLUSTERS', 8],
  ]);
  t.deepEqual(widths(['a', 'thirteen-sign'], 32), [
    ['NAME', 22],
    ['REGION', 8],
  ]);
  // A name that is gone takes no room any more.
  t.deepEqual(widths(['a'], 32).length, 3);
});

test('a column declares every use: none is forgotten', (t) => {
  const title: TableColumn<Ring, null>['title'] = ({ columns }) => columns.name;
  const whole: TableColumn<Ring, null> = { title, sort: null, search: null, text: nameOf, cell: null };
  // @ts-expect-error: whether a list is sorted by it is left out.
  const unsorted: TableColumn<Ring, null> = { title, search: null, text: nameOf, cell: null };
  // @ts-expect-error: its words are left out.
  const untitled: TableColumn<Ring, null> = { sort: null, search: null, text: nameOf, cell: null };
  const strange: TableColumn<Ring, null> = {
    ...whole,
    // @ts-expect-error: what a list is sorted by has its words in every language.
    sort: { column: 'colour', key: 'C', by: nameOf },
  };
  t.is(new Set([whole, unsorted, untitled, strange]).size, 4);
});
