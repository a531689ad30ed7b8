import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { refusalCode } from '../../machine/api-server/access-objects.js';
import { throwIfCancelled } from '../../machine/retry.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { ApiServerTarget } from '../../words/target.js';
import { judgeRead } from './read-rule.js';
import { refusalTexts } from './refusals.js';
import { shownObject } from './shown-object.js';
import { openUpstream, systemCode } from './upstream.js';

/** What somebody wants to see of a cluster, in the words of `kubectl api-resources`. */
export interface ClusterQuestion {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** The plural: `pods`. */
  readonly resource: string;
  /** Null for all of them, or for what has none. */
  readonly namespace: string | null;
  /** Null lists them. */
  readonly name: string | null;
  readonly labelSelector: string | null;
  readonly fieldSelector: string | null;
  /** Of the pod with that name; null shows the object itself. */
  readonly log: PodLog | null;
}

interface PodLog {
  /** Null takes the only one. */
  readonly container: string | null;
  /** The last so many. */
  readonly lines: number;
  /** Of the container before its last restart. */
  readonly isPrevious: boolean;
}

/** Bounded: `isCut` says that there is more. */
export type ClusterAnswer =
  /** As kubectl's table shows it. */
  | {
      readonly kind: 'list';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly isCut: boolean;
    }
  /** Without values that may be secret (`shownObject`). */
  | { readonly kind: 'object'; readonly object: unknown }
  | { readonly kind: 'log'; readonly lines: readonly string[]; readonly isCut: boolean };

export interface ReadClusterOptions {
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Default 15 s. */
  readonly timeoutMs?: number | undefined;
}

const mostRows = 200;
const mostBytes = 1_048_576;

/**
 * Asks an API server one question that only reads, by the rule of the read-only proxy (`judgeRead`): no Secrets, no
 * exec, nothing that opens a connection. Only the target's certificate is shown. Throws Refused for anything else,
 * and for a target that impersonates or whose server is not checked; Forbidden, ResourceNotFound, Throttled,
 * ServerFault, RequestRejected, ResponseUnreadable, Unreachable, TimedOut, Cancelled.
 */
export async function readCluster(
  target: ApiServerTarget,
  question: ClusterQuestion,
  { environment, signal, timeoutMs = 15_000 }: ReadClusterOptions,
): Promise<ClusterAnswer> {
  refuseOtherTargets(target);
  const asked = { method: 'GET', target: pathOf(question), httpVersion: '1.1', headers: {} };
  const judgement = judgeRead(asked, { withSecrets: false });
  if (judgement.kind === 'refused')
    throw refused(
      judgement.why === 'secrets'
        ? say('Secrets are not shown from here')
        : say('that is not asked: {why}', { why: refusalTexts[judgement.why] }),
    );
  throwIfCancelled(signal);
  const deadline = AbortSignal.timeout(timeoutMs);
  const upstream = openUpstream(target, environment);
  try {
    const answer = await upstream.send({
      method: 'GET',
      target: judgement.target,
      headers: { accept: acceptOf(question), 'user-agent': 'ackring' },
      body: null,
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    return answerOf(question, answer.statusCode ?? 0, await bytesOf(answer));
  } catch (error) {
    if (error instanceof AckringError) throw error;
    throwIfCancelled(signal);
    throw unreachable(target, error, deadline.aborted);
  } finally {
    upstream.close();
  }
}

function refuseOtherTargets({ impersonation, insecureSkipTlsVerify }: ApiServerTarget): void {
  if (impersonation != null) throw refused(say('its context acts as somebody else'));
  if (insecureSkipTlsVerify) throw refused(say('its context does not check who answers'));
}

function refused(why: ReturnType<typeof say>): AckringError {
  return new AckringError('Refused', why, {
    remedy: say('A person can look with kubectl, in a terminal.'),
  });
}

function pathOf({ apiVersion, resource, namespace, name, log, ...selectors }: ClusterQuestion): string {
  const parts = [
    ...(apiVersion.includes('/') ? ['apis', ...apiVersion.split('/')] : ['api', apiVersion]),
    ...(namespace === null ? [] : ['namespaces', namespace]),
    resource,
    ...(name === null ? [] : [name]),
    ...(log === null ? [] : ['log']),
  ];
  const query = new URLSearchParams();
  if (name === null) query.set('limit', String(mostRows));
  for (const [key, value] of Object.entries(selectors)) if (value !== null) query.set(key, value);
  if (log !== null) {
    // One more tells whether there is more.
    query.set('tailLines', String(log.lines + 1));
    query.set('limitBytes', String(mostBytes));
    if (log.container !== null) query.set('container', log.container);
    if (log.isPrevious) query.set('previous', 'true');
  }
  const asked = query.size === 0 ? '' : `?${query}`;
  return `/${parts.map(encodeURIComponent).join('/')}${asked}`;
}

function acceptOf({ name, log }: ClusterQuestion): string {
  if (log !== null) return '*/*';
  return name === null ? 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' : 'application/json';
}

/** Null for more than the bound. */
async function bytesOf(answer: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    if (size > mostBytes + 1) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const withMore = v.optional(v.object({ continue: v.optional(v.string(), '') }), {});
const named = v.object({ metadata: v.object({ name: v.string(), namespace: v.optional(v.string(), '') }) });
const tableSchema = v.object({
  kind: v.literal('Table'),
  metadata: withMore,
  columnDefinitions: v.array(v.object({ name: v.string(), priority: v.optional(v.number(), 0) })),
  rows: v.nullish(v.array(v.object({ cells: v.array(v.unknown()), object: named })), []),
});
/** Of a server that makes no tables. */
const listSchema = v.object({ metadata: withMore, items: v.array(named) });

function answerOf(question: ClusterQuestion, status: number, bytes: Buffer | null): ClusterAnswer {
  if (status < 200 || status >= 300) throw failed(status);
  if (bytes === null) throw unreadable(say('its answer is longer than {count} bytes', { count: mostBytes }));
  const text = bytes.toString('utf8');
  if (question.log !== null) {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const asked = question.log.lines;
    return {
      kind: 'log',
      lines: lines.slice(-asked),
      isCut: lines.length > asked || bytes.length >= mostBytes,
    };
  }
  const body = jsonIn(text);
  if (question.name !== null) return { kind: 'object', object: shownObject(body) };
  const { columns, rows, isCut } = tableIn(body);
  const isSpread = question.namespace === null && rows.some(({ namespace }) => namespace !== '');
  return {
    kind: 'list',
    columns: isSpread ? ['Namespace', ...columns] : columns,
    rows: rows.slice(0, mostRows).map(({ namespace, cells }) => (isSpread ? [namespace, ...cells] : cells)),
    isCut: isCut || rows.length > mostRows,
  };
}

interface Listed {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly namespace: string; readonly cells: readonly string[] }[];
  readonly isCut: boolean;
}

/** The columns that kubectl shows without `-o wide`. */
function tableIn(body: unknown): Listed {
  const table = v.safeParse(tableSchema, body);
  if (table.success) {
    const { columnDefinitions, rows, metadata } = table.output;
    const shown = columnDefinitions.flatMap(({ priority }, at) => (priority === 0 ? [at] : []));
    return {
      columns: shown.map((at) => columnDefinitions[at]?.name ?? ''),
      rows: rows.map(({ cells, object }) => ({
        namespace: object.metadata.namespace,
        cells: shown.map((at) => textOf(cells[at])),
      })),
      isCut: metadata.continue !== '',
    };
  }
  const list = v.safeParse(listSchema, body);
  if (!list.success) throw unreadable(say('its answer is not what was asked for'));
  const { items, metadata } = list.output;
  const rows = items.map(({ metadata: { name, namespace } }) => ({ namespace, cells: [name] }));
  return { columns: ['Name'], rows, isCut: metadata.continue !== '' };
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(say('its answer is not what was asked for'));
  }
}

function unreadable(why: ReturnType<typeof say>): AckringError {
  return new AckringError('ResponseUnreadable', why, { remedy: say('Ask for less at once.') });
}

const seeWhy = say('See why: {command}', { command: 'ackring verify' });

function failed(status: number): AckringError {
  const code = status === 404 ? 'ResourceNotFound' : refusalCode(status);
  return new AckringError(code, say('its API server refuses that ({status})', { status }), {
    remedy:
      status === 404 ? say('Look at the names: what is asked for may be in another namespace.') : seeWhy,
  });
}

function unreachable({ server }: ApiServerTarget, error: unknown, isLate: boolean): AckringError {
  const code = systemCode(error);
  const seen =
    code === null
      ? say('{host} cannot be reached', { host: new URL(server).host })
      : say('its API server cannot be reached: {code}', { code });
  const why = isLate ? say('its API server did not answer in time') : seen;
  return new AckringError(isLate ? 'TimedOut' : 'Unreachable', why, { remedy: seeWhy });
}
