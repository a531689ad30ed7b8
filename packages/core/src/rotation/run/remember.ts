import { toAckringError } from '../../errors.js';
import { digest, nothingTold } from '../alarm/alarm.js';
import { readAlarmMemory, writeAlarmMemory } from '../alarm/alarm-memory.js';
import type { Notifier } from '../alarm/notifier.js';
import type { Sink } from '../delivery/sink.js';
import { documentsOf, keepRun } from '../report/kept-runs.js';
import { outcomeError } from '../report/outcome-error.js';
import type { RotationFailure, RotationReport } from '../report/report.js';

export interface RememberOptions {
  readonly sinks: readonly Sink[];
  readonly notifiers: readonly Notifier[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * What comes after a run: tells people what changed, and keeps report and memory in the first sink that has
 * room for them. What fails here is added to the report and stops nothing; what could not be told is not
 * remembered as told, so that the next run tries again.
 */
export async function tellAndRemember(
  report: RotationReport,
  options: RememberOptions,
): Promise<RotationReport> {
  const store = documentsOf(options.sinks);
  const failures: RotationFailure[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      failures.push({ what, error: outcomeError(toAckringError(error)) });
      return null;
    }
  };
  const before =
    (await attempt('memory of alarms', () => readAlarmMemory(store, options.signal))) ?? nothingTold;
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
  await attempt('memory of alarms', () => writeAlarmMemory(store, remembered, options.signal));
  await attempt('report', () => keepRun(store, withFailures(report, failures), options.signal));
  return withFailures(report, failures);
}

/** Keeps a report and tells nobody: what comes of the run is not known yet. */
export async function keepOnly(
  report: RotationReport,
  { sinks, signal }: Pick<RememberOptions, 'sinks' | 'signal'>,
): Promise<RotationReport> {
  const store = documentsOf(sinks);
  if (store === null) return report;
  try {
    await keepRun(store, report, signal);
    return report;
  } catch (error) {
    return withFailures(report, [{ what: 'report', error: outcomeError(toAckringError(error)) }]);
  }
}

function withFailures(report: RotationReport, failures: readonly RotationFailure[]): RotationReport {
  if (failures.length === 0) return report;
  return { ...report, failures: [...report.failures, ...failures] };
}
