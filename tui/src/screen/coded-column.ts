import { orderKey } from './order-key.js';

/** What a column says of a row; null is nothing. */
export type Value = string | number | null;

/** A column in which each distinct value has a number, so that many rows are sorted and sought by looking at few values. */
export interface CodedColumn<Row> {
  /** The number of what the row at this place says. */
  readonly codes: Int32Array;
  /** By number. */
  readonly values: readonly Value[];
  /** Takes in the rows at these places, which are new or say something else now. */
  update(rows: readonly Row[], places: readonly number[]): void;
  /** The place of each number in the order of the values; null comes last. */
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

function roomFor(codes: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (codes.length >= length) return codes;
  const larger = new Int32Array(Math.max(length, codes.length * 2));
  larger.set(codes);
  return larger;
}

/** Numbers by size, texts as people count, null last. Few are new since the last time: the others keep their order. */
function createOrder(values: readonly Value[]): () => Int32Array {
  const keys: (string | number | null)[] = [];
  const sorted: number[] = [];
  return () => {
    for (let number = keys.length; number < values.length; number += 1) {
      const value = values[number] ?? null;
      keys.push(typeof value === 'string' ? orderKey(value) : value);
      sorted.push(number);
    }
    sorted.sort((a, b) => compare(keys[a] ?? null, keys[b] ?? null));
    const ranks = new Int32Array(values.length);
    for (const [rank, number] of sorted.entries()) ranks[number] = rank;
    return ranks;
  };
}

function compare(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
