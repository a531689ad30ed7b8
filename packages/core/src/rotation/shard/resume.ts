import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { outcomeError, type RotationFailure } from '../report/report.js';
import type { Cut, Shard } from './shard.js';

/** A run that did not fit into one invocation, for the next one to resume: finished shards are not repeated. */
export interface Resume {
  readonly runId: string;
  /** The instant decisions refer to, the same in every part. */
  readonly now: Date;
  /** 1 for the first invocation after the timer's. */
  readonly part: number;
  /** The canaries failed. */
  readonly isHalted: boolean;
  /** The ids of the canary clusters. */
  readonly canaries: readonly string[];
  /** Where the others were cut into shards. */
  readonly cuts: readonly Cut[];
  /** Shards that were dispatched and may still be running, by content: the list may have changed since. */
  readonly underWay: readonly string[];
}

/** Two hours of ten-minute invocations; the rest then waits for the next timer. */
export const mostParts = 12;

const resumeSchema = v.object({
  kind: v.literal('resume'),
  runId: v.string(),
  now: v.pipe(v.string(), v.isoTimestamp()),
  part: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostParts)),
  underWay: v.array(v.string()),
  isHalted: v.boolean(),
  canaries: v.array(v.string()),
  cuts: v.array(v.object({ identities: v.array(v.string()), from: v.string() })),
});

/** The event that carries it. */
export function encodeResume(resume: Resume): string {
  return JSON.stringify({ kind: 'resume', ...resume });
}

/** Null if the event is not one. */
export function decodeResume(event: unknown): Resume | null {
  const parsed = v.safeParse(resumeSchema, event);
  if (!parsed.success) return null;
  const { kind: _kind, now, ...rest } = parsed.output;
  return { ...rest, now: new Date(now) };
}

/** What a report says while a run continues elsewhere. */
export function goesOn(unfinished: readonly Shard[], next: Resume): RotationFailure {
  const clusters = unfinished.reduce((sum, shard) => sum + shard.clusters.length, 0);
  const error = new AckringError(
    'TimedOut',
    say('{clusters} clusters did not fit into this invocation; part {part} goes on with them', {
      clusters,
      part: next.part + 1,
    }),
    { remedy: say('Wait for its report under the same run id; nothing is to be done.') },
  );
  return { what: 'time', error: outcomeError(error) };
}
