import { orderKey } from './sorting.js';

/** A column's value for a row; null is nothing. */
export type Value = string | number | null;

/** A column in which each distinct value has a number, so that sorting and searching many rows look at few values. */
export interface CodedColumn<Row> {
  /** The number of the value of the row at this place. */
  readonly codes: Int32Array;
  /** By number. */
  readonly values: readonly Value[];
  /** Reads the rows at these places, which are new or changed. */
  update(rows: readonly Row[], places: readonly number[]): void;
  /** The rank of each number in the order of the values; null comes last. */
  ranks(): Int32Array;
}

export function codedColumn<Row>(read: (row: Row) => Value): CodedColumn<Row> {
  const numbers = new Map<Value, number>();
  const values: Value[] = [];
  let codes = new Int32Array(0);
  let ranks: Int32Array = new Int32Array(0);
  const order = createOrder(values);
  return {
    get codes() {
      return codes;
    },
    values,
    update(rows, places) {
      codes = roomFor(codes, rows.length);
      for (const place of places) {
        const row = rows[place];
        if (row === undefined) continue;
        const value = read(row);
        let number = numbers.get(value);
        if (number === undefined) {
          number = values.length;
          numbers.set(value, number);
          values.push(value);
        }
        codes[place] = number;
      }
    },
    ranks() {
      if (ranks.length !== values.length) ranks = order();
      return ranks;
    },
  };
}

/**
 * The numbers of the values that the first `length` rows have, in their order: a column keeps values of rows that are
 * gone. A set of a hundred thousand codes would be garbage of megabytes.
 */
export function heldCodes(codes: Int32Array, length: number, valueCount: number): readonly number[] {
  const isHeld = new Uint8Array(valueCount);
  const held: number[] = [];
  for (let place = 0; place < length; place += 1) {
    const code = codes[place] ?? 0;
    if (isHeld[code] === 1) continue;
    isHeld[code] = 1;
    held.push(code);
  }
  return held;
}

function roomFor(codes: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (codes.length >= length) return codes;
  const larger = new Int32Array(Math.max(length, codes.length * 2));
  larger.set(codes);
  return larger;
}

/** Numbers by size, texts in natural order, null last. New values are merged into the existing order. */
function createOrder(values: readonly Value[]): () => Int32Array {
  const keys: (string | number | null)[] = [];
  let sorted: Int32Array = new Int32Array(0);
  const isBefore = (a: number, b: number): boolean => {
    const [left = null, right = null] = [keys[a], keys[b]];
    if (left === null || right === null) return right === null && left !== null;
    return left < right;
  };
  return () => {
    const first = keys.length;
    for (let number = first; number < values.length; number += 1) {
      const value = values[number] ?? null;
      keys.push(typeof value === 'string' ? orderKey(value) : value);
    }
    const fresh = Array.from({ length: values.length - first }, (_, index) => first + index);
    fresh.sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
    sorted = merged(sorted, fresh, isBefore);
    const ranks = new Int32Array(values.length);
    for (let rank = 0; rank < sorted.length; rank += 1) ranks[sorted[rank] ?? 0] = rank;
    return ranks;
  };
}

function merged(
  some: Int32Array,
  others: readonly number[],
  isBefore: (a: number, b: number) => boolean,
): Int32Array {
  const all = new Int32Array(some.length + others.length);
  let [at, next] = [0, 0];
  for (const other of others) {
    for (let number = some[next]; number !== undefined && !isBefore(other, number); number = some[next]) {
      all[at] = number;
      at += 1;
      next += 1;
    }
    all[at] = other;
    at += 1;
  }
  all.set(some.subarray(next), at);
  return all;
}
