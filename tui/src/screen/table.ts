import { dayMs, visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { heldCodes, type Value } from './coded-column.js';
import { type Line, type Span, widthOf } from './drawing/line.js';
import type { Tone } from './drawing/skins.js';
import { type Fields, fieldValues, packedValues, plainValues, readerOf } from './fields.js';
import type { Reader } from './reader.js';
import { createRowStore, passed, type RowStore } from './row-store.js';
import { type Coded, packed, type Rows, type Titles, unpacked } from './rows.js';
import { type ColumnId, orderKey, type Sort } from './sorting.js';

export type { Fields } from './fields.js';
export type { Reader } from './reader.js';

/** In terminal columns. */
type Width = number | ((messages: Messages) => number);

/** How a column looks on the screen. */
export interface ScreenCell<Row, Known> {
  /** Below this the column is useless and is left out. */
  readonly min?: Width;
  /** Its ideal width, `min` by default; columns share the rest in the order of `growth`. */
  readonly ideal?: Width;
  /** Every possible value, if known: these words and the title always fit. */
  readonly words?: (messages: Messages) => readonly string[];
  /** The higher, the sooner it is dropped on a narrow screen; 0 is never dropped. */
  readonly sacrifice: number;
  /** Smaller numbers grow to their ideal first; 9 by default. */
  readonly growth?: number;
  /** What its rows need, such as their longest text: it is given that before others grow, up to its ideal. */
  readonly wants?: 'longest' | ((known: Known, messages: Messages) => number);
  /** Left out also where those that are never dropped would otherwise get less than they want. */
  readonly yields?: true;
  /** Rows sorted by this other column are in its order too: where that has no room, it has the arrow. */
  readonly follows?: ColumnId;
  /** A width between `min` and `ideal` is of no use to it. */
  readonly growsAtOnce?: true;
  readonly tone?: Tone | ((row: Row) => Tone);
  /** Where long text is cut; at its end by default. */
  readonly cut?: 'middle';
  /** Draws more than the column's text, and makes foreign text visible itself. */
  readonly draw?: (row: Row, width: number, known: Known, reader: Reader) => Line;
}

/** One fact about a row: its title, its sort key, its search text, and its wording. */
export interface TableColumn<Row, Known> {
  readonly title: (messages: Messages) => string;
  /** Null if a list cannot be sorted by it. */
  readonly sort: {
    readonly column: ColumnId;
    /** The key that sorts by it. */
    readonly key: string;
    readonly by: (row: Row, known: Known) => Value;
  } | null;
  /** What the filter finds in addition to the text on the screen, the same in every language; null for nothing. */
  readonly search: ((row: Row) => string) | null;
  /** An id that the filter matches literally only: it contains any few letters in some order. */
  readonly code?: (row: Row) => string;
  /** What the screen draws besides the text, in the reader's words: a filter finds it too. */
  readonly alsoDrawn?: (row: Row, reader: Reader) => string;
  /** What the filter finds in facts besides the row, the same in every language. */
  readonly besides?: (row: Row, known: Known, reader: Reader) => string;
  /**
   * What else than its title names it in a filter, the same in every language, and what it holds so; null for what a
   * filter finds in it. Its title names the first of them.
   */
  readonly asked?: Readonly<Record<string, Asked<Row, Known> | null>>;
  /** The fact in words, for the screen, the command line and Markdown. Null if only the screen can show it. */
  readonly text: ((row: Row, reader: Reader) => string) | null;
  /** What the screen draws where it has the room, if that is more than the text. */
  readonly drawn?: (row: Row, reader: Reader) => string;
  readonly align?: 'right';
  /** Null if only the command line shows it. */
  readonly cell: ScreenCell<Row, Known> | null;
  /** The higher, the sooner the command line leaves it out; as on the screen by default, else never. */
  readonly sacrifice?: number;
}

type Asked<Row, Known> = (row: Row, known: Known, reader: Reader) => unknown;

type Tie<Row> = (row: Row) => string;

/** A subject's table, in one place: the screen, the command line and every export read it. */
export interface Table<Row extends object, Known = null> {
  readonly id: (row: Row) => string;
  /** Breaks ties: what a person would call the row; if several words, by the first of them first. */
  readonly tie: Tie<Row> | readonly Tie<Row>[];
  /** Rows with a smaller rank come first, whatever the sort; null where all have the same. */
  readonly rank?: (known: Known) => ((row: Row) => number) | null;
  /** One terminal column: the state of the row's subject. */
  readonly sign: (row: Row, reader: Pick<Reader, 'now'>) => Span;
  readonly columns: readonly TableColumn<Row, Known>[];
  readonly fields: Fields<Row>;
  /** What a filter finds by `tag:`. */
  readonly tags?: (row: Row) => Readonly<Record<string, string>>;
}

export interface DefinedTable<Row extends object, Known> extends Table<Row, Known> {
  /** The row under the `--json` contract. */
  readonly toJson: (row: Row) => Record<string, unknown>;
  /** The fields that a filter can name where the table is printed. */
  readonly named: readonly string[];
  /** What else names a printed column. */
  readonly titled: (messages: Messages) => Titles;
  /** The same of all columns: a filter may know them on the screen only. */
  readonly shown: (messages: Messages) => readonly string[];
  /** What a filter finds in a row and no column says, each fact for itself; without ids, which contain any letter. */
  readonly unsaidOf: (row: Row, known: Known, reader: Reader) => readonly string[];
  /** Rows as the filter sees them, sorted, or in their own order for null. */
  readonly sorted: (rows: readonly Row[], sort: Sort | null, known: Known) => Rows;
  /** The same in their own order, with what only the command line prints. */
  readonly printed: (rows: readonly Row[], known: Known) => Rows;
}

/** Defines a subject's table. `Known` is what the screen knows besides the rows. */
export function defineTable<Row extends object, Known = null>(
  table: Table<Row, Known>,
): DefinedTable<Row, Known> {
  const { fields, columns } = table;
  const store = createRowStore(table.id);
  const printed = columns.filter(({ text }) => text !== null);
  const named = namesIn(table, printed);
  return {
    ...table,
    toJson: readerOf(fields),
    named,
    titled: (messages) => titlesIn(table, printed, messages),
    shown: (messages) => {
      const { said, sorted } = titlesIn(table, columns, messages);
      return [...namesIn(table, columns), ...said, ...sorted].map((name) => name.toLowerCase());
    },
    unsaidOf: (row, known, reader) =>
      textSpecs({ table, known, isPrinted: false }, reader, 0).flatMap(({ read, isUnsaid }) =>
        isUnsaid === true ? unpacked(read(row)) : [],
      ),
    sorted: (rows, sort, known) =>
      rowsOf({ table, store, rows, sort, known, named: namesIn(table, columns), isPrinted: false }),
    printed: (rows, known) =>
      rowsOf({ table, store, rows, sort: null, known, named: namesIn(table, columns), isPrinted: true }),
  };
}

type Naming<Row extends object, Known> = Pick<Table<Row, Known>, 'fields' | 'tags'>;

function namesIn<Row extends object, Known>(
  { fields, tags }: Naming<Row, Known>,
  columns: readonly TableColumn<Row, Known>[],
): readonly string[] {
  const own = Object.keys(fields);
  if (own.length === 0) return [];
  const asked = columns.flatMap(({ asked: each = {} }) => Object.keys(each));
  return [...new Set([...own, ...(tags === undefined ? [] : ['tag']), ...asked])];
}

function titlesIn<Row extends object, Known>(
  { fields }: Naming<Row, Known>,
  columns: readonly TableColumn<Row, Known>[],
  messages: Messages,
): Titles {
  // Without fields a colon is an ordinary character.
  const asked = Object.keys(fields).length === 0 ? [] : columns;
  return {
    said: asked.map((column) => titleOf(column, messages)),
    sorted: asked.flatMap(({ sort }) => sort?.column.toLowerCase() ?? []),
  };
}

/** `LAST USED` is asked as `lastused:`. */
function titleOf<Row, Known>({ title }: Pick<TableColumn<Row, Known>, 'title'>, messages: Messages): string {
  return title(messages).replaceAll(' ', '').toLowerCase();
}

/** A column that only the command line shows. */
export function printedColumn<Row, Known>(
  title: TableColumn<Row, Known>['title'],
  text: (row: Row, reader: Reader) => string,
  sacrifice = 0,
): TableColumn<Row, Known> {
  return { title, sort: null, search: null, text, cell: null, sacrifice };
}

interface Sorted<Row extends object, Known> {
  readonly table: Table<Row, Known>;
  readonly store: RowStore<Row>;
  readonly rows: readonly Row[];
  readonly sort: Sort | null;
  readonly known: Known;
  readonly named: readonly string[];
  /** Where what only the command line prints is found too. */
  readonly isPrinted: boolean;
}

function rowsOf<Row extends object, Known>(sorted: Sorted<Row, Known>): Rows {
  const { table, store, rows, sort, known, named } = sorted;
  const { fields, tags, columns } = table;
  const order = orderOf(sorted);
  // Facts besides the rows have changed.
  store.forget('besides ');
  serials += 1;
  const serial = serials;
  return {
    length: rows.length,
    fields: named,
    titles: (reader) => titlesIn(table, columns, reader.messages),
    ids: (mask) => {
      if (mask === undefined && order !== null) return store.listed(rows, order);
      const all = store.ids(rows);
      // Allocated at its maximum size: a growing array is copied over and over.
      const ids = new Array<string>(rows.length);
      let found = 0;
      for (let at = 0; at < rows.length; at += 1) {
        const place = order?.[at] ?? at;
        if (mask !== undefined && mask[place] === 0) continue;
        ids[found] = all[place] ?? '';
        found += 1;
      }
      ids.length = found;
      return ids;
    },
    texts: (reader) =>
      textSpecs(sorted, reader, serial).map(({ key, read, isCode = false }) => {
        const { codes, values } = store.column(rows, key, read);
        return { codes, values, isCode };
      }),
    facts: (id, reader) => {
      const row = rows[store.ids(rows).indexOf(id)];
      if (row === undefined) return [];
      return textSpecs(sorted, reader, serial).flatMap(({ read }) => unpacked(read(row)));
    },
    groups: (by, ids) => {
      const all = store.ids(rows);
      const said = groupNames(sorted, by);
      const nameOf = new Map(all.map((id, place) => [id, said(place)]));
      const groups = Map.groupBy(ids, (id) => nameOf.get(id) ?? '');
      const named = [...groups].map(([name, members]) => ({ name, ids: members, key: orderKey(name) }));
      // Who sorts by what the groups are of turns them round.
      const before = sort?.column === by && sort.isDescending ? 1 : -1;
      // Those that have none come last.
      return named.sort((a, b) =>
        a.name === '' ? 1 : b.name === '' ? -1 : a.key < b.key ? before : -before,
      );
    },
    groupings: () => {
      const keys = tags === undefined ? [] : rows.flatMap((row) => Object.keys(tags(row)));
      const region = Object.hasOwn(fields, 'region') ? ['region'] : [];
      // Rows of several accounts all have one.
      const [first] = rows;
      const isOfMany = first !== undefined && typeof readerOf(fields)(first)['source'] === 'string';
      return [
        ...region,
        ...(isOfMany ? ['source'] : []),
        ...[...new Set(keys)].toSorted().map((key) => `tag:${key}`),
      ];
    },
    *ready(reader) {
      for (const { key, read } of textSpecs(sorted, reader, serial)) yield* store.ready(rows, key, read);
      for (const { sort: order } of table.columns) {
        // Facts besides the rows may have changed by the time they are sorted.
        if (order === null || order.by.length > 1) continue;
        const read = (row: Row): Value => order.by(row, known);
        yield* store.ready(rows, `sort ${order.column}`, read);
        store.column(rows, `sort ${order.column}`, read).ranks();
        yield;
        orderOf({ ...sorted, sort: { column: order.column, isDescending: false } });
        yield;
      }
    },
    field: (name, reader) => {
      const named = namedColumn(table, name, reader.messages);
      const ask = named?.ask ?? null;
      if (named !== null && ask === null) return saidIn(named.index, sorted, reader, serial);
      const valuesOf = (row: Row) =>
        ask === null ? fieldValues(fields, row, name) : plainValues(ask(row, known, reader));
      const key = `${ask === null ? '' : `besides ${serial} `}field ${name.toLowerCase()}`;
      return store.column(rows, key, (row) => packedValues(valuesOf(row)));
    },
    said: (name, reader) => {
      const index = columns.findIndex((column) => isCalled(column, name, reader.messages));
      return index === -1 ? null : saidIn(index, sorted, reader, serial);
    },
    shown: (name, reader) => {
      const column = columns.find((each) => isCalled(each, name, reader.messages));
      if (column === undefined) return null;
      // Behind the contract's word stands what the row says.
      const besides = (row: Row): readonly string[] => {
        const [word = '', ...words] = unpacked(column.besides?.(row, known, reader) ?? '');
        return words.length === 0 ? [word] : words;
      };
      const { text } = column;
      const read = (row: Row): string => packedValues(text === null ? besides(row) : [text(row, reader)]);
      return store.column(rows, `besides ${serial} shown ${textKey(columns.indexOf(column), reader)}`, read);
    },
    tags: () => store.column(rows, 'tags', (row) => tagText(tags?.(row))),
    longest: (sortedBy, reader) =>
      longestOf(
        sorted,
        table.columns.findIndex(({ sort }) => sort?.column === sortedBy),
        reader,
      ),
  };
}

/** The column that a filter names, and what it holds so; null for what is a field of the contract alone. */
function namedColumn<Row extends object, Known>(
  { columns, fields }: Pick<Table<Row, Known>, 'columns' | 'fields'>,
  name: string,
  messages: Messages,
): { readonly index: number; readonly ask: Asked<Row, Known> | null } | null {
  const isName = (each: string): boolean => each.toLowerCase() === name.toLowerCase();
  const own = columns.findIndex(({ asked = {} }) => Object.keys(asked).some(isName));
  if (own !== -1) {
    const [, ask = null] = Object.entries(columns[own]?.asked ?? {}).find(([each]) => isName(each)) ?? [];
    return { index: own, ask };
  }
  if (name.includes('.') || Object.keys(fields).some(isName)) return null;
  const index = columns.findIndex((column) => namesOf(column, messages).some(isName));
  const [ask = null] = Object.values(columns[index]?.asked ?? {});
  return index === -1 ? null : { index, ask };
}

function isCalled<Row, Known>(
  column: Pick<TableColumn<Row, Known>, 'title' | 'sort' | 'asked'>,
  name: string,
  messages: Messages,
): boolean {
  const names = [...namesOf(column, messages), ...Object.keys(column.asked ?? {})];
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

function namesOf<Row, Known>(
  column: Pick<TableColumn<Row, Known>, 'title' | 'sort'>,
  messages: Messages,
): readonly string[] {
  const title = titleOf(column, messages);
  return column.sort === null ? [title] : [title, column.sort.column];
}

/** All that a filter finds in one column. */
function saidIn<Row extends object, Known>(
  index: number,
  { table: { columns }, store, rows, known }: Sorted<Row, Known>,
  reader: Reader,
  serial: number,
): Coded {
  const column = columns[index];
  return store.column(rows, `besides ${serial} said ${textKey(index, reader)}`, (row) =>
    packedValues([
      column?.text?.(row, reader) ?? '',
      column?.alsoDrawn?.(row, reader) ?? '',
      ...unpacked(column?.search?.(row) ?? ''),
      ...unpacked(column?.besides?.(row, known, reader) ?? ''),
    ]),
  );
}

/** Terminal columns of the longest text that a column has, or draws, in these rows. */
function longestOf<Row extends object, Known>(
  { table: { columns }, store, rows }: Sorted<Row, Known>,
  index: number,
  reader: Reader,
): number {
  const { drawn = null, text = null } = columns[index] ?? {};
  const said = drawn ?? text;
  if (said === null) return 0;
  const key = drawn === null ? textKey(index, reader) : `drawn ${textKey(index, reader)}`;
  // Any other order of the same rows has the same.
  return store.measured(rows, key, () => {
    const { codes, values } = store.column(rows, key, (row) => said(row, reader));
    const widths = heldCodes(codes, rows.length, values.length).map((code) =>
      widthOf(visible(String(values[code] ?? ''))),
    );
    return widths.reduce((longest, width) => Math.max(longest, width), 0);
  });
}

/** The group of each place: a region, or a tag's value; empty if there is none. */
function groupNames<Row extends object, Known>(
  { table: { fields, tags }, store, rows }: Sorted<Row, Known>,
  by: string,
): (place: number) => string {
  const key = by.startsWith('tag:') ? by.slice('tag:'.length) : null;
  const read = (row: Row): string => {
    if (key !== null) return tags === undefined ? '' : (new Map(Object.entries(tags(row))).get(key) ?? '');
    return fieldValues(fields, row, by).map(String).join(' ');
  };
  const { codes, values } = store.column(rows, `group ${by}`, read);
  return (place) => String(values[codes[place] ?? 0] ?? '');
}

let serials = 0;

/** By rank, then by the column, then by name; null for the given order. */
function orderOf<Row extends object, Known>({
  table: { columns, rank, tie },
  store,
  rows,
  sort,
  known,
}: Sorted<Row, Known>): Int32Array | null {
  if (sort === null) return null;
  const ties = (typeof tie === 'function' ? [tie] : tie).map((read, index) =>
    store.column(rows, `tie ${index}`, read),
  );
  const by = columns.find((column) => column.sort?.column === sort.column)?.sort?.by ?? tieOf(tie);
  // Facts besides the rows may have changed by now.
  const isRankOfRowsAlone = rank === undefined || rank.length === 0;
  if (!isRankOfRowsAlone) store.forget('rank');
  const key = `sort ${sort.column}`;
  if (by.length > 1) store.forget(key);
  const { isDescending } = sort;
  const rankOf = rank?.(known) ?? null;
  const ranks = rankOf === null ? undefined : store.column(rows, 'rank', rankOf);
  const compute = (): Int32Array =>
    passed(
      store.order(rows, ties),
      store.column(rows, key, (row) => by(row, known)),
      { isDescending, rank: ranks },
    );
  // Where all have the same rank, it is as if there were none.
  const isRanked = ranks !== undefined && ranks.values.length > 1;
  const isOfRowsAlone = by.length <= 1 && (!isRanked || isRankOfRowsAlone);
  return isOfRowsAlone ? store.sorted(rows, `${key} ${isDescending}`, compute) : compute();
}

function tieOf<Row extends object>(tie: Table<Row>['tie']): Tie<Row> {
  return typeof tie === 'function' ? tie : (row) => tie.map((read) => read(row)).join(' ');
}

/** A column of texts, before it is read. */
interface TextSpec<Row> {
  readonly key: string;
  readonly read: (row: Row) => string;
  readonly isCode?: true;
  /** No column says it. */
  readonly isUnsaid?: true;
}

function textSpecs<Row extends object, Known>(
  { table: { columns, tags }, known, isPrinted }: Pick<Sorted<Row, Known>, 'table' | 'known' | 'isPrinted'>,
  reader: Reader,
  serial: number,
): readonly TextSpec<Row>[] {
  const isUnsaid = true as const;
  const said = columns.flatMap(({ text, alsoDrawn, search, code, besides, cell }, index): TextSpec<Row>[] => [
    // An id is found as the code that it is.
    ...(text === null || (cell === null && (!isPrinted || code !== undefined))
      ? []
      : [{ key: textKey(index, reader), read: (row: Row) => text(row, reader) }]),
    ...(alsoDrawn === undefined
      ? []
      : [{ key: `also ${textKey(index, reader)}`, read: (row: Row) => alsoDrawn(row, reader), isUnsaid }]),
    ...(search === null ? [] : [{ key: `search ${index}`, read: search, isUnsaid }]),
    ...(code === undefined ? [] : [{ key: `code ${index}`, read: code, isCode: true as const }]),
    ...(besides === undefined
      ? []
      : [
          {
            key: `besides ${serial} ${textKey(index, reader)}`,
            read: (row: Row) => besides(row, known, reader),
            isUnsaid,
          },
        ]),
  ]);
  return tags === undefined ? said : [...said, { key: 'tags', read: (row) => tagText(tags(row)), isUnsaid }];
}

/** In another language or zone, or on another day, rows have other values. */
function textKey(index: number, { messages, timeZone, now }: Reader): string {
  return `text ${messages.screens.clusters} ${timeZone} ${Math.floor(now.getTime() / dayMs)} ${index}`;
}

function tagText(tags: Readonly<Record<string, string>> = {}): string {
  return packed(Object.entries(tags).map(([key, value]) => `${key}=${value}`));
}
