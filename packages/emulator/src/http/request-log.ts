import type { ServiceName } from './service-names.js';

/** One logged request: no body, no credentials. */
export interface LoggedRequest {
  readonly id: string;
  readonly at: Date;
  readonly service: ServiceName;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly accessKeyId: string | null;
  /** Null when the connection was cut. */
  readonly status: number | null;
  readonly faults: readonly string[];
}

/** Requests, newest last; the oldest are dropped past `keptRequests`, but still counted. */
export interface RequestLog {
  all(): readonly LoggedRequest[];
  of(operation: string): readonly LoggedRequest[];
  /** Number of requests of an operation, or in total. */
  count(operation?: string): number;
  /** Every operation with its number of requests. */
  counters(): Readonly<Record<string, number>>;
  /** Resolves once the operation was requested at least `times` times since the last clear. */
  reached(operation: string, times: number): Promise<void>;
  clear(): void;
}

export interface WritableRequestLog extends RequestLog {
  add(entry: LoggedRequest): void;
}

const keptRequests = 20_000;

/** Parameters that some clients send in the query: aliyun-cli writes a secret's value there, and a signed URL opens. */
const secretParameters = [
  'OIDCToken',
  'SecretData',
  'SecurityToken',
  'Signature',
  'security-token',
  'x-oss-security-token',
  'x-oss-signature',
];

function withoutSecrets(query: string): string {
  const parameters = new URLSearchParams(query);
  const secret = secretParameters.filter((name) => parameters.has(name));
  for (const name of secret) parameters.set(name, '***');
  return secret.length === 0 ? query : parameters.toString();
}

interface Waiter {
  readonly operation: string;
  readonly times: number;
  readonly resolve: () => void;
}

export function createRequestLog(): WritableRequestLog {
  let entries: LoggedRequest[] = [];
  const counts = new Map<string, number>();
  let waiters: Waiter[] = [];

  const count = (operation?: string) =>
    operation === undefined
      ? counts.values().reduce((sum, each) => sum + each, 0)
      : (counts.get(operation) ?? 0);

  return {
    all: () => entries,
    of: (operation) => entries.filter((entry) => entry.operation === operation),
    count,
    counters: () => Object.fromEntries(counts),
    reached(operation, times) {
      if (count(operation) >= times) return Promise.resolve();
      return new Promise((resolve) => waiters.push({ operation, times, resolve }));
    },
    clear() {
      entries = [];
      counts.clear();
    },
    add(entry) {
      entries.push({ ...entry, query: withoutSecrets(entry.query) });
      if (entries.length > keptRequests * 1.1) entries = entries.slice(-keptRequests);
      counts.set(entry.operation, count(entry.operation) + 1);
      const [met, open] = [waiters.filter(isMet), waiters.filter((waiter) => !isMet(waiter))];
      waiters = open;
      for (const waiter of met) waiter.resolve();
    },
  };

  function isMet(waiter: Waiter): boolean {
    return count(waiter.operation) >= waiter.times;
  }
}
