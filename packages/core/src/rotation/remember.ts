import * as v from 'valibot';
import { toAckringError } from '../errors.js';
import { type AlarmMemory, digest, nothingTold } from './alarm.js';
import type { Notifier } from './notifier.js';
import { outcomeError } from './outcome-error.js';
import type { RotationFailure, RotationReport } from './report.js';
import { documentText } from './report-document.js';
import type { DocumentStore, Sink } from './sink.js';

const memorySchema = v.object({
  told: v.record(v.string(), v.object({ state: v.string(), label: v.string() })),
});

export interface RememberOptions {
  readonly sinks: readonly Sink[];
  readonly notifiers: readonly Notifier[];
  readonly signal?: AbortSignal | undefined;
}

/** Names of the documents kept beside the credentials. */
export const documentNames = { memory: 'alarms', latest: 'latest', runs: 'runs' } as const;

/**
 * What comes after a run: tells people what changed, and keeps report and memory in the first sink that has
 * room for them. What fails here is added to the report and stops nothing; what could not be told is not
 * remembered as told, so that the next run tries again.
 */
export async function tellAndRemember(
  report: RotationReport,
  options: RememberOptions,
): Promise<RotationReport> {
  const store = options.sinks.find(({ documents }) => documents !== null)?.documents ?? null;
  const failures: RotationFailure[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      failures.push({ what, error: outcomeError(toAckringError(error)) });
      return null;
    }
  };
  const before = (await attempt('memory of alarms', () => readMemory(store, options.signal))) ?? nothingTold;
  const { alarms, memory } = digest(report, before);
  const notice = { runId: report.runId, now: report.now, counts: report.counts, alarms };
  let isTold = alarms.length === 0;
  for (const notifier of alarms.length === 0 ? [] : options.notifiers) {
    const sent = await attempt(`notifier ${notifier.name}`, async () => {
      await notifier.send(notice, options.signal);
      return true;
    });
    isTold ||= sent === true;
  }
  const isSilent = options.notifiers.length === 0;
  const remembered = isTold || isSilent ? memory : before;
  const told = withFailures(report, failures);
  if (store === null) return told;
  await attempt('memory of alarms', () => store.write(documentNames.memory, JSON.stringify(remembered)));
  await attempt('report', () => keepReport(store, withFailures(report, failures), options.signal));
  return withFailures(report, failures);
}

async function readMemory(store: DocumentStore | null, signal?: AbortSignal): Promise<AlarmMemory> {
  const text = await store?.read(documentNames.memory, signal);
  if (text === null || text === undefined) return nothingTold;
  const parsed = v.safeParse(memorySchema, parseOrNull(text));
  return parsed.success ? parsed.output : nothingTold;
}

function withFailures(report: RotationReport, failures: readonly RotationFailure[]): RotationReport {
  if (failures.length === 0) return report;
  return { ...report, failures: [...report.failures, ...failures] };
}

const runsKept = 30;

const runSchema = v.looseObject({ runId: v.string() });

async function keepReport(store: DocumentStore, report: RotationReport, signal?: AbortSignal): Promise<void> {
  await store.write(documentNames.latest, documentText(report, store.maxBytes), signal);
  const text = await store.read(documentNames.runs, signal);
  const parsed = v.safeParse(v.array(runSchema), parseOrNull(text ?? '[]'));
  const { outcomes: _outcomes, failures, ...summary } = report;
  const run = {
    ...summary,
    failures: failures.map(({ what, error }) => `${what}: ${error.code}`).slice(0, 5),
  };
  const earlier = (parsed.success ? parsed.output : []).filter(({ runId }) => runId !== report.runId);
  await store.write(documentNames.runs, JSON.stringify([run, ...earlier].slice(0, runsKept)), signal);
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
