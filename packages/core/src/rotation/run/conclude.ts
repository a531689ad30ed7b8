import type { Clock } from '../../machine/clock.js';
import { toAckringError } from '../../words/errors.js';
import { assess } from '../alarm/assess.js';
import type { Beat, Heartbeat, Notifier } from '../alarm/notifier.js';
import { notifyAll } from '../alarm/notify.js';
import { noStandings, readStandings, type Standings, writeStandings } from '../alarm/standing.js';
import { within } from '../inventory/deadline.js';
import { documentsOf, keepRun, standingIn } from '../report/kept-runs.js';
import { outcomeError, type RotationFailure, type RotationReport } from '../report/report.js';
import type { DocumentStore, Sink } from '../sinks/sink.js';

export interface ConcludeOptions {
  readonly sinks: readonly Sink[];
  readonly notifiers: readonly Notifier[];
  readonly heartbeat: Heartbeat | null;
  /** The function that runs it, as `name@region`; null from a terminal. */
  readonly function?: string | null;
  readonly clock: Clock;
  /** When the host stops us; null if it does not. */
  readonly deadline?: Date | null | undefined;
}

/** The longest that a notifier may take, in ms, each on its own: one that hangs delays no other. */
const notifyMs = 10_000;
/** And the store: a large fleet is many documents. */
const storeMs = 20_000;

/**
 * What follows a run: determines every standing, keeps report and conditions in the first sink that has room for
 * them, notifies people of what is new, and sends a heartbeat. A failure here is added to the report and stops
 * nothing. If killed anywhere, the next run sends what was not sent: it is stored as unsent first.
 */
export async function conclude(report: RotationReport, options: ConcludeOptions): Promise<RotationReport> {
  const steps = createSteps(options);
  const store = documentsOf(options.sinks);
  const before = await steps.run('memory of alarms', (signal) =>
    readStandings(store, options.clock.now(), signal),
  );
  const assessed = assess(report, before ?? noStandings);
  // What could not be read is not overwritten: it may contain what this run did not see.
  const kept = (standings: Standings): Standings | null => (before === null ? null : standings);
  await keep(store, steps, assessed.report, kept(assessed.standings));
  const notified = await notifyAll(assessed, {
    notifiers: options.notifiers,
    limitMs: steps.limitMs(notifyMs),
    function: options.function ?? null,
    runId: report.runId,
  });
  for (const failure of notified.failures) steps.failures.push(failure);
  const final = withFailures(assessed.report, steps.failures);
  if (notified.standings !== assessed.standings || steps.failures.length > 0) {
    await keep(store, steps, final, kept(notified.standings));
  }
  const whole = withFailures(assessed.report, steps.failures);
  await sendBeats({ function: options.function ?? null, ...beatOf(whole) }, options, steps);
  return withFailures(assessed.report, steps.failures);
}

/** Keeps a report without notifying: the outcome of the run is not known yet. */
export async function keepOnly(
  report: RotationReport,
  options: Pick<ConcludeOptions, 'sinks' | 'clock' | 'deadline'>,
): Promise<RotationReport> {
  const steps = createSteps(options);
  await keep(documentsOf(options.sinks), steps, report, null);
  return withFailures(report, steps.failures);
}

/** Each step has its own time, and its failure is one line in the report. */
interface Steps {
  readonly failures: RotationFailure[];
  /** At most `mostMs`, and only a part of the remaining time. */
  limitMs(mostMs: number): number;
  run<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
}

function createSteps({ clock, deadline = null }: Pick<ConcludeOptions, 'clock' | 'deadline'>): Steps {
  const failures: RotationFailure[] = [];
  const limitMs = (mostMs: number): number => {
    const leftMs = deadline === null ? Number.POSITIVE_INFINITY : deadline.getTime() - clock.now().getTime();
    return Math.max(500, Math.min(mostMs, leftMs / 3));
  };
  return {
    failures,
    limitMs,
    run: async (what, work) => {
      try {
        return await within(limitMs(storeMs), what, work);
      } catch (error) {
        const known = failures.some((failure) => failure.what === what);
        if (!known) failures.push({ what, error: outcomeError(toAckringError(error)) });
        return null;
      }
    },
  };
}

async function keep(
  store: DocumentStore | null,
  steps: Steps,
  report: RotationReport,
  standings: Standings | null,
): Promise<void> {
  if (store === null) return;
  if (standings !== null) {
    await steps.run('memory of alarms', (signal) => writeStandings(store, standings, signal));
  }
  await steps.run('report', (signal) => keepRun(store, report, signal));
}

async function sendBeats(beat: Beat, { heartbeat, notifiers }: ConcludeOptions, steps: Steps): Promise<void> {
  const senders = [
    ...(heartbeat === null ? [] : [{ what: 'heartbeat', beat: heartbeat.beat }]),
    ...notifiers.flatMap((each) =>
      each.beat === undefined ? [] : [{ what: `heartbeat of ${each.name}`, beat: each.beat }],
    ),
  ];
  await Promise.all(senders.map((sender) => steps.run(sender.what, (signal) => sender.beat(beat, signal))));
}

function beatOf(report: RotationReport): Omit<Beat, 'function'> {
  const { runId, now, finishedAt, counts, failures } = report;
  return { runId, now, finishedAt, counts, ...standingIn(report), failures: failures.length };
}

function withFailures(report: RotationReport, failures: readonly RotationFailure[]): RotationReport {
  const known = new Set(report.failures.map(({ what }) => what));
  const added = failures.filter(({ what }) => !known.has(what));
  return added.length === 0 ? report : { ...report, failures: [...report.failures, ...added] };
}
