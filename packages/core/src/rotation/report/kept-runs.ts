import * as v from 'valibot';
import type { ConditionState } from '../credential/condition.js';
import type { DocumentStore, Sink } from '../sinks/sink.js';
import type { RotationMode, RotationOutcome, RotationReport } from './report.js';
import { parseReport } from './shard-report.js';

/** A summary of one past run. */
export interface KeptRun {
  readonly runId: string;
  readonly mode: RotationMode;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Each as `what: code`. */
  readonly failures: readonly string[];
  /** What it told is not remembered. */
  readonly forgot?: true;
  /** The conditions of our own credentials; missing from runs that older versions kept. */
  readonly standing?: RunStanding;
}

/** A summary of what a run found about our own credentials. */
export interface RunStanding {
  readonly conditions: Readonly<Record<ConditionState, number>>;
  /** How many have a consumer with nothing usable. */
  readonly broken: number;
  /** When the first of those that are not ready ends; RFC 3339; null if none, or unknown. */
  readonly firstEnd: string | null;
}

/** What the sinks remember of past runs; contains no secret. */
export interface KeptRuns {
  /** Newest first, thirty at most. */
  readonly runs: readonly KeptRun[];
  readonly latest: RotationReport | null;
  readonly previous: RotationReport | null;
}

const runsKept = 30;

const names = { latest: 'latest', previous: 'previous', runs: 'runs' } as const;

const runSchema = v.object({
  runId: v.string(),
  mode: v.picklist(['plan', 'apply']),
  startedAt: v.string(),
  finishedAt: v.string(),
  counts: v.record(v.string(), v.number()),
  failures: v.array(v.string()),
  forgot: v.optional(v.literal(true)),
  standing: v.optional(
    v.object({
      conditions: v.object({
        ready: v.number(),
        pending: v.number(),
        failing: v.number(),
        blocked: v.number(),
      }),
      broken: v.number(),
      firstEnd: v.nullable(v.string()),
    }),
  ),
});

/** Every sink that has room for documents, in the configuration's order. */
export function storesOf(sinks: readonly Sink[]): readonly DocumentStore[] {
  return sinks.flatMap(({ documents }) => documents ?? []);
}

/** The first sink that has room for documents. */
export function documentsOf(sinks: readonly Sink[]): DocumentStore | null {
  return sinks.find(({ documents }) => documents !== null)?.documents ?? null;
}

/** Reads what past runs left; empty if no sink keeps any. Throws what the sink throws. */
export async function readKeptRuns(sinks: readonly Sink[], signal?: AbortSignal): Promise<KeptRuns> {
  const store = documentsOf(sinks);
  if (store === null) return { runs: [], latest: null, previous: null };
  const [runs, latest, previous] = await Promise.all([
    readRuns(store, signal),
    store.read(names.latest, signal),
    store.read(names.previous, signal),
  ]);
  return { runs, latest: reportOf(latest), previous: reportOf(previous) };
}

export interface KeepRun {
  /** What the run told is not remembered. */
  readonly forgot?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps a report, and the one before it to compare it with. */
export async function keepRun(
  store: DocumentStore,
  report: RotationReport,
  { forgot, signal }: KeepRun = {},
): Promise<void> {
  const earlier = await store.read(names.latest, signal);
  if (earlier !== null && reportOf(earlier)?.runId !== report.runId) {
    await store.write(names.previous, earlier, signal);
  }
  await store.write(names.latest, documentText(report, store.fits), signal);
  const others = (await readRuns(store, signal)).filter(({ runId }) => runId !== report.runId);
  const own = { ...summary(report), ...(forgot ? { forgot } : {}) };
  await store.write(names.runs, JSON.stringify([own, ...others].slice(0, runsKept)), signal);
}

/** Past runs, newest first. Throws what the store throws. */
export async function readRuns(store: DocumentStore, signal?: AbortSignal): Promise<readonly KeptRun[]> {
  const text = await store.read(names.runs, signal);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(runSchema)), text);
  if (!parsed.success) return [];
  return parsed.output.map(({ standing, forgot, ...run }) => ({
    ...run,
    ...(forgot === undefined ? {} : { forgot }),
    ...(standing === undefined ? {} : { standing }),
  }));
}

function summary(report: RotationReport): KeptRun {
  const { runId, mode, startedAt, finishedAt, counts, failures } = report;
  const told = failures.slice(0, 5).map(({ what, error }) => `${what}: ${error.code}`);
  const standing = standingIn(report);
  return { runId, mode, startedAt, finishedAt, counts: { ...counts }, failures: told, standing };
}

/** Neither others' credentials nor another account's clusters are ours to count. */
export function standingIn({ outcomes }: Pick<RotationReport, 'outcomes'>): RunStanding {
  const conditions = { ready: 0, pending: 0, failing: 0, blocked: 0 };
  let broken = 0;
  let firstEnd: string | null = null;
  for (const { condition, holder } of outcomes) {
    if (condition == null || holder !== null || condition.reason === 'ClusterNotOurs') continue;
    const { state, brokenSince, heldUntil } = condition;
    conditions[state] += 1;
    if (brokenSince !== null) broken += 1;
    if (state !== 'ready' && heldUntil !== null && (firstEnd === null || heldUntil < firstEnd)) {
      firstEnd = heldUntil;
    }
  }
  return { conditions, broken, firstEnd };
}

function reportOf(text: string | null): RotationReport | null {
  return text === null ? null : parseReport(text);
}

/**
 * A report as it is kept: whole if there is room, else without uneventful outcomes, and finally with as many outcomes
 * as fit. The counts are always complete; `truncated` says that outcomes are missing.
 */
export function documentText(report: RotationReport, fits: (text: string) => boolean): string {
  const whole = JSON.stringify(report);
  if (fits(whole)) return whole;
  const eventful = report.outcomes.filter(isEventful);
  const withFirst = (count: number): string =>
    JSON.stringify({ ...report, outcomes: eventful.slice(0, count), truncated: true });
  const count = mostThatFit(eventful.length, (each) => fits(withFirst(each)));
  if (count > 0) return withFirst(count);
  return JSON.stringify({ ...report, outcomes: [], failures: report.failures.slice(0, 10), truncated: true });
}

function mostThatFit(count: number, fits: (count: number) => boolean): number {
  if (fits(count)) return count;
  let [least, tooMany] = [0, count];
  while (tooMany - least > 1) {
    const middle = Math.floor((least + tooMany) / 2);
    if (fits(middle)) least = middle;
    else tooMany = middle;
  }
  return least;
}

function isEventful({ decision, error, deferred }: RotationOutcome): boolean {
  return error !== null || deferred !== null || !['keep', 'skip'].includes(decision.kind);
}
