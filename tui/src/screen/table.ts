import type { Messages } from '../messages/messages.js';
import type { Line, Span } from './drawing/line.js';
import type { Tone } from './drawing/skins.js';
import { type Fields, fieldValues, valuesOf } from './fields.js';
import type { Reader } from './reader.js';
import type { Searchable, Searched } from './searchable.js';
import { type ColumnId, type Sort, type SortKey, sortItems } from './sorting.js';

export type { Fields } from './fields.js';
export type { Reader } from './reader.js';

/** In terminal columns. */
type Width = number | ((messages: Messages) => number);

/** How a column looks on the screen. */
export interface ScreenCell<Row, Known> {
  /** Below this the column is no use and is left out. */
  readonly min?: Width;
  /** The width it would like, `min` by default; columns share what is left over in the order of `growth`. */
  readonly ideal?: Width;
  /** Everything the column can say, if that is known beforehand: these words and the title always fit. */
  readonly words?: (messages: Messages) => readonly string[];
  /** The higher, the sooner it goes when the screen is narrow; 0 never goes. */
  readonly sacrifice: number;
  /** Smaller numbers grow to their ideal first; 9 by default. */
  readonly growth?: number;
  readonly tone?: Tone | ((row: Row) => Tone);
  /** Where long text is cut; at its end by default. */
  readonly cut?: 'middle';
  /** Draws more than the column's text, and makes foreign text visible itself. */
  readonly draw?: (row: Row, width: number, known: Known, reader: Reader) => Line;
}

/** One fact about a row: its title, what it is sorted and searched by, and its wording. */
export interface TableColumn<Row, Known> {
  readonly title: (messages: Messages) => string;
  /** Null where a list cannot be sorted by it. */
  readonly sort: {
    readonly column: ColumnId;
    /** The key that sorts by it. */
    readonly key: string;
    readonly by: (row: Row, known: Known) => SortKey;
  } | null;
  /** What the filter finds beside the text on the screen, the same in every language; null for nothing. */
  readonly search: ((row: Row) => string) | null;
  /** An id that the filter finds letter for letter only: any few letters stand in it in some order. */
  readonly code?: (row: Row) => string;
  /** What the filter finds of what the screen knows beside the row, the same in every language. */
  readonly besides?: (row: Row, known: Known) => string;
  /** The fact in words, for the screen, the command line and Markdown. Null where only the screen can show it. */
  readonly text: ((row: Row, reader: Reader) => string) | null;
  readonly align?: 'right';
  /** Null where only the command line shows it. */
  readonly cell: ScreenCell<Row, Known> | null;
}

/** A subject's table, in one place: the screen, the command line and every export read it. */
export interface Table<Row extends object, Known = null> {
  readonly id: (row: Row) => string;
  /** Breaks ties: what a person would call the row. */
  readonly tie: (row: Row) => string;
  /** Rows with a smaller rank come first, whatever the sort. */
  readonly rank?: (row: Row) => number;
  /** True where rows are built anew each time, so that caching by row gains nothing. */
  readonly areRowsMadeAnew?: true;
  /** One terminal column: the state of the row's subject. */
  readonly sign: (row: Row) => Span;
  readonly columns: readonly TableColumn<Row, Known>[];
  readonly fields: Fields<Row>;
  /** What a filter finds by `tag:`. */
  readonly tags?: (row: Row) => Readonly<Record<string, string>>;
}

export interface DefinedTable<Row extends object, Known> extends Table<Row, Known> {
  /** The row under the `--json` contract. */
  readonly toJson: (row: Row) => Record<string, unknown>;
  /** How a filter searches its rows. */
  readonly by: Searched<Row>;
  /** Rows as the filter sees them, sorted, or in their own order for null. */
  readonly sorted: (rows: readonly Row[], sort: Sort | null, known: Known) => readonly Searchable[];
}

/** Defines a subject's table. `Known` is what the screen knows besides the rows. */
export function defineTable<Row extends object, Known = null>(
  table: Table<Row, Known>,
): DefinedTable<Row, Known> {
  const by = searchedOf(table);
  const searchable = searchableOf(table, by);
  return {
    ...table,
    by,
    toJson: (row) => valuesOf(table.fields, row),
    sorted: (rows, sort, known) =>
      (sort === null ? rows : sortRows(table, rows, sort, known)).map((row) => searchable(row, known)),
  };
}

/** A column that only the command line shows. */
export function printedColumn<Row, Known>(
  title: TableColumn<Row, Known>['title'],
  text: (row: Row, reader: Reader) => string,
): TableColumn<Row, Known> {
  return { title, sort: null, search: null, text, cell: null };
}

function sortRows<Row extends object, Known>(
  { columns, tie, rank }: Table<Row, Known>,
  rows: readonly Row[],
  sort: Sort,
  known: Known,
): readonly Row[] {
  const by = columns.find((column) => column.sort?.column === sort.column)?.sort?.by;
  // The tie itself, so that a list sorted by name is not sorted twice.
  const key = by === undefined || by === tie ? tie : (row: Row) => by(row, known);
  const sorted = sortItems(rows, sort, { columns: { [sort.column]: key }, tie });
  return rank === undefined ? sorted : sorted.toSorted((a, b) => rank(a) - rank(b));
}

/** Caches by row: what the filter made ready stays good for as long as the row lives, and says the same. */
function searchableOf<Row extends object, Known>(
  { id, columns, areRowsMadeAnew }: Table<Row, Known>,
  by: Searched<Row>,
): (row: Row, known: Known) => Searchable {
  const words = columns.flatMap(({ besides }) => besides ?? []);
  const make = (row: Row, known: Known): Searchable => {
    if (words.length === 0) return { id: id(row), row, by };
    return { id: id(row), row, by, besides: words.map((word) => word(row, known)).join(' ') };
  };
  if (areRowsMadeAnew === true) return make;
  const known = new WeakMap<Row, Searchable>();
  return (row, surroundings) => {
    const found = known.get(row);
    if (found !== undefined && words.length === 0) return found;
    const made = make(row, surroundings);
    if (found !== undefined && found.besides === made.besides) return found;
    known.set(row, made);
    return made;
  };
}

function searchedOf<Row extends object, Known>({ columns, fields, tags }: Table<Row, Known>): Searched<Row> {
  const shown = columns.flatMap(({ text, cell }) => (cell === null ? [] : (text ?? [])));
  const sought = columns.flatMap(({ search }) => search ?? []);
  const codes = columns.flatMap(({ code }) => code ?? []);
  return {
    fields: tags === undefined ? Object.keys(fields) : [...Object.keys(fields), 'tag'],
    texts: (row, reader) => [
      ...shown.map((text) => text(row, reader)),
      ...sought.map((text) => text(row)),
      ...tagTexts(tags?.(row)),
    ],
    codes: (row) => codes.map((text) => text(row)),
    values: (row, name) => fieldValues(fields, row, name),
    tags: (row) => tags?.(row) ?? {},
  };
}

function tagTexts(tags: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(tags).map(([key, value]) => `${key}=${value}`);
}
