import { readFileSync } from 'node:fs';
import { isRecord } from '@ackring/emulator/kubernetes/model/record';
import type { KubernetesDraft } from '@ackring/emulator/world/cluster';

/** One recorded exchange; README.md explains the shorthand. */
export interface Exchange {
  /** `area.case/identity`. */
  readonly id: string;
  readonly about: string;
  /** `1.37.2` or `1.24.17`. */
  readonly server: string;
  readonly serverFlags?: readonly string[];
  readonly as: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | readonly string[] | boolean | null>>;
    readonly body?: unknown;
    readonly failure?: Readonly<Record<string, unknown>>;
  };
}

/** The identities of exchanges, and what the cluster contains before the first one. */
interface RecordedCluster {
  readonly identities: Readonly<Record<string, RecordedIdentity>>;
  readonly objects: readonly KubernetesDraft[];
}

export interface RecordedIdentity {
  readonly kind: string;
  readonly commonName?: string | null;
  readonly organizations?: readonly string[];
  readonly serviceAccount?: string;
  readonly objects?: readonly KubernetesDraft[];
}

// The recordings are data beside the source; the compiler leaves them there.
const folder = new URL('../../../emulator/src/kubernetes/recorded/', import.meta.url);

export function recordedExchanges(): readonly Exchange[] {
  const text = readFileSync(new URL('exchanges.jsonl', folder), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export function recordedCluster(): RecordedCluster {
  return JSON.parse(readFileSync(new URL('identities.json', folder), 'utf8'));
}

/** Bytes in a body of three mebibytes. */
const threeMebibytes = 3 * 1024 * 1024;

/** A recorded value with its shortened texts written out, and causes that repeat the message. */
export function written(value: unknown): unknown {
  if (typeof value === 'string') return writtenText(value);
  if (Array.isArray(value)) return value.map(written);
  if (!isRecord(value)) return value;
  const all = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, written(member)]));
  return withCauses(all);
}

function writtenText(text: string): string {
  return text
    .replace(/<base64 of (\d+) bytes>/g, (_, count) => Buffer.alloc(Number(count), 'x').toString('base64'))
    .replace(/<(\d+) × (\w)>/g, (_, count, sign) => String(sign).repeat(Number(count)))
    .replace(/<3 MiB( \+ 1 bytes)? in all>/g, (_, more) => secretOf(threeMebibytes + (more ? 1 : 0)));
}

/** A Secret with JSON of this many bytes. */
function secretOf(bytes: number): string {
  const secret = (data: string) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b1' }, data: { a: data } });
  const room = bytes - secret('').length;
  // Base64 comes in fours; blanks after the object fill the rest.
  const whole = secret('YWFh'.repeat(Math.floor(room / 4)));
  return whole + ' '.repeat(bytes - whole.length);
}

/** `<in message>` is the part of the message after the cause's field; causes are in the message's order. */
function withCauses(failure: Record<string, unknown>): Record<string, unknown> {
  const { details, message } = failure;
  if (typeof message !== 'string' || !isRecord(details) || !Array.isArray(details['causes'])) return failure;
  const fields: string[] = details['causes'].map((cause) => cause.field);
  let from = 0;
  const causes = details['causes'].map((cause, index) => {
    const start = message.indexOf(`${cause.field}: `, from) + `${cause.field}: `.length;
    const next = fields[index + 1];
    const end = next === undefined ? -1 : message.indexOf(`, ${next}: `, start);
    from = end < 0 ? from : end;
    const told = end < 0 ? message.slice(start) : message.slice(start, end);
    const whole = fields.length > 1 && end < 0 ? told.replace(/\]$/, '') : told;
    return cause.message === '<in message>' ? { ...cause, message: whole } : cause;
  });
  return { ...failure, details: { ...details, causes } };
}

/**
 * Recorded exchanges that the embedded API server answers differently from the real one, by the beginning of their
 * ids.
 */
const reasons: Readonly<Record<string, string>> = {
  'access.nonresource/unbound': 'which of two bindings that allow a path is named is chance',
  'routing.odd-method': 'the HTTP server refuses methods it does not know',
};

/** Why an exchange is not played on the embedded API server, or null if it is. */
export function notEmulated({ id }: Pick<Exchange, 'id'>): string | null {
  return Object.entries(reasons).find(([start]) => id.startsWith(start))?.[1] ?? null;
}

/** The id prefixes in the table. */
export const notEmulatedIds: readonly string[] = Object.keys(reasons);
