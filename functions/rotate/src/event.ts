import {
  decodeResume,
  decodeShard,
  type Resume,
  type RotationMode,
  type Shard,
} from '@ackring/core/rotation';
import { AckringError, toAckringError, unquoting } from '@ackring/core/words';
import * as v from 'valibot';

/**
 * What the function is asked to do: a whole run, the rest of one that took longer than an invocation, or one shard of
 * a run that another invocation coordinates.
 */
export type RotateRequest =
  | {
      readonly kind: 'run';
      readonly mode: RotationMode;
      readonly resume: Resume | null;
      /** Of which run it says it is a part, and its text; null for a run of its own. */
      readonly partOf: PartOf | null;
    }
  | { readonly kind: 'shard'; readonly shard: Shard; readonly partOf: PartOf };

/** An event, read before anybody can be told: one that was not understood waits for the notifiers. */
export type ReadEvent =
  | { readonly kind: 'understood'; readonly request: RotateRequest }
  | { readonly kind: 'unknown'; readonly error: AckringError };

/** To be believed only once that run is seen to have sent it: `refuseForgedEvent`. */
export interface PartOf {
  readonly runId: string;
  readonly event: string;
}

const askSchema = v.strictObject({ mode: v.optional(v.picklist(['plan', 'apply']), 'apply') });

const timerSchema = v.object({
  triggerTime: v.pipe(v.string(), v.isoTimestamp()),
  triggerName: v.string(),
  payload: v.optional(v.string(), ''),
});

/** The event, or why it was not understood. */
export function readEvent(event: Uint8Array | string): ReadEvent {
  try {
    return { kind: 'understood', request: parseEvent(event) };
  } catch (error) {
    return { kind: 'unknown', error: toAckringError(error) };
  }
}

/**
 * Parses an event: a timer's (its payload may hold `{"mode":"plan"}`), a manual `{"mode":"plan"|"apply"}`, empty for
 * apply, or our own shard or rest of a run. Throws ConfigurationInvalid for anything else: a function that changes
 * things must not guess.
 */
function parseEvent(event: Uint8Array | string): RotateRequest {
  const text = typeof event === 'string' ? event : new TextDecoder().decode(event);
  const value = parseJson(text);
  const shard = decodeShard(value);
  if (shard !== null) return { kind: 'shard', shard, partOf: { runId: shard.runId, event: text } };
  const resume = decodeResume(value);
  if (resume !== null) {
    return { kind: 'run', mode: 'apply', resume, partOf: { runId: resume.runId, event: text } };
  }
  const timer = v.safeParse(timerSchema, value);
  const { mode } = parseAsk(timer.success ? parseJson(timer.output.payload) : value);
  return { kind: 'run', mode, resume: null, partOf: null };
}

function parseAsk(value: unknown): v.InferOutput<typeof askSchema> {
  // To a schema, a list is an object too.
  if (Array.isArray(value)) throw notUnderstood('it is a list');
  const parsed = v.safeParse(askSchema, value, unquoting);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'event'}: ${issue.message}`);
  throw notUnderstood(problems.join('; '));
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw notUnderstood('it is not JSON');
  }
}

function notUnderstood(problem: string): AckringError {
  return new AckringError('ConfigurationInvalid', `the event was not understood: ${problem}`, {
    remedy: 'Send a timer\'s event, nothing at all, {"mode":"plan"} or {"mode":"apply"}.',
  });
}
