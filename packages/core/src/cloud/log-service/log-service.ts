import * as v from 'valibot';
import { say } from '../../words/say.js';
import { type AnswerBounds, usualBounds } from '../openapi/answer-bounds.js';
import { type ServiceRecord, toWireCall } from '../openapi/operation.js';
import { type Answer, createRunner, fromJson } from '../openapi/runner.js';
import { type LogServiceOptions, logSignature, sendLogCall } from './log-request.js';

export type { LogServiceOptions };

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

/** A SELECT over the results of a search. */
export interface LogAnalysis extends Pick<LogQuery, 'project' | 'logstore' | 'from' | 'to'> {
  /**
   * `search | select …`. It pages by its own LIMIT: `y, x` takes at most 10,000 rows up to the millionth, and the
   * default limit is 100 (page "LIMIT clause", 2025-10).
   */
  readonly statement: string;
}

/** Every value is text. */
export type LogRow = Readonly<Record<string, string>>;

export interface AnalysedLogs {
  readonly rows: readonly LogRow[];
  /**
   * False if the service did not search everything, or does not say that it did: repeating it may give a complete
   * answer.
   */
  readonly isComplete: boolean;
}

/** Queries logs; throws AckringError. */
export interface LogService {
  find(query: LogQuery, signal?: AbortSignal): Promise<FoundLogs>;
  /** RequestRejected for a statement with names that the index lacks. */
  analyse(analysis: LogAnalysis, signal?: AbortSignal): Promise<AnalysedLogs>;
}

/** Maximum number of lines in one answer of GetLogs. */
const pageSize = 100;

/** A SELECT over much of a log takes long, and sends nothing before it is done. */
const analysisBounds: AnswerBounds = { ...usualBounds, totalMs: 90_000, idleMs: 75_000 };

const rowSchema = v.record(v.string(), v.unknown());
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
      answer: v.array(rowSchema),
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
        endpoint: options.endpoint,
        region: options.region,
        send: (attempt) => sendLogCall(toWireCall(logService, call), query.project, options, attempt),
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
    analyse: (analysis, signal) => {
      const call = analysisCall(analysis);
      return run(
        {
          operation: call.operation,
          doing: say('read the log of {logstore}', { logstore: analysis.logstore }),
          endpoint: options.endpoint,
          region: options.region,
          bounds: analysisBounds,
          send: (attempt) => sendLogCall(toWireCall(logService, call), analysis.project, options, attempt),
          decode: decodeAnalysis,
        },
        signal,
      );
    },
  };
}

function analysisCall({ from, to, logstore, statement }: LogAnalysis) {
  const parameters = { type: 'log', ...secondsOf({ from, to }), query: statement, line: '0', offset: '0' };
  return { operation: 'GetLogs', at: { logstore }, query: parameters } as const;
}

function secondsOf({ from, to }: Pick<LogQuery, 'from' | 'to'>): {
  readonly from: string;
  readonly to: string;
} {
  return {
    from: String(Math.floor(from.getTime() / 1000)),
    to: String(Math.ceil(to.getTime() / 1000)),
  };
}

interface Page {
  readonly offset: number;
  readonly line: number;
}

function pageCall({ from, to, topic, query, logstore }: LogQuery, { offset, line }: Page) {
  const parameters = {
    type: 'log',
    ...secondsOf({ from, to }),
    topic,
    query,
    line: String(line),
    offset: String(offset),
    reverse: 'true',
  };
  return { operation: 'GetLogs', at: { logstore }, query: parameters } as const;
}

function decodePage(answer: Answer): FoundLogs | null {
  const entries = fromJson(decodeEntries)(answer);
  return entries && { entries, isComplete: answer.headers['x-log-progress'] !== 'Incomplete' };
}

function decodeEntries(body: unknown): readonly LogEntry[] | null {
  const parsed = v.safeParse(v.array(entrySchema), body);
  if (!parsed.success) return null;
  return parsed.output.map(({ __time__, ...rest }) => ({
    at: new Date(Number(__time__) * 1000),
    fields: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
  }));
}

/** Whether it is accurate is in the JSON of another header, where the vendor's Go client reads it too. */
function decodeAnalysis(answer: Answer): AnalysedLogs | null {
  const rows = fromJson(decodeRows)(answer);
  const { 'x-log-progress': progress, 'x-log-query-info': info = '' } = answer.headers;
  const isInaccurate = /"isAccurate"\s*:\s*(0|false|"0"|"false")/.test(info);
  return rows && { rows, isComplete: progress === 'Complete' && !isInaccurate };
}

function decodeRows(body: unknown): readonly LogRow[] | null {
  const parsed = v.safeParse(logService.operations.GetLogs.answer, body);
  if (!parsed.success) return null;
  return parsed.output.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
  );
}
