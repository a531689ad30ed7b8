import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { DocumentStore } from '../delivery/sink.js';
import type { Shard } from '../shard/shard.js';
import { readParted, writeParted } from './parted-document.js';
import type { RotationReport } from './report.js';

/** Where a shard leaves its report for the coordinator: a small ring of names, so that nothing piles up. */
function documentName({ index }: Pick<Shard, 'index'>): string {
  return `shard-${index}`;
}

/** Where a cluster came or went between two parts of a run, a shard is no longer the one that was done. */
function fingerprint({ clusters, identities }: Pick<Shard, 'clusters' | 'identities'>): string {
  const names = [...identities, ...clusters.map(({ id }) => id)].join(' ');
  return createHash('sha256').update(names).digest('hex').slice(0, 16);
}

/** What a shard's report is known by: the run, and the shard as it was cut. */
function markOf(shard: Shard): string {
  return `${shard.runId} ${fingerprint(shard)}`;
}

/** Keeps it whole, however long: what happened to each credential is told from it. */
export async function keepShardReport(
  store: DocumentStore,
  shard: Shard,
  { outcomes, ...head }: RotationReport,
  signal?: AbortSignal,
): Promise<void> {
  await writeParted(store, documentName(shard), { mark: markOf(shard), head, items: outcomes }, signal);
}

/** The report of this very run's shard, or null while it is not there. */
export async function readShardReport(
  store: DocumentStore,
  shard: Shard,
  signal?: AbortSignal,
): Promise<RotationReport | null> {
  const kept = await readParted(store, documentName(shard), signal);
  if (kept?.mark !== markOf(shard)) return null;
  const head = typeof kept.head === 'object' ? kept.head : {};
  return checkedReport({ ...head, outcomes: kept.items });
}

const reportSchema = v.looseObject({
  runId: v.string(),
  counts: v.record(v.string(), v.number()),
  outcomes: v.array(v.looseObject({ cluster: v.object({ id: v.string(), name: v.string() }) })),
  failures: v.array(v.looseObject({ what: v.string() })),
});

/** Our own writing read back: its frame is checked, its inside taken as it was written. */
export function parseReport(text: string): RotationReport | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  return parsed.success ? checkedReport(parsed.output) : null;
}

function checkedReport(value: unknown): RotationReport | null {
  const parsed = v.safeParse(reportSchema, value);
  return parsed.success ? (parsed.output as unknown as RotationReport) : null;
}
