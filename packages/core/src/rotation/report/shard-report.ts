import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { DocumentStore } from '../sinks/sink.js';
import { credentialKey } from '../subject/subject.js';
import { readKeyed, writeKeyed } from './keyed-document.js';
import { countOutcomes, type RotationReport } from './report.js';

/** A part of a run, identified by its content: the list of clusters may have changed since it was cut. */
export interface ReportPart {
  readonly runId: string;
  /** Where it is stored: a small ring of names, so that nothing accumulates. */
  readonly place: string;
  readonly identities: readonly string[];
  readonly clusterIds: readonly string[];
}

/** Names a part by its content. */
export function partFingerprint({ clusterIds, identities }: ReportPart): string {
  const names = [...identities, ...clusterIds].join(' ');
  return createHash('sha256').update(names).digest('hex').slice(0, 16);
}

/** Identifies a part's report: the run, and the part as it was cut. */
function markOf(part: ReportPart): string {
  return `${part.runId} ${partFingerprint(part)}`;
}

/** Stores all of it, however long: each credential's outcome is read from it. */
export async function keepShardReport(
  store: DocumentStore,
  part: ReportPart,
  { outcomes, ...head }: RotationReport,
  signal?: AbortSignal,
): Promise<void> {
  const items = outcomes.map((value) => ({ key: credentialKey(value), value }));
  await writeKeyed(store, part.place, { mark: markOf(part), head, items }, { signal });
}

/**
 * The report of exactly this part of this run, or null while it does not exist. A part that was carried out twice may
 * have left outcomes of both: they are counted as found.
 */
export async function readShardReport(
  store: DocumentStore,
  part: ReportPart,
  signal?: AbortSignal,
): Promise<RotationReport | null> {
  const kept = await readKeyed(store, part.place, signal);
  if (kept?.mark !== markOf(part)) return null;
  const head = typeof kept.head === 'object' ? kept.head : {};
  const items = kept.items.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  const report = checkedReport({ ...head, outcomes: items.map(({ value }) => value) });
  return report === null ? null : { ...report, counts: countOutcomes(report.mode, report.outcomes) };
}

/** Whoever may write into a sink may write this. */
const instant = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

const reportSchema = v.looseObject({
  runId: v.string(),
  startedAt: instant,
  finishedAt: instant,
  counts: v.record(v.string(), v.number()),
  outcomes: v.array(
    v.looseObject({
      cluster: v.object({ id: v.string(), name: v.string() }),
      region: v.string(),
      identity: v.string(),
      condition: v.nullish(
        v.looseObject({ state: v.string(), reason: v.string(), heldUntil: v.nullable(instant) }),
      ),
    }),
  ),
  failures: v.array(v.looseObject({ what: v.string() })),
});

/** Our own output read back: its frame is checked, its content taken as written. */
export function parseReport(text: string): RotationReport | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  return parsed.success ? checkedReport(parsed.output) : null;
}

function checkedReport(value: unknown): RotationReport | null {
  const parsed = v.safeParse(reportSchema, value);
  return parsed.success ? (parsed.output as unknown as RotationReport) : null;
}
