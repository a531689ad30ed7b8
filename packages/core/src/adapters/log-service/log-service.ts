import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type { Clock } from '../../ports.js';
import type { RateLimiter } from '../../rate-limit.js';
import { cancelled, retrying } from '../../retry.js';
import { type AnswerBounds, usualBounds, withinBounds } from '../answer-bounds.js';
import type { CredentialSource } from '../credentials/credentials.js';
import type { Endpoint } from '../openapi/endpoints.js';
import { type ApiCallSubject, toApiError, unreadable } from '../openapi/error.js';
import { type CallOf, toWireCall } from '../openapi/operation.js';
import { logQueryText, signedLogHeaders } from './log-signature.js';
import { logService } from './operations.js';

export interface LogServiceOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  /** The project's. */
  readonly region: string;
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** What one answer may be, of each try. */
  readonly bounds?: AnswerBounds;
}

/** What to look for. Times count in whole seconds: `from` is included, `to` is not. */
export interface LogQuery {
  readonly project: string;
  readonly logstore: string;
  readonly topic: string;
  /** In the service's own language; empty for everything. */
  readonly query: string;
  readonly from: Date;
  readonly to: Date;
  /** The newest so many at most. */
  readonly limit: number;
}

export interface LogEntry {
  readonly at: Date;
  readonly fields: Readonly<Record<string, string>>;
}

export interface FoundLogs {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** False where the service itself said that it did not look at everything, or the limit cut some off. */
  readonly isComplete: boolean;
}

/** Queries logs; throws AckringError. */
export interface LogService {
  find(query: LogQuery, signal?: AbortSignal): Promise<FoundLogs>;
}

/** The most that one answer of GetLogs holds. */
const pageSize = 100;
const permission = 'log:GetLogStoreLogs';

/** Log Service (SLS): one page after another, newest first. */
export function createLogService(options: LogServiceOptions): LogService {
  return {
    find: async (query, signal) => {
      const entries: LogEntry[] = [];
      let isComplete = true;
      while (entries.length < query.limit) {
        const line = Math.min(pageSize, query.limit - entries.length);
        const page = await readPage(options, query, { offset: entries.length, line }, signal);
        entries.push(...page.entries);
        isComplete = page.isComplete;
        if (page.entries.length < line) return { entries: entries.reverse(), isComplete };
      }
      return { entries: entries.reverse(), isComplete: false };
    },
  };
}

interface Page {
  readonly offset: number;
  readonly line: number;
}

async function readPage(
  options: LogServiceOptions,
  query: LogQuery,
  { offset, line }: Page,
  signal: AbortSignal | undefined,
): Promise<FoundLogs> {
  const { clock, limiter, endpoint } = options;
  const subject = { doing: `read the log of ${query.logstore}`, permission, host: endpoint.host };
  const parameters = {
    type: 'log',
    from: String(Math.floor(query.from.getTime() / 1000)),
    to: String(Math.ceil(query.to.getTime() / 1000)),
    topic: query.topic,
    query: query.query,
    line: String(line),
    offset: String(offset),
    reverse: 'true',
  };
  const call = { operation: 'GetLogs', at: { logstore: query.logstore }, query: parameters } as const;
  const send = async (): Promise<FoundLogs> => {
    try {
      return await ask(options, query.project, call, subject, signal);
    } catch (error) {
      throw toApiError(error, subject);
    }
  };
  return retrying(() => limiter.run(send, signal), { clock, random: Math.random, signal });
}

async function ask(
  options: LogServiceOptions,
  project: string,
  call: CallOf<typeof logService>,
  subject: ApiCallSubject,
  signal: AbortSignal | undefined,
): Promise<FoundLogs> {
  const { credentials, region, endpoint, clock, bounds = usualBounds } = options;
  const { method, path, query } = toWireCall(logService, call);
  const host = `${project}.${endpoint.host}`;
  const key = await credentials.get();
  const headers = signedLogHeaders({ method, path, query, host, region, at: clock.now() }, key);
  try {
    const url = new URL(`${path}?${logQueryText(query)}`, dialled(endpoint, host));
    const { answer, body } = await withinBounds(bounds, () => send(url, headers, signal));
    const requestId = String(answer.headers['x-log-requestid'] ?? '') || undefined;
    if (answer.statusCode !== 200) throw failureOf(answer.statusCode ?? 0, body, requestId);
    const entries = decode(body);
    if (entries === null) throw unreadable(subject, requestId ?? null);
    return { entries, isComplete: answer.headers['x-log-progress'] !== 'Incomplete' };
  } catch (error) {
    if (signal?.aborted) throw cancelled(signal.reason);
    throw error;
  }
}

/** A project is a host of its own; before an address there can be none, and the Host header alone names it. */
function dialled({ protocol, host, url }: Endpoint, withProject: string): string {
  return /^(\d+(\.\d+){3}|localhost|\[)/.test(host) ? url : `${protocol}://${withProject}`;
}

interface Heard {
  readonly answer: IncomingMessage;
  readonly body: string;
}

async function send(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Heard> {
  const request = url.protocol === 'http:' ? plainRequest : secureRequest;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      url,
      { headers, agent: false, ...(signal === undefined ? {} : { signal }) },
      resolve,
    );
    sent.once('error', reject);
    sent.end();
  });
  return { answer, body: await text(answer) };
}

const failureSchema = v.object({ errorCode: v.string(), accessDeniedDetail: v.optional(v.unknown()) });

/** As the SDK throws it. The service says 401 to what RAM does not allow, and the same to an unknown key. */
function failureOf(status: number, body: string, requestId: string | undefined): object {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), failureSchema), body);
  if (!parsed.success) return { statusCode: status, requestId };
  const { errorCode, accessDeniedDetail } = parsed.output;
  const statusCode = errorCode === 'Unauthorized' ? 403 : status;
  return { code: errorCode, statusCode, requestId, accessDeniedDetail };
}

const entriesSchema = v.pipe(v.string(), v.parseJson(), logService.operations.GetLogs.answer);

function decode(body: string): readonly LogEntry[] | null {
  const parsed = v.safeParse(entriesSchema, body);
  if (!parsed.success) return null;
  return parsed.output.map(({ __time__, ...rest }) => ({
    at: new Date(Number(__time__) * 1000),
    fields: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
  }));
}
