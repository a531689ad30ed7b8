import { AckringError } from '@ackring/core/errors';
import type { RotationMode } from '@ackring/core/rotation/report';
import * as v from 'valibot';

/** What the function is asked to do. */
export interface RotateRequest {
  readonly mode: RotationMode;
  /** For people and reports: `timer daily`, or `manual`. */
  readonly trigger: string;
}

const askSchema = v.strictObject({ mode: v.optional(v.picklist(['plan', 'apply']), 'apply') });

const timerSchema = v.object({
  triggerTime: v.pipe(v.string(), v.isoTimestamp()),
  triggerName: v.string(),
  payload: v.optional(v.string(), ''),
});

/**
 * Reads an event: a timer's (its payload may hold `{"mode":"plan"}`), or `{"mode":"plan"|"apply"}` by hand;
 * empty means apply. Throws ConfigurationInvalid for anything else: a function that changes things must not
 * guess what was meant.
 */
export function parseEvent(event: Uint8Array | string): RotateRequest {
  const text = typeof event === 'string' ? event : new TextDecoder().decode(event);
  const value = parseJson(text);
  const timer = v.safeParse(timerSchema, value);
  if (timer.success) {
    const { triggerName, payload } = timer.output;
    return { mode: parseAsk(parseJson(payload)).mode, trigger: `timer ${triggerName}` };
  }
  return { mode: parseAsk(value).mode, trigger: 'manual' };
}

function parseAsk(value: unknown): v.InferOutput<typeof askSchema> {
  const parsed = v.safeParse(askSchema, value);
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
