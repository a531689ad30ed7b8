/** One log: when it was written (whole seconds, as the service keeps it), under which topic, and its fields. */
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
  /** Words that must all be found; empty for all logs. */
  readonly words: readonly string[];
  readonly isReverse: boolean;
}

const keptRecords = 20_000;

export function addRecord(store: Logstore, record: LogRecord): void {
  store.push(record);
  if (store.length > keptRecords) store.splice(0, store.length - keptRecords);
}

/** What a query finds, in its order; logs of one second stay as they were written. */
export function findRecords(store: readonly LogRecord[], query: LogQuery): readonly LogRecord[] {
  const found = store.filter((record) => matches(record, query));
  const sorted = found.toSorted((left, right) => left.time - right.time);
  return query.isReverse ? sorted.reverse() : sorted;
}

function matches({ time, topic, fields }: LogRecord, query: LogQuery): boolean {
  if (time < query.from || time >= query.to) return false;
  if (query.topic !== null && topic !== query.topic) return false;
  const text = Object.values(fields).join('\n').toLowerCase();
  return query.words.every((word) => text.includes(word.toLowerCase()));
}
