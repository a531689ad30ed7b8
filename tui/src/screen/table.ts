import type { Messages } from '../messages/messages.js';
import type { Line, Span } from './drawing/line.js';
import type { Tone } from './drawing/skins.js';
import type { Searchable } from './filter.js';
import { type ColumnId, type Sort, type SortKey, sortItems } from './sorting.js';

/** Who reads a fact: at what time, in which time zone and language. */
export interface Reader {
  readonly now: Date;
  /** Empty for the machine's own. */
  readonly timeZone: string;
  /** The folder that paths show as `~`. */
  readonly home: string;
  readonly messages: Messages;
}

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
  /** What the filter searches: the same in every language. */
  readonly search: ((row: Row) => string) | null;
  /** The fact in words, for the screen, the command line and Markdown. Null where only the screen can show it. */
  readonly text: ((row: Row, reader: Reader) => string) | null;
  readonly align?: 'right';
  /** Null where only the command line shows it. */
  readonly cell: ScreenCell<Row, Known> | null;
}

/** The JSON contract, field by field: a value of the row, or a nested record of such. */
export type Fields<Row> = Readonly<{ [name: string]: ((row: Row) => unknown) | Fields<Row> }>;

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
}

export interface DefinedTable<Row extends object, Known> extends Table<Row, Known> {
  /** The row under the `--json` contract. */
  readonly toJson: (row: Row) => Record<string, unknown>;
  /** Rows as the filter sees them, sorted, or in their own order for null. */
  readonly sorted: (rows: readonly Row[], sort: Sort | null, known: Known) => readonly Searchable[];
}

/** Defines a subject's table. `Known` is what the screen knows besides the rows. */
export function defineTable<Row extends object, Known = null>(
  table: Table<Row, Known>,
): DefinedTable<Row, Known> {
  const searchable = searchableOf(table);
  return {
    ...table,
    toJson: (row) => valuesOf(table.fields, row),
    sorted: (rows, sort, known) =>
      (sort === null ? rows : sortRows(table, rows, sort, known)).map(searchable),
  };
}

/** A column that only the command line shows. */
export function printedColumn<Row, Known>(
  title: TableColumn<Row, Known>['title'],
  text: (row: Row, reader: Reader) => string,
): TableColumn<Row, Known> {
  return { title, sort: null, search: null, text, cell: null };
}

function valuesOf<Row>(fields: Fields<Row>, row: Row): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    values[name] = typeof field === 'function' ? field(row) : valuesOf(field, row);
  }
  return values;
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

/** Caches by row: the filter keeps what it has prepared for the same object. */
function searchableOf<Row extends object, Known>({
  id,
  columns,
  areRowsMadeAnew,
}: Table<Row, Known>): (row: Row) => Searchable {
  const texts = columns.flatMap(({ search }) => search ?? []);
  const make = (row: Row): Searchable => ({ id: id(row), text: texts.map((text) => text(row)).join(' ') });
  if (areRowsMadeAnew === true) return make;
  const known = new WeakMap<Row, Searchable>();
  return (row) => {
    const found = known.get(row);
    if (found !== undefined) return found;
    const made = make(row);
    known.set(row, made);
    return made;
  };
}
