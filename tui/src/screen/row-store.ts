import { type CodedColumn, codedColumn, type Value } from './coded-column.js';

/** These take 1 to 3 ms. */
const rowsATurn = 4_000;

/** The rows of a table and their column values, kept across changes of the rows. */
export interface RowStore<Row> {
  /** The ids of these rows, place by place. */
  ids(rows: readonly Row[]): readonly string[];
  /** The rows' values: the column of a key, read by `read` if there is none yet. */
  column(rows: readonly Row[], key: string, read: (row: Row) => Value): CodedColumn<Row>;
  /** The rows in the order of these columns, and by id where all are equal: rows come as answers arrive. */
  order(rows: readonly Row[], by: readonly CodedColumn<Row>[]): Int32Array;
  /** The order of this key, computed once for these rows. */
  sorted(rows: readonly Row[], key: string, compute: () => Int32Array): Int32Array;
  /** The number of this key, computed once for these rows. */
  measured(rows: readonly Row[], key: string, compute: () => number): number;
  /** The ids in an order of `order` or `sorted`; the last list is kept. */
  listed(rows: readonly Row[], order: Int32Array): readonly string[];
  /** The same ahead of time, in steps; discarded if the rows change meanwhile. */
  ready(rows: readonly Row[], key: string, read: (row: Row) => Value): Iterable<void>;
  /** Drops the columns and orders whose key begins like this. */
  forget(prefix: string): void;
}

export function createRowStore<Row>(id: (row: Row) => string): RowStore<Row> {
  let known: readonly Row[] = [];
  const ids: string[] = [];
  const columns = new Map<string, CodedColumn<Row>>();
  let order: Int32Array | null = null;
  const orders = new Map<string, Int32Array>();
  const measures = new Map<string, number>();
  let last: { readonly by: Int32Array; readonly list: readonly string[] } | null = null;
  return {
    ids: (rows) => {
      follow(rows);
      return ids;
    },
    column: (rows, key, read) => {
      follow(rows);
      const column = columns.get(key) ?? codedColumn(read);
      if (!columns.has(key))
        column.update(
          rows,
          Array.from({ length: rows.length }, (_, place) => place),
        );
      columns.set(key, column);
      return column;
    },
    order: (rows, by) => {
      follow(rows);
      order ??= by
        .toReversed()
        .reduce((each, column) => passed(each, column, { isDescending: false }), inPlace(rows.length));
      settleTies(order, by, ids);
      return order;
    },
    sorted: (rows, key, compute) => {
      follow(rows);
      const sorted = orders.get(key) ?? compute();
      orders.set(key, sorted);
      return sorted;
    },
    measured: (rows, key, compute) => {
      follow(rows);
      const measure = measures.get(key) ?? compute();
      measures.set(key, measure);
      return measure;
    },
    listed: (rows, by) => {
      follow(rows);
      if (last?.by !== by) last = { by, list: inOrder(ids, by) };
      return last.list;
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
      for (const key of orders.keys()) if (key.startsWith(prefix)) orders.delete(key);
    },
  };

  /** Most rows have not moved, nor changed. */
  function follow(rows: readonly Row[]): void {
    if (rows === known) return;
    const changed: number[] = [];
    for (let place = 0; place < rows.length; place += 1) {
      const row = rows[place];
      if (row === undefined || row === known[place]) continue;
      changed.push(place);
      ids[place] = id(row);
    }
    // The same rows in another list.
    const isSame = changed.length === 0 && rows.length === known.length;
    ids.length = rows.length;
    known = rows;
    if (isSame) return;
    order = null;
    orders.clear();
    measures.clear();
    last = null;
    if (changed.length * 2 > rows.length) columns.clear();
    for (const [key, column] of columns) {
      column.update(rows, changed);
      // Values of no row are not kept for ever.
      if (column.values.length > rows.length * 2 + 1_000) columns.delete(key);
    }
  }
}

/** Allocated at its size: a growing array is copied over and over. */
function inOrder(ids: readonly string[], order: Int32Array): readonly string[] {
  const list = new Array<string>(order.length);
  for (let at = 0; at < order.length; at += 1) list[at] = ids[order[at] ?? 0] ?? '';
  return list;
}

/** Most tables have few equal rows: sorting all of them by their ids as well would take as long as all the rest. */
function settleTies<Row>(order: Int32Array, by: readonly CodedColumn<Row>[], ids: readonly string[]): void {
  const columns = by.map(({ codes }) => codes);
  const isTie = (one = 0, other = 0): boolean => columns.every((codes) => codes[one] === codes[other]);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && isTie(order[from], order[to])) to += 1;
    const idOf = (place: number): string => ids[place] ?? '';
    if (to - from > 1) order.subarray(from, to).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    from = to;
  }
}

function inPlace(length: number): Int32Array {
  const order = new Int32Array(length);
  for (let place = 0; place < length; place += 1) order[place] = place;
  return order;
}

/**
 * The places sorted by a column; equal ones keep their order. Null comes last in either direction. If rows have a
 * rank, smaller ranks come first.
 */
export function passed<Row>(
  order: Int32Array,
  column: CodedColumn<Row>,
  { isDescending, rank }: { readonly isDescending: boolean; readonly rank?: CodedColumn<Row> | undefined },
): Int32Array {
  const { values } = column;
  const ranked = rank !== undefined && rank.values.length > 1 ? rank : null;
  if (values.length < 2 && ranked === null) return order;
  const { length } = order;
  const among = placesAmong(column, isDescending, ranked, length);
  const starts = new Int32Array(values.length * (ranked?.values.length ?? 1) + 1);
  for (let place = 0; place < length; place += 1) {
    const after = (among[place] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let at = 1; at < starts.length; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const next = new Int32Array(length);
  for (let at = 0; at < length; at += 1) {
    const place = order[at] ?? 0;
    const start = among[place] ?? 0;
    const to = starts[start] ?? 0;
    starts[start] = to + 1;
    next[to] = place;
  }
  return next;
}

/** The position of each row among the values, and before that among the ranks. */
function placesAmong<Row>(
  column: CodedColumn<Row>,
  isDescending: boolean,
  ranked: CodedColumn<Row> | null,
  length: number,
): Int32Array {
  const { codes, values } = column;
  const of = turned(column.ranks(), values, isDescending);
  const above = ranked?.ranks();
  const places = new Int32Array(length);
  for (let place = 0; place < length; place += 1) {
    const group = ranked === null ? 0 : (above?.[ranked.codes[place] ?? 0] ?? 0);
    places[place] = group * values.length + (of[codes[place] ?? 0] ?? 0);
  }
  return places;
}

function turned(ranks: Int32Array, values: readonly Value[], isDescending: boolean): Int32Array {
  if (!isDescending) return ranks;
  const highest = values.length - 1 - (values.includes(null) ? 1 : 0);
  return ranks.map((rank) => (rank > highest ? rank : highest - rank));
}
