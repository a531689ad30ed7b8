import { packed, unpacked } from './rows.js';

/** The JSON contract, field by field: a value of the row, or a nested record. */
export type Fields<Row> = Readonly<{ [name: string]: ((row: Row) => unknown) | Fields<Row> }>;

export type FieldValue = string | number | Date;

/** Reads a row under the contract. */
export function readerOf<Row>(fields: Fields<Row>): (row: Row) => Record<string, unknown> {
  const readers = Object.entries(fields).map(
    ([name, field]) => [name, typeof field === 'function' ? field : readerOf(field)] as const,
  );
  return (row) => {
    const values: Record<string, unknown> = {};
    for (const [name, read] of readers) values[name] = read(row);
    return values;
  };
}

/**
 * Everything in a field, with null and false as words: for `endpoints` all of them, for `endpoints.public` only
 * those. Ignores case.
 */
export function fieldValues<Row>(fields: Fields<Row>, row: Row, name: string): readonly FieldValue[] {
  const [first = '', ...rest] = name.split('.');
  const field = ofName(fields, first);
  const value: unknown = typeof field === 'function' ? field(row) : readerOf(field ?? {})(row);
  return plainValues(rest.reduce((each, part) => (isRecord(each) ? ofName(each, part) : undefined), value));
}

function ofName<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  const exact = Object.hasOwn(record, name) ? name : undefined;
  const key = exact ?? Object.keys(record).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : record[key];
}

/** All that is in a value. */
export function plainValues(value: unknown): readonly FieldValue[] {
  if (value === undefined) return [];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? ['null'] : [value];
  if (typeof value === 'string' || typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(plainValues);
  return isRecord(value) ? Object.values(value).flatMap(plainValues) : [String(value)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Everything in a field, as one text. */
export function packedValues(values: readonly FieldValue[]): string {
  return packed(
    values.map((value) => {
      if (value instanceof Date) return `d${value.getTime()}`;
      return typeof value === 'number' ? `n${value}` : `s${value}`;
    }),
  );
}

export function unpackedValues(text: string): readonly FieldValue[] {
  if (text === '') return [];
  return unpacked(text).map((each) => {
    const said = each.slice(1);
    if (each.startsWith('d')) return new Date(Number(said));
    return each.startsWith('n') ? Number(said) : said;
  });
}
