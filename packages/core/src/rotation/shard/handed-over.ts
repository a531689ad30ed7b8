import { createHash } from 'node:crypto';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { documentsOf } from '../report/kept-runs.js';
import { readKeyed, writeKeyed } from '../report/keyed-document.js';
import type { DocumentStore, Sink } from '../sinks/sink.js';

/**
 * Notes in a sink which events a run is about to send to its own function; what it noted before stays. Whoever may
 * invoke the function may not write there: an event that is not noted is theirs, and could name any cluster, any
 * record and any time. Throws what the store throws.
 */
export async function noteHandedOver(
  store: DocumentStore,
  runId: string,
  events: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const place = placeOf(runId);
  const before = await readKeyed(store, place, signal);
  const kept = before?.mark === runId ? before.items.map(({ key }) => key) : [];
  const all = new Set([...kept, ...events.map(digestOf)]);
  if (all.size === kept.length) return;
  const items = [...all].map((key) => ({ key, value: 1 }));
  await writeKeyed(store, place, { mark: runId, head: null, items }, { signal });
}

/** Throws Refused for an event that no run of this function has noted, and what the store throws. */
export async function refuseForgedEvent(
  sinks: readonly Sink[],
  { runId, event, signal }: { readonly runId: string; readonly event: string; readonly signal?: AbortSignal },
): Promise<void> {
  const store = documentsOf(sinks);
  const noted = store === null ? null : await readKeyed(store, placeOf(runId), signal);
  const digest = digestOf(event);
  if (noted?.mark === runId && noted.items.some(({ key }) => key === digest)) return;
  throw new AckringError('Refused', say('no run of this function has sent this part of a run to itself'), {
    remedy: say('Invoke it with {event}: it divides its work by itself.', { event: '{"mode":"apply"}' }),
  });
}

function digestOf(event: string): string {
  return createHash('sha256').update(event).digest('hex').slice(0, 32);
}

/** A few, so that one run seldom replaces what another still needs, and nothing accumulates. */
const places = 8;

function placeOf(runId: string): string {
  return `handed-over-${createHash('sha256').update(runId).digest().readUInt8(0) % places}`;
}
