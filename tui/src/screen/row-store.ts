import { type CodedColumn, codedColumn, type Value } from './coded-column.js';

/** These take 1 to 3 ms. */
const rowsATurn = 4_000;

/** The rows of a table and what its columns say of them, kept from one change of the rows to the next. */
export interface RowStore<Row> {
  /** The ids of these rows, place by place. */
  ids(rows: readonly Row[]): readonly string[];
  /** What these rows say: the column of a key, read by `read` when there is none yet. */
  column(rows: readonly Row[], key: string, read: (row: Row) => Value): CodedColumn<Row>;
  /** The same ahead of its use, turn by turn; in vain when the rows change meanwhile. */
  ready(rows: readonly Row[], key: string, read: (row: Row) => Value): Iterable<void>;
  /** Forgets the columns whose key begins so. */
  forget(prefix: string): void;
}

export function createRowStore<Row>(id: (row: Row) => string): RowStore<Row> {
  let known: readonly Row[] = [];
  const ids: string[] = [];
  const columns = new Map<string, CodedColumn<Row>>();
  return {
    ids: (rows) => {
      follow(rows);
      return ids;
    },
    column: (rows, key, read) => {
      follow(rows);
      const column = columns.get(key) ?? codedColumn(read);
      if (!columns.has(key)) column.update(rows, Array.from(rows.keys()));
      columns.set(key, column);
      return column;
    },
    *ready(rows, key, read) {
      follow(rows);
      const column = codedColumn(read);
      for (let from = 0; from < rows.length; from += rowsATurn) {
        if (columns.has(key) || known !== rows) return;
        const to = Math.min(rows.length, from + rowsATurn);
        column.update(
          rows,
          Array.from({ length: to - from }, (_, place) => from + place),
        );
        yield;
      }
      if (known === rows) columns.set(key, column);
    },
    forget: (prefix) => {
      for (const key of columns.keys()) if (key.startsWith(prefix)) columns.delete(key);
    },
  };

  /** Most rows are where they were, and say what they said. */
  function follow(rows: readonly Row[]): void {
    if (rows === known) return;
    const changed: number[] = [];
    for (const [place, row] of rows.entries()) {
      if (row === known[place]) continue;
      changed.push(place);
      ids[place] = id(row);
    }
    ids.length = rows.length;
    known = rows;
    if (changed.length * 2 > rows.length) columns.clear();
    for (const [key, column] of columns) {
      column.update(rows, changed);
      // What no row says any more is not kept for ever.
      if (column.values.length > rows.length * 2 + 1_000) columns.delete(key);
    }
  }
}

/** A column that rows are sorted by, and which way. */
export interface OrderBy<Row> {
  readonly column: CodedColumn<Row>;
  readonly isDescending: boolean;
}

/** The places of rows in their order: by the first of these, what is equal by the next. Null comes last either way. */
export function orderOf<Row>(length: number, by: readonly OrderBy<Row>[]): Int32Array {
  let order = new Int32Array(length);
  for (let place = 0; place < length; place += 1) order[place] = place;
  // The last first: each pass leaves what is equal in its order.
  for (const each of by.toReversed()) order = passed(order, each);
  return order;
}

function passed<Row>(
  order: Int32Array<ArrayBuffer>,
  { column, isDescending }: OrderBy<Row>,
): Int32Array<ArrayBuffer> {
  const { codes, values } = column;
  const ranks = turned(column.ranks(), values, isDescending);
  const starts = new Int32Array(values.length + 1);
  for (const place of order) {
    const after = (ranks[codes[place] ?? 0] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let rank = 1; rank < starts.length; rank += 1)
    starts[rank] = (starts[rank] ?? 0) + (starts[rank - 1] ?? 0);
  const next = new Int32Array(order.length);
  for (const place of order) {
    const rank = ranks[codes[place] ?? 0] ?? 0;
    const at = starts[rank] ?? 0;
    starts[rank] = at + 1;
    next[at] = place;
  }
  return next;
}

function turned(ranks: Int32Array, values: readonly Value[], isDescending: boolean): Int32Array {
  if (!isDescending) return ranks;
  const highest = values.length - 1 - (values.includes(null) ? 1 : 0);
  return ranks.map((rank) => (rank > highest ? rank : highest - rank));
}
