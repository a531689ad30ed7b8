import { ApiError } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import { invalidStatement } from './sql-tokens.js';
import { type Columns, scalar, type Value } from './sql-value.js';

/** One log: its time (whole seconds, as the service keeps it), topic and fields. */
export interface LogRecord {
  readonly time: number;
  readonly topic: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The logs of one store, oldest first. */
export type Logstore = LogRecord[];

/**
 * What can be searched, and what a SELECT may name: full text alone finds words and allows no SELECT, which takes a field
 * index of each field that it names (doc 90732, "Create indexes", 2026).
 */
export interface LogIndex {
  readonly isFullText: boolean;
  /** Those with statistics switched on. */
  readonly fields: ReadonlySet<string>;
}

export interface LogQuery {
  /** Unix seconds, included. */
  readonly from: number;
  /** Unix seconds, not included. */
  readonly to: number;
  /** Null for every topic. */
  readonly topic: string | null;
  /** Words that must all occur; empty for all logs. */
  readonly words: readonly string[];
  /** The SELECT after the search; null for the logs themselves. */
  readonly statement: string | null;
  readonly isReverse: boolean;
}

/** Parses the query of GetLogs. Throws ParameterInvalid. */
export function readQuery(request: ServiceRequest): LogQuery {
  const [from, to] = [numberOf(request, 'from', Number.NaN), numberOf(request, 'to', Number.NaN)];
  if (!(from < to)) throw parameterInvalid('from must be less than to');
  const text = request.query.get('query') ?? '';
  const mark = text.indexOf('|');
  const search = mark < 0 ? text : text.slice(0, mark);
  const words = search.split(/\s+(?:and\s+)?/i).flatMap((word) => word.replace(/^"|"$|^\*$/g, '') || []);
  return {
    from,
    to,
    topic: request.query.get('topic') || null,
    words,
    statement: mark < 0 ? null : text.slice(mark + 1),
    isReverse: request.query.get('reverse') === 'true',
  };
}

export function numberOf({ query }: ServiceRequest, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null && !Number.isNaN(otherwise)) return otherwise;
  if (text !== null && /^\d+$/.test(text)) return Number(text);
  throw parameterInvalid(`${name} is invalid`);
}

function parameterInvalid(message: string): ApiError {
  return new ApiError(400, 'ParameterInvalid', message);
}

/** A query's results, in its order; logs of one second stay in order of writing. */
export function findRecords(
  store: readonly LogRecord[],
  query: LogQuery,
  isMatch: WordMatch = isAnywhere,
): readonly LogRecord[] {
  const found = store.filter((record) => matches(record, query, isMatch));
  const sorted = found.toSorted((left, right) => left.time - right.time);
  return query.isReverse ? sorted.reverse() : sorted;
}

function matches({ time, topic, fields }: LogRecord, query: LogQuery, isMatch: WordMatch): boolean {
  if (time < query.from || time >= query.to) return false;
  if (query.topic !== null && topic !== query.topic) return false;
  if (query.words.length === 0) return true;
  const text = Object.values(fields).join('\n').toLowerCase();
  return query.words.every((word) => isMatch(text, word.toLowerCase()));
}

type WordMatch = (text: string, word: string) => boolean;

/** Of an audit log, whose fields have delimiters of their own. */
const isAnywhere: WordMatch = (text, word) => text.includes(word);

/** By whole terms, and of a phrase each of its terms, wherever they stand. */
export const byTerms: WordMatch = (text, word) => {
  const terms = new Set(termsOf(text));
  return termsOf(word).every((term) => terms.has(term));
};

/** The delimiters that the vendor's page gives as its example, and the blank. */
function termsOf(text: string): readonly string[] {
  return text.split(/[\s,;[\]{}()&^*#@~=<>/\\?:'"]+/).filter((term) => term !== '');
}

/**
 * A log's fields by name, and the leaves of JSON fields by dotted names. A name that the index lacks throws
 * ParameterInvalid.
 */
export function columnsOf({ time, topic, fields }: LogRecord, index: ReadonlySet<string>): Columns {
  const parsed = new Map<string, unknown>();
  return (name) => {
    if (name === '__time__') return time;
    if (name === '__topic__') return topic;
    if (!index.has(name)) throw invalidStatement(`Column '${name}' cannot be resolved`);
    if (Object.hasOwn(fields, name)) return fields[name] ?? null;
    const [field = '', ...path] = name.split('.');
    if (!parsed.has(field)) parsed.set(field, jsonOf(fields[field]));
    return path.length === 0 ? null : leafOf(parsed.get(field), path);
  };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function leafOf(value: unknown, [name, ...rest]: readonly string[]): Value {
  if (name === undefined) return scalar(value);
  return typeof value === 'object' && value !== null ? leafOf(Reflect.get(value, name), rest) : null;
}
