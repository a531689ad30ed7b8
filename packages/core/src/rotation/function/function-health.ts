import { Cron } from 'croner';
import type { FunctionStatus } from '../../cloud/function-compute/api.js';
import { criticalDays } from '../../words/certificate.js';
import type { KeptRun, RunStanding } from '../report/kept-runs.js';
import { type FunctionLogLine, type RotationRecord, readRotationRecord } from './function-log.js';

/** What is right or wrong with the deployed function, by kind; `at` is the instant it refers to. */
export interface FunctionHealth {
  readonly level: 'ok' | 'warning' | 'critical' | 'unknown';
  readonly kind:
    | 'healthy'
    | 'notActive'
    | 'noTimer'
    | 'timerOff'
    | 'neverRan'
    | 'missedRun'
    | 'runFailed'
    | 'ranInPart'
    | 'consumersEnd'
    | 'consumersBroken'
    | 'runsUnknown';
  /** When it ran, should have run, or failed; null if it has no instant. */
  readonly at: Date | null;
  /** What failed, or the state's name; empty if the kind says everything. */
  readonly detail: string;
}

export interface HealthFacts {
  readonly status: Pick<FunctionStatus, 'state' | 'triggers' | 'modified'>;
  /** What the sinks remember; null if they could not be read. */
  readonly runs: readonly KeptRun[] | null;
  /** What the log says; null if it could not be read. */
  readonly records: readonly TimedRecord[] | null;
  /** How far back the log was read: it says nothing about earlier times. */
  readonly recordsSince: Date;
  readonly now: Date;
}

export interface TimedRecord {
  readonly at: Date;
  readonly record: RotationRecord;
}

/** The lines of a log that are the rotation's own. */
export function timedRecords(lines: readonly FunctionLogLine[]): readonly TimedRecord[] {
  return lines.flatMap(({ at, text }) => {
    const record = readRotationRecord(text);
    return record === null ? [] : [{ at, record }];
  });
}

/** How late a due run may start: Function Compute retries, and an event may wait for an hour (s.yaml). */
export const runGraceMs = 2 * 3_600_000;

/** What is not ready and ends within this many days is critical, as for `expiry --check`. */
const criticalMs = criticalDays * 86_400_000;

/**
 * Whether the function itself works, which it could not report otherwise: it exists, its timer is on, it ran when
 * last due, its last run did not fail, and what consumers hold is not about to end. Returns the worst finding.
 */
export function judgeFunction({ status, runs, records, recordsSince, now }: HealthFacts): FunctionHealth {
  if (status.state !== null && status.state !== 'Active') return critical('notActive', null, status.state);
  const timers = status.triggers.filter(({ type }) => type === 'timer');
  if (timers.length === 0) return critical('noTimer', null);
  const running = timers.filter(({ enabled }) => enabled);
  if (running.length === 0) return critical('timerOff', null);
  if (runs === null && records === null) return runsUnknown;
  const last = lastRun(runs ?? [], records ?? []);
  const failed = lastError(records ?? []);
  if (failed !== null && (last === null || failed.at > last.at))
    return critical('runFailed', failed.at, failed.detail);
  const due = latest(running.flatMap(({ cron }) => dueAt(cron, now) ?? []));
  const isMissed = due !== null && (last === null ? due > (status.modified ?? due) : last.at < due);
  // Without the kept runs, a log that does not reach back that far says nothing.
  if (isMissed && runs === null && due < recordsSince) return runsUnknown;
  if (isMissed) return critical('missedRun', due);
  if (last === null) return { level: 'warning', kind: 'neverRan', at: null, detail: '' };
  const { broken = 0, firstEnd = null } = last.standing ?? {};
  if (broken > 0) return critical('consumersBroken', last.at, String(broken));
  const end = firstEnd === null ? null : new Date(firstEnd);
  if (end !== null && end.getTime() - now.getTime() <= criticalMs) return critical('consumersEnd', end);
  if (last.problem !== '') return { level: 'warning', kind: 'ranInPart', at: last.at, detail: last.problem };
  return { level: 'ok', kind: 'healthy', at: last.at, detail: '' };
}

const runsUnknown: FunctionHealth = { level: 'unknown', kind: 'runsUnknown', at: null, detail: '' };

function critical(kind: FunctionHealth['kind'], at: Date | null, detail = ''): FunctionHealth {
  return { level: 'critical', kind, at, detail };
}

type SeenRun = Pick<KeptRun, 'mode' | 'startedAt' | 'counts' | 'failures'> & {
  readonly standing: RunStanding | null;
};

interface LastRun {
  readonly at: Date;
  readonly problem: string;
  readonly standing: RunStanding | null;
}

/** Only runs that change things count: requesting a plan proves nothing about the timer. */
function lastRun(runs: readonly KeptRun[], records: readonly TimedRecord[]): LastRun | null {
  const kept = runs.map(({ standing = null, ...run }): SeenRun => ({ ...run, standing }));
  const logged = records.flatMap(({ record }): readonly SeenRun[] =>
    record.kind === 'report'
      ? [
          {
            ...record,
            standing: null,
            failures: record.failures.map(({ what, error }) => `${what}: ${error.code}`),
          },
        ]
      : [],
  );
  const applied = [...kept, ...logged].filter(({ mode }) => mode === 'apply');
  const newest = applied.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))[0];
  if (newest === undefined) return null;
  const { counts, failures, standing } = newest;
  const problems = [...troubles(counts, standing), ...failures];
  return { at: new Date(newest.startedAt), problem: problems.join('; '), standing };
}

/** By their conditions if known, which include what was merely not tried. */
function troubles(counts: KeptRun['counts'], standing: RunStanding | null): readonly string[] {
  const { failing = counts['failed'] ?? 0, blocked = 0 } = standing?.conditions ?? {};
  return [
    ...(failing > 0 ? [`${failing} failed`] : []),
    ...(blocked > 0 ? [`${blocked} cannot be tried`] : []),
  ];
}

function lastError(records: readonly TimedRecord[]): { readonly at: Date; readonly detail: string } | null {
  const last = records.findLast(({ record }) => record.kind === 'error');
  return last?.record.kind === 'error' ? { at: last.at, detail: last.record.error.message } : null;
}

/** The last time it was due, grace included. */
function dueAt(cron: string | null, now: Date): Date | null {
  const schedule = cron === null ? null : parseSchedule(cron);
  return schedule === null ? null : lastDue(schedule, new Date(now.getTime() - runGraceMs));
}

function latest(instants: readonly Date[]): Date | null {
  return instants.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null;
}

/** When a timer fires: at instants given by six cron fields in a time zone, or at an interval. */
export type Schedule =
  | { readonly kind: 'cron'; readonly fields: string; readonly timeZone: string }
  | { readonly kind: 'every'; readonly everyMs: number };

const everyPattern = /^@every\s+(\d+)([smh])$/;

const zonePattern = /^(?:CRON_TZ|TZ)=(\S+)\s+(.+)$/;

const unitsMs: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Parses a timer trigger's expression (Function Compute: seconds first, UTC unless CRON_TZ says); null if invalid. */
export function parseSchedule(expression: string): Schedule | null {
  const text = expression.trim();
  const [, amount, unit = ''] = everyPattern.exec(text) ?? [];
  const unitMs = unitsMs.get(unit);
  if (unitMs !== undefined) return { kind: 'every', everyMs: Number(amount) * unitMs };
  const [, timeZone = 'UTC', fields = text] = zonePattern.exec(text) ?? [];
  if (fields.split(/\s+/).length !== 6) return null;
  const schedule = { kind: 'cron', fields, timeZone } as const;
  return cronOf(schedule) === null ? null : schedule;
}

/** The next time it fires after an instant; null if only Function Compute knows, or never. */
export function nextRun(schedule: Schedule, after: Date): Date | null {
  return schedule.kind === 'every' ? null : (cronOf(schedule)?.nextRun(after) ?? null);
}

/** The last time it must have fired before an instant; null if never. */
export function lastDue(schedule: Schedule, before: Date): Date | null {
  if (schedule.kind === 'every') return new Date(before.getTime() - schedule.everyMs);
  return cronOf(schedule)?.previousRuns(1, before)[0] ?? null;
}

/** Null for impossible fields or zones. */
function cronOf({ fields, timeZone }: Extract<Schedule, { kind: 'cron' }>): Cron | null {
  try {
    const cron = new Cron(fields, { timezone: timeZone });
    // The zone is only used when a time is computed.
    cron.nextRun(new Date(0));
    return cron;
  } catch {
    return null;
  }
}
