import { dayMs, durationMs } from '@ackring/core/words';
import type { FieldValue } from './fields.js';
import type { FieldTerm } from './query.js';
import { orderKey } from './sorting.js';

/** `<30`, `>=2026-12-01`: what a filter compares a field's values with. */
interface Comparison {
  readonly sign: string;
  readonly bound: string;
}

/** A comparison with what is nothing like the field's values: nobody can say which rows it is true of. */
export interface Uncompared {
  readonly field: string;
  readonly bound: string;
  /** What can be asked instead: `version:<1.34.1`. */
  readonly example: string;
}

/** Null for a value that is only sought. */
export function comparisonIn({ value, isExact }: Pick<FieldTerm, 'value' | 'isExact'>): Comparison | null {
  const [, sign, bound] = /^([<>]=?)(.+)$/s.exec(isExact ? '' : value) ?? [];
  return sign === undefined || bound === undefined ? null : { sign, bound };
}

/** Which of a field's values it is true of; null if what is compared is nothing like them. */
export function comparing(
  comparison: Comparison,
  values: readonly FieldValue[],
): ((value: FieldValue) => boolean) | null {
  const { is, keyOf } = kindOf(values);
  const compare = comparisons[comparison.sign];
  const bound = keyOf(comparison.bound);
  if (compare === undefined || bound === null) return null;
  return (value) => {
    const key = is(value) ? keyOf(value) : null;
    return key !== null && compare(key, bound);
  };
}

/** Null if it compares. */
export function uncompared(
  /** With what is before the comparison: `version:`, `tag:env=`. */
  field: string,
  comparison: Comparison,
  values: readonly FieldValue[],
): Uncompared | null {
  if (comparing(comparison, values) !== null) return null;
  const kind = kindOf(values);
  const value = values.find((each) => kind.is(each)) ?? '';
  const held = value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
  const sign = kind === truths ? '' : comparison.sign;
  return { field: field.slice(0, -1), bound: comparison.bound, example: `${field}${sign}${held}` };
}

type Key = string | number;

const comparisons: Readonly<Record<string, (a: Key, b: Key) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** What a field holds, and by what that is compared: null for what is no such thing. */
interface Kind {
  is(value: FieldValue): boolean;
  keyOf(value: FieldValue): Key | null;
}

const instants: Kind = {
  is: (value) => value instanceof Date,
  keyOf: (value) => {
    if (value instanceof Date) return value.getTime();
    // Of any text with a number in it, such as "30d", some engine makes a date.
    return /\d{4}/.test(String(value)) ? known(Date.parse(String(value))) : null;
  },
};

/** A number; what is counted in days can be asked with a unit: `30d`, `12h`. */
const sizes: Kind = {
  is: (value) => typeof value === 'number',
  keyOf: (value) => {
    const number = Number(value);
    return Number.isNaN(number) ? known((durationMs(String(value)) ?? Number.NaN) / dayMs) : number;
  },
};

/** Words, of which null is none. */
const words: Kind = {
  is: (value) => value !== 'null' && value !== '',
  keyOf: (value) => orderKey(String(value)),
};

/** Versions and other numbers with parts, in natural order: every letter would be after all of them. */
const counted: Kind = {
  ...words,
  keyOf: (value) => (/^\d/.test(String(value)) ? words.keyOf(value) : null),
};

/** True and false are in no order. */
const truths: Kind = { ...words, keyOf: () => null };

/** What is said beside instants or numbers, such as `never`, is neither before nor after any. */
function kindOf(values: readonly FieldValue[]): Kind {
  const numeric = [instants, sizes].find(({ is }) => values.some(is));
  if (numeric !== undefined) return numeric;
  const said = values.filter((value) => words.is(value)).map(String);
  if (said.length === 0) return words;
  if (said.every((value) => value === 'true' || value === 'false')) return truths;
  return said.every((value) => /^\d+(?:[.:-]\d|$)/.test(value)) ? counted : words;
}

function known(key: number): number | null {
  return Number.isNaN(key) ? null : key;
}
