import type { Messages } from '../messages/messages.js';
import type { Line, Span } from './drawing/line.js';
import type { Tone } from './drawing/skins.js';
import type { Searchable } from './filter.js';
import { type ColumnId, type Sort, type SortKey, sortItems } from './sorting.js';

/** Whom a fact is put into words for: when, in whose zone, and in which language. */
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
  /** What it would like, its least unless said; columns share what is over in the order of `growth`. */
  readonly ideal?: Width;
  /** All that the column can say, where that is known beforehand: they and the title always fit. */
  readonly words?: (messages: Messages) => readonly string[];
  /** The higher, the sooner it goes when the screen is narrow; 0 never goes. */
  readonly sacrifice: number;
  /** Those with the smaller number grow to their ideal first; 9 unless said. */
  readonly growth?: number;
  readonly tone?: Tone | ((row: Row) => Tone);
  /** Where long text is cut; at its end unless said. */
  readonly cut?: 'middle';
  /** Draws more than the column's text. Text from outside is made visible here. */
  readonly draw?: (row: Row, width: number, known: Known, reader: Reader) => Line;
}

/** One fact of a row: what it is called, what it is sorted and found by, and how it is told. */
export interface TableColumn<Row, Known> {
  readonly title: (messages: Messages) => string;
  /** Null where a list is not put in its order. */
  readonly sort: {
    readonly column: ColumnId;
    /** The key that asks for it. */
    readonly key: string;
    readonly by: (row: Row, known: Known) => SortKey;
  } | null;
  /** What the filter looks at, in words that no language changes. */
  readonly search: ((row: Row) => string) | null;
  /** The fact in words, for screen, command line and Markdown alike. Null where only the screen can tell it. */
  readonly text: ((row: Row, reader: Reader) => string) | null;
  readonly align?: 'right';
  /** Null where the screen has no room for it. */
  readonly cell: ScreenCell<Row, Known> | null;
}

/** What programs are told, by the name in the contract: a value of a row, or a record of such. */
export type Fields<Row> = Readonly<{ [name: string]: ((row: Row) => unknown) | Fields<Row> }>;

/** A subject's columns, once: the screen, the command line and every export read them here. */
export interface Table<Row extends object, Known = null> {
  readonly id: (row: Row) => string;
  /** Breaks ties: what a person would call the row. */
  readonly tie: (row: Row) => string;
  /** Rows with the smaller number come first whatever the sort. */
  readonly rank?: (row: Row) => number;
  /** True where no row outlives a change of the state: then nothing is gained by keeping what was made of it. */
  readonly areRowsMadeAnew?: true;
  /** One terminal column: how the row's subject is. */
  readonly sign: (row: Row) => Span;
  readonly columns: readonly TableColumn<Row, Known>[];
  readonly fields: Fields<Row>;
}

export interface DefinedTable<Row extends object, Known> extends Table<Row, Known> {
  /** The row under the `--json` contract. */
  readonly toJson: (row: Row) => Record<string, unknown>;
  /** Rows in the order of a sort, or in their own, as the filter sees them. */
  readonly sorted: (rows: readonly Row[], sort: Sort | null, known: Known) => readonly Searchable[];
}

/** Ties the columns of a table to the rows it has, and to what the screen knows beside them. */
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

/** A column of the command line alone. */
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
  // The tie itself, so that who sorts by name is not sorted twice.
  const key = by === undefined || by === tie ? tie : (row: Row) => by(row, known);
  const sorted = sortItems(rows, sort, { columns: { [sort.column]: key }, tie });
  return rank === undefined ? sorted : sorted.toSorted((a, b) => rank(a) - rank(b));
}

/** A row is read once while it lives: the filter keeps what it has prepared by the same object. */
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
