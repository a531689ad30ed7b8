import * as v from 'valibot';
import type { RotationReport } from './report.js';
import { documentText } from './report-document.js';
import type { Shard } from './shard.js';
import type { DocumentStore } from './sink.js';

/** Where a shard leaves its report for the coordinator: a small ring of names, so that nothing piles up. */
function documentName({ index }: Pick<Shard, 'index'>): string {
  return `shard-${index}`;
}

const envelopeSchema = v.object({ runId: v.string(), report: v.string() });

export async function keepShardReport(
  store: DocumentStore,
  shard: Pick<Shard, 'index' | 'runId'>,
  report: RotationReport,
  signal?: AbortSignal,
): Promise<void> {
  const text = documentText(report, store.maxBytes);
  await store.write(documentName(shard), JSON.stringify({ runId: shard.runId, report: text }), signal);
}

/** The report of this very run's shard, or null while it is not there. */
export async function readShardReport(
  store: DocumentStore,
  shard: Pick<Shard, 'index' | 'runId'>,
  signal?: AbortSignal,
): Promise<RotationReport | null> {
  const text = await store.read(documentName(shard), signal);
  if (text === null) return null;
  const envelope = v.safeParse(v.pipe(v.string(), v.parseJson(), envelopeSchema), text);
  if (!envelope.success || envelope.output.runId !== shard.runId) return null;
  return parseReport(envelope.output.report);
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
