import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { DocumentStore } from '../delivery/sink.js';
import { readParted, writeParted } from '../report/parted-document.js';
import { type AlarmMemory, nothingTold } from './alarm.js';

const name = 'alarms';

/** One thing that was told, as `[key, state, label]`. */
const itemsSchema = v.array(v.tuple([v.string(), v.string(), v.string()]));

/** What was told so far; what cannot be made out counts as nothing told. Throws what the store throws. */
export async function readAlarmMemory(
  store: DocumentStore | null,
  signal?: AbortSignal,
): Promise<AlarmMemory> {
  const kept = store === null ? null : await readParted(store, name, signal);
  const items = v.safeParse(itemsSchema, kept?.items);
  if (!items.success) return nothingTold;
  return { told: Object.fromEntries(items.output.map(([key, state, label]) => [key, { state, label }])) };
}

export async function writeAlarmMemory(
  store: DocumentStore,
  { told }: AlarmMemory,
  signal?: AbortSignal,
): Promise<void> {
  const items = Object.entries(told).map(([key, { state, label }]) => [key, state, label]);
  // By what it says, so that the same memory is the same document, and no new version of a secret.
  const mark = createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 16);
  await writeParted(store, name, { mark, head: null, items }, signal);
}
