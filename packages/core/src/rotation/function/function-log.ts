import * as v from 'valibot';
import {
  type FunctionName,
  type FunctionStatus,
  parseFunctionName,
} from '../../cloud/function-compute/api.js';
import type { LogService } from '../../cloud/log-service/log-service.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

/** One line that the function, or Function Compute around it, wrote. */
export interface FunctionLogLine {
  readonly at: Date;
  /** The instance that wrote it; null if unknown. */
  readonly instance: string | null;
  readonly text: string;
}

export interface FunctionLog {
  /** Oldest first. */
  readonly lines: readonly FunctionLogLine[];
  /** False if there are more lines than were read. */
  readonly isComplete: boolean;
  /** Nothing is missing after this instant. */
  readonly since: Date;
}

/** How to find a function's lines among others: the topic, and words that all of them contain. */
export function logTopicOf({ service, function: name }: FunctionName): { topic: string; query: string } {
  // As the vendor's own component queries them (devsapp/fc3, `s logs`).
  return service === null ? { topic: `FCLogs:${name}`, query: '' } : { topic: service, query: name };
}

const countsSchema = v.record(v.string(), v.number());

const told = <const Kind extends string, Entries extends v.ObjectEntries>(kind: Kind, entries: Entries) =>
  v.object({
    schema: v.literal('ackring.rotation/v1'),
    kind: v.literal(kind),
    runId: v.string(),
    ...entries,
  });

const recordSchema = v.variant('kind', [
  told('planned', { total: v.number(), work: v.number() }),
  told('step', {
    /** Its id. */
    cluster: v.string(),
    identity: v.string(),
    step: v.string(),
    result: v.string(),
    durationMs: v.number(),
    sink: v.nullable(v.string()),
  }),
  told('outcome', {
    cluster: v.object({ id: v.string(), name: v.string() }),
    identity: v.string(),
    decision: v.object({ kind: v.string(), reason: v.string() }),
    error: v.nullable(v.object({ code: v.string(), message: v.string() })),
  }),
  told('report', {
    mode: v.picklist(['plan', 'apply']),
    startedAt: v.string(),
    finishedAt: v.string(),
    counts: countsSchema,
    failures: v.array(v.object({ what: v.string(), error: v.object({ code: v.string() }) })),
  }),
  told('metrics', {
    ready: v.number(),
    pending: v.number(),
    failing: v.number(),
    blocked: v.number(),
  }),
  told('error', { error: v.object({ code: v.string(), message: v.string() }) }),
]);

/** What the rotating function reports in a line: see `functions/rotate/src/handler.ts`. */
export type RotationRecord = v.InferOutput<typeof recordSchema>;

/**
 * Parses a line of the rotating function, which the runtime prefixes with a time and a request id; null for anybody
 * else's.
 */
export function readRotationRecord(text: string): RotationRecord | null {
  const start = text.indexOf('{"schema":"ackring.rotation/v1"');
  if (start < 0) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recordSchema), text.slice(start));
  return parsed.success ? parsed.output : null;
}

interface LogSpan {
  readonly from: Date;
  readonly to: Date;
  /** At most this many lines, the newest. */
  readonly limit: number;
}

/** What a function wrote in a period, from its own logstore; throws AckringError. */
export async function readFunctionLog(
  { name, logs }: Pick<FunctionStatus, 'name' | 'logs'>,
  span: LogSpan,
  service: Pick<LogService, 'find'>,
  signal?: AbortSignal,
): Promise<FunctionLog> {
  if (logs === null) throw withoutLog(name);
  const query = { ...logs, ...logTopicOf(parseFunctionName(name)), ...span };
  const { entries, isComplete } = await service.find(query, signal);
  const lines = entries.map(({ at, fields }) => ({
    at,
    instance: fields['instanceID'] || null,
    text: (fields['message'] ?? '').trimEnd(),
  }));
  const [first] = lines;
  return { lines, isComplete, since: isComplete ? span.from : (first?.at ?? span.to) };
}

function withoutLog(name: string): AckringError {
  return new AckringError('ResourceNotFound', say('the function {name} has no known log', { name }), {
    remedy: say('Give it a `logConfig` in s.yaml and deploy; in FC 2.0 `fc:GetService` is needed to see it.'),
  });
}
