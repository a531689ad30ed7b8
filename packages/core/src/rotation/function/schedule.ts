import { Cron } from 'croner';

/** When a timer fires: at instants told by six cron fields in a time zone, or again and again after so long. */
export type Schedule =
  | { readonly kind: 'cron'; readonly fields: string; readonly timeZone: string }
  | { readonly kind: 'every'; readonly everyMs: number };

const everyPattern = /^@every\s+(\d+)(s|m|h)$/;
const zonePattern = /^(?:CRON_TZ|TZ)=(\S+)\s+(.+)$/;
const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads a timer trigger's expression (Function Compute: second first, UTC unless CRON_TZ says); null for none. */
export function parseSchedule(expression: string): Schedule | null {
  const text = expression.trim();
  const [, amount, unit] = everyPattern.exec(text) ?? [];
  if (amount !== undefined && (unit === 's' || unit === 'm' || unit === 'h')) {
    return { kind: 'every', everyMs: Number(amount) * unitsMs[unit] };
  }
  const [, timeZone = 'UTC', fields = text] = zonePattern.exec(text) ?? [];
  if (fields.split(/\s+/).length !== 6) return null;
  const schedule = { kind: 'cron', fields, timeZone } as const;
  return cronOf(schedule) === null ? null : schedule;
}

/** The next time it fires after an instant; null where only Function Compute knows, or where it never does. */
export function nextRun(schedule: Schedule, after: Date): Date | null {
  return schedule.kind === 'every' ? null : (cronOf(schedule)?.nextRun(after) ?? null);
}

/** The last time it must have fired before an instant; null where it never did. */
export function lastDue(schedule: Schedule, before: Date): Date | null {
  if (schedule.kind === 'every') return new Date(before.getTime() - schedule.everyMs);
  return cronOf(schedule)?.previousRuns(1, before)[0] ?? null;
}

/** Null for fields or a zone that no clock could follow. */
function cronOf({ fields, timeZone }: Extract<Schedule, { kind: 'cron' }>): Cron | null {
  try {
    const cron = new Cron(fields, { timezone: timeZone, paused: true });
    // The zone is looked at only when a time is asked for.
    cron.nextRun(new Date(0));
    return cron;
  } catch {
    return null;
  }
}
