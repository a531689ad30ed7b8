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
export function findRecords(store: readonly LogRecord[], query: LogQuery): readonly LogRecord[] {
  const found = store.filter((record) => matches(record, query));
  const sorted = found.toSorted((left, right) => left.time - right.time);
  return query.isReverse ? sorted.reverse() : sorted;
}

function matches({ time, topic, fields }: LogRecord, query: LogQuery): boolean {
  if (time < query.from || time >= query.to) return false;
  if (query.topic !== null && topic !== query.topic) return false;
  if (query.words.length === 0) return true;
  const text = Object.values(fields).join('\n').toLowerCase();
  return query.words.every((word) => text.includes(word.toLowerCase()));
}

/**
 * A log's fields by name, and the leaves of JSON fields by dotted names. With an index, an unknown name throws
 * ParameterInvalid; without one every name is taken for a field that this log lacks.
 */
export function columnsOf({ time, topic, fields }: LogRecord, index: ReadonlySet<string> | null): Columns {
  const parsed = new Map<string, unknown>();
  return (name) => {
    if (name === '__time__') return time;
    if (name === '__topic__') return topic;
    if (index !== null && !index.has(name)) throw invalidStatement(`Column '${name}' cannot be resolved`);
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
