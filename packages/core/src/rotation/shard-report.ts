import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { RotationReport } from './report.js';
import { documentText } from './report-document.js';
import type { Shard } from './shard.js';
import type { DocumentStore } from './sink.js';

/** Where a shard leaves its report for the coordinator: a small ring of names, so that nothing piles up. */
function documentName({ index }: Pick<Shard, 'index'>): string {
  return `shard-${index}`;
}

const envelopeSchema = v.object({ runId: v.string(), clusters: v.string(), report: v.string() });

/** Where a cluster came or went between two parts of a run, a shard is no longer the one that was done. */
function fingerprint({ clusters, identities }: Pick<Shard, 'clusters' | 'identities'>): string {
  const names = [...identities, ...clusters.map(({ id }) => id)].join(' ');
  return createHash('sha256').update(names).digest('hex').slice(0, 16);
}

export async function keepShardReport(
  store: DocumentStore,
  shard: Shard,
  report: RotationReport,
  signal?: AbortSignal,
): Promise<void> {
  const text = documentText(report, store.maxBytes);
  const envelope = { runId: shard.runId, clusters: fingerprint(shard), report: text };
  await store.write(documentName(shard), JSON.stringify(envelope), signal);
}

/** The report of this very run's shard, or null while it is not there. */
export async function readShardReport(
  store: DocumentStore,
  shard: Shard,
  signal?: AbortSignal,
): Promise<RotationReport | null> {
  const text = await store.read(documentName(shard), signal);
  if (text === null) return null;
  const envelope = v.safeParse(v.pipe(v.string(), v.parseJson(), envelopeSchema), text);
  if (!envelope.success) return null;
  const { runId, clusters, report } = envelope.output;
  return runId === shard.runId && clusters === fingerprint(shard) ? parseReport(report) : null;
}

const reportSchema = v.looseObject({
  runId: v.string(),
  counts: v.record(v.string(), v.number()),
  outcomes: v.array(v.looseObject({ cluster: v.object({ id: v.string(), name: v.string() }) })),
  failures: v.array(v.looseObject({ what: v.string() })),
});

/** Our own writing read back: its frame is checked, its inside taken as it was written. */
export function parseReport(text: string): RotationReport | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), reportSchema), text);
  return parsed.success ? (parsed.output as unknown as RotationReport) : null;
}
