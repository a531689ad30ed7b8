import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { say } from '../../words/say.js';
import type { Endpoint } from '../openapi/endpoints.js';
import { type CallOf, type ServiceRecord, toWireCall } from '../openapi/operation.js';
import {
  type Answer,
  type Attempt,
  createRunner,
  fromJson,
  type RunnerOptions,
  textHeaders,
} from '../openapi/runner.js';
import { logQueryText, logSignature, signedLogHeaders } from './log-signature.js';

export interface LogServiceOptions extends RunnerOptions {
  /** The project's. */
  readonly region: string;
  readonly endpoint: Endpoint;
}

/** What to look for. Times are in whole seconds: `from` is included, `to` is not. */
export interface LogQuery {
  readonly project: string;
  readonly logstore: string;
  readonly topic: string;
  /** In the service's query language; empty for everything. */
  readonly query: string;
  readonly from: Date;
  readonly to: Date;
  /** At most this many, the newest. */
  readonly limit: number;
}

export interface LogEntry {
  readonly at: Date;
  readonly fields: Readonly<Record<string, string>>;
}

export interface FoundLogs {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  /** False if the service reports that it did not search everything, or the limit cut some off. */
  readonly isComplete: boolean;
}

/** Queries logs; throws AckringError. */
export interface LogService {
  find(query: LogQuery, signal?: AbortSignal): Promise<FoundLogs>;
}

/** Maximum number of lines in one answer of GetLogs. */
const pageSize = 100;

const entrySchema = v.objectWithRest({ __time__: v.union([v.string(), v.number()]) }, v.unknown());

/** Every Log Service operation that we call. */
export const logService = {
  product: 'sls',
  version: '2020-12-30',
  style: 'ROA',
  signature: logSignature,
  operations: {
    GetLogs: {
      method: 'GET',
      path: '/logstores/{logstore}',
      query: ['type', 'from', 'to', 'topic', 'query', 'line', 'offset', 'reverse'],
      answer: v.array(entrySchema),
      permission: 'log:GetLogStoreLogs',
    },
  },
} as const satisfies ServiceRecord;

/** Log Service (SLS): one page after another, newest first. */
export function createLogService(options: LogServiceOptions): LogService {
  const run = createRunner(logService, options);
  const readPage = (query: LogQuery, page: Page, signal?: AbortSignal): Promise<FoundLogs> => {
    const call = pageCall(query, page);
    return run(
      {
        operation: call.operation,
        doing: say('read the log of {logstore}', { logstore: query.logstore }),
        host: options.endpoint.host,
        region: options.region,
        send: (attempt) => ask(call, query.project, options, attempt),
        decode: decodePage,
      },
      signal,
    );
  };
  return {
    find: async (query, signal) => {
      const entries: LogEntry[] = [];
      let isComplete = true;
      while (entries.length < query.limit) {
        const line = Math.min(pageSize, query.limit - entries.length);
        const page = await readPage(query, { offset: entries.length, line }, signal);
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

function pageCall({ from, to, topic, query, logstore }: LogQuery, { offset, line }: Page) {
  const parameters = {
    type: 'log',
    from: String(Math.floor(from.getTime() / 1000)),
    to: String(Math.ceil(to.getTime() / 1000)),
    topic,
    query,
    line: String(line),
    offset: String(offset),
    reverse: 'true',
  };
  return { operation: 'GetLogs', at: { logstore }, query: parameters } as const;
}

/** Signs and sends a call once. */
async function ask(
  call: CallOf<typeof logService>,
  project: string,
  { region, endpoint, clock }: LogServiceOptions,
  { key, signal }: Attempt,
): Promise<Answer> {
  const { method, path, query } = toWireCall(logService, call);
  const host = `${project}.${endpoint.host}`;
  const headers = signedLogHeaders({ method, path, query, host, region, at: clock.now() }, key);
  const url = new URL(`${path}?${logQueryText(query)}`, dialled(endpoint, host));
  const answer = await request(url, headers, signal);
  const body = await text(answer);
  if (answer.statusCode !== 200) throw failureOf(answer, body);
  return { body, headers: textHeaders(answer.headers) };
}

/** A project has its own host name; an IP address cannot have one, so there only the Host header names the project. */
function dialled({ protocol, host, url }: Endpoint, withProject: string): string {
  return /^(\d+(\.\d+){3}|localhost|\[)/.test(host) ? url : `${protocol}://${withProject}`;
}

function request(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const send = url.protocol === 'http:' ? plainRequest : secureRequest;
  return new Promise((resolve, reject) => {
    const sent = send(url, { headers, agent: false, ...(signal === undefined ? {} : { signal }) }, resolve);
    sent.once('error', reject);
    sent.end();
  });
}

const failureSchema = v.object({ errorCode: v.string(), accessDeniedDetail: v.optional(v.unknown()) });

/** As the SDK throws it. The service answers 401 both to what RAM does not allow and to an unknown key. */
function failureOf({ statusCode, headers }: IncomingMessage, body: string): object {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), failureSchema), body);
  const requestId = headers['x-log-requestid'];
  if (!parsed.success) return { statusCode, requestId };
  const { errorCode, accessDeniedDetail } = parsed.output;
  return {
    code: errorCode,
    statusCode: errorCode === 'Unauthorized' ? 403 : statusCode,
    requestId,
    accessDeniedDetail,
  };
}

function decodePage(answer: Answer): FoundLogs | null {
  const entries = fromJson(decodeEntries)(answer);
  return entries && { entries, isComplete: answer.headers['x-log-progress'] !== 'Incomplete' };
}

function decodeEntries(body: unknown): readonly LogEntry[] | null {
  const parsed = v.safeParse(logService.operations.GetLogs.answer, body);
  if (!parsed.success) return null;
  return parsed.output.map(({ __time__, ...rest }) => ({
    at: new Date(Number(__time__) * 1000),
    fields: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
  }));
}
