import type { Clock } from '../../machine/clock.js';
import { toAckringError } from '../../words/errors.js';
import type { Beat, Heartbeat, Notifier } from '../alarm/notifier.js';
import { channelNames, notifyAll } from '../alarm/notify.js';
import { doubted, forgottenSince, isAfterGap, recollected } from '../alarm/recollect.js';
import { within } from '../inventory/deadline.js';
import { type Folded, fold, outageStanding } from '../ledger/fold.js';
import { noStandings, type Standings } from '../ledger/standing.js';
import { type Ledger, readLedger, writeLedger } from '../ledger/stored-ledger.js';
import { keepRun, readRuns, standingIn, storesOf } from '../report/kept-runs.js';
import {
  memoryFailure,
  outcomeError,
  type ReportedRight,
  type RotationFailure,
  type RotationReport,
} from '../report/report.js';
import type { DocumentStore, Sink } from '../sinks/sink.js';
import { type EndedRights, rightsFailure } from './ended-rights.js';

export interface ConcludeOptions {
  readonly sinks: readonly Sink[];
  readonly notifiers: readonly Notifier[];
  readonly heartbeat: Heartbeat | null;
  readonly rights?: EndedRights | null;
  /** The function that runs it, as `name@region`; null from a terminal. */
  readonly function?: string | null;
  readonly clock: Clock;
  /** As the run read it when it began; null if it did not. */
  readonly ledger?: Ledger | null | undefined;
  /** When the host stops us; null if it does not. */
  readonly deadline?: Date | null | undefined;
}

/** The longest that a notifier may take, in ms, each on its own: one that hangs delays no other. */
const notifyMs = 10_000;
/** And the store: a large fleet is many documents. */
const storeMs = 20_000;
/** And what takes rights back, whose lists lag: what is left is the next run's. */
const rightsMs = 60_000;

/**
 * What follows a run: takes back rights that have ended, determines every standing, keeps report and conditions in the
 * first sink that has room for them, notifies people of what is new, and sends a heartbeat. A failure here is added to
 * the report and stops nothing. If killed anywhere, the next run sends what was not sent: it is stored as unsent first.
 */
export async function conclude(ran: RotationReport, options: ConcludeOptions): Promise<RotationReport> {
  const steps = createSteps(options);
  const report = await withEndedRights(ran, options, steps);
  const stores = storesOf(options.sinks);
  const read =
    options.ledger ??
    (await steps.run(memoryFailure, (signal) => readLedger(stores, options.clock.now(), signal)));
  const torn = read?.trouble ?? null;
  const seen =
    torn === null ? report : withFailures(report, [{ what: memoryFailure, error: outcomeError(torn) }]);
  const folded = fold(seen, read === null ? noStandings : await recall(read, report, options, steps));
  const writing = { stores, steps, now: new Date(report.now) };
  const written = await keep(folded.report, folded.standings, { ...writing, read });
  const refusal = written?.trouble ?? null;
  if (refusal !== null) steps.failures.push({ what: memoryFailure, error: outcomeError(refusal) });
  const notified = await notifyAll(withMemoryOutage(folded, steps), {
    notifiers: options.notifiers,
    limitMs: steps.limitMs(notifyMs),
    function: options.function ?? null,
    runId: report.runId,
    isRecorded: written !== null,
  });
  for (const failure of notified.failures) steps.failures.push(failure);
  const final = withFailures(folded.report, steps.failures);
  if (notified.standings !== folded.standings || steps.failures.length > 0) {
    const standings = withForeign(notified.standings, folded.standings, written?.standings ?? noStandings);
    await keep(final, standings, { ...writing, read: written ?? read });
  }
  const whole = withFailures(folded.report, steps.failures);
  await sendBeats({ function: options.function ?? null, ...beatOf(whole) }, options, steps);
  return withFailures(folded.report, steps.failures);
}

/** Each as soon as it is done: what is cut off by the time limit takes nothing of that away. */
async function withEndedRights(
  report: RotationReport,
  { rights: ended = null }: ConcludeOptions,
  steps: Steps,
): Promise<RotationReport> {
  if (ended === null) return report;
  const rights: ReportedRight[] = [];
  const failures: RotationFailure[] = [];
  const heard: Parameters<EndedRights['takeBack']>[0] = (part) => {
    rights.push(...part.rights);
    failures.push(...part.failures);
  };
  await steps.run(rightsFailure, (signal) => ended.takeBack(heard, signal), rightsMs);
  const all = { ...report, rights: [...rights], failures: [...report.failures, ...failures] };
  // Like any other trouble it is told by an alarm.
  return withFailures(all, steps.failures);
}

/** What is remembered, and what runs without it told. Where nobody is told, nobody heard anything. */
async function recall(
  { standings, revisions }: Ledger,
  { startedAt }: RotationReport,
  { sinks, notifiers }: ConcludeOptions,
  steps: Steps,
): Promise<Standings> {
  const stores = storesOf(sinks);
  const [first] = stores;
  const channels = channelNames(notifiers);
  if (first === undefined || channels.length === 0) return standings;
  const runs = (await steps.run('report', (signal) => readRuns(first, signal))) ?? [];
  const now = new Date(startedAt);
  const mayLagBehind = isAfterGap(runs, now) && stores.some((store) => !revisions.has(store));
  const known = mayLagBehind ? doubted(standings) : standings;
  return recollected(known, forgottenSince(runs, now), channels);
}

/** What another run wrote meanwhile stays: its entries, and what it told of ours. */
function withForeign(notified: Standings, folded: Standings, written: Standings): Standings {
  const next = new Map(notified);
  for (const [key, standing] of written) {
    const [own, before] = [notified.get(key), folded.get(key)];
    if (before === undefined) next.set(key, own ?? standing);
    else if (own !== undefined) {
      const foreign = Object.entries(standing.told).filter(
        ([channel]) => !Object.hasOwn(before.told, channel),
      );
      next.set(key, { ...own, told: { ...Object.fromEntries(foreign), ...own.told } });
    }
  }
  return next;
}

/** A memory that took nothing is told by the run that finds it out: the next one knows nothing of it. */
function withMemoryOutage({ report, standings }: Folded, { failures }: Steps): Folded {
  const failure = failures.find(({ what }) => what === memoryFailure);
  if (failure === undefined) return { report, standings };
  const standing = outageStanding(failure, standings, new Date(report.now));
  return { report, standings: new Map(standings).set(standing.key, standing) };
}

/** Keeps a report without notifying: the outcome of the run is not known yet. */
export async function keepOnly(
  report: RotationReport,
  options: Pick<ConcludeOptions, 'sinks' | 'clock' | 'deadline'>,
): Promise<RotationReport> {
  const steps = createSteps(options);
  const writing = { stores: storesOf(options.sinks), steps, read: null, now: new Date(report.now) };
  await keep(report, null, writing);
  return withFailures(report, steps.failures);
}

/** Each step has its own time, and its failure is one line in the report. */
interface Steps {
  readonly failures: RotationFailure[];
  /** At most `mostMs`, and only a part of the remaining time. */
  limitMs(mostMs: number): number;
  run<T>(what: string, work: (signal: AbortSignal) => Promise<T>, mostMs?: number): Promise<T | null>;
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
    run: async (what, work, mostMs = storeMs) => {
      try {
        return await within(limitMs(mostMs), what, work);
      } catch (error) {
        const known = failures.some((failure) => failure.what === what);
        if (!known) failures.push({ what, error: outcomeError(toAckringError(error)) });
        return null;
      }
    },
  };
}

interface Writing {
  readonly stores: readonly DocumentStore[];
  readonly steps: Steps;
  /** What could not be read is not overwritten: it may contain what this run did not see. */
  readonly read: Ledger | null;
  readonly now: Date;
}

/** The ledger as it is written; null if it is not. */
async function keep(
  report: RotationReport,
  standings: Standings | null,
  { stores, steps, read, now }: Writing,
): Promise<Ledger | null> {
  const [first] = stores;
  if (first === undefined) return null;
  const written =
    standings === null || read === null
      ? null
      : await steps.run(memoryFailure, (signal) => writeLedger(stores, standings, { read, now, signal }));
  const forgot = standings !== null && written === null;
  await steps.run('report', (signal) => keepRun(first, report, { forgot, signal }));
  return written;
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
