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
  // In Japanese and Chinese signs and digits may be wide.
  const [, sign, bound] = /^([<>]=?)(.+)$/s.exec(isExact ? '' : value.normalize('NFKC')) ?? [];
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
  { values, said }: { readonly values: readonly FieldValue[]; readonly said: readonly FieldValue[] },
): Uncompared | null {
  if (comparing(comparison, values) !== null) return null;
  const kind = kindOf(values);
  const value = values.find((each) => kind.is(each)) ?? '';
  const held = value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
  const sign = kind === words ? '' : comparison.sign;
  const [, unit] = said.map((each) => inDays.exec(String(each)) ?? []).find(([, days]) => days) ?? [];
  const bound = kind === sizes && unit !== undefined ? `30${unit}` : held;
  return { field: field.slice(0, -1), bound: comparison.bound, example: `${field}${sign}${bound}` };
}

/** `912 d`, as a row says it. */
const inDays = /^[−-]?\d+ (d|日|天)(?: |$)/;

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

/** A number; what is counted in days can be asked with a unit: `30d`, `12h`, `30日`. */
const sizes: Kind = {
  is: (value) => typeof value === 'number',
  keyOf: (value) => {
    const number = Number(value);
    if (!Number.isNaN(number)) return number;
    const [, minus = '', duration = ''] = /^([−-]?)(.*)$/s.exec(String(value)) ?? [];
    const days = (durationMs(withLetter(duration)) ?? Number.NaN) / dayMs;
    return known(minus === '' ? days : -days);
  },
};

/** A unit as rows say it in Japanese and Chinese. */
function withLetter(duration: string): string {
  return duration
    .replace(/[日天]$/, 'd')
    .replace(/(?:時間|小时)$/, 'h')
    .replace(/分钟?$/, 'm');
}

/** Words, of which null is none, and true and false are in no order. */
const words: Kind = {
  is: (value) => value !== 'null' && value !== '',
  keyOf: () => null,
};

/** Versions and other numbers with parts, in natural order: every letter would be after all of them. */
const counted: Kind = {
  is: (value) => /^\d/.test(String(value)),
  keyOf: (value) => (/^\d/.test(String(value)) ? orderKey(String(value)) : null),
};

/** Nothing is neither before nor after anything. */
const nothing: Kind = { is: () => false, keyOf: () => 0 };

/** What is said beside instants or numbers, such as `never`, is neither before nor after any. */
function kindOf(values: readonly FieldValue[]): Kind {
  const numeric = [instants, sizes].find(({ is }) => values.some(is));
  if (numeric !== undefined) return numeric;
  const said = values.filter((value) => words.is(value)).map(String);
  if (said.length === 0) return nothing;
  const numbers = said.filter((value) => /^\d+(?:[.:-]\d|$)/.test(value));
  return numbers.length * 2 >= said.length ? counted : words;
}

function known(key: number): number | null {
  return Number.isNaN(key) ? null : key;
}
