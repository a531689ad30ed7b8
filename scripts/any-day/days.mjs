// The instants for runs on other days, by what has broken programs before.

const dayMs = 86_400_000;
const zones = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];

/**
 * A day of each kind, the next after `now`: `{kind, at, zone}`, `zone` being the machine's. The last minutes of a day
 * are chosen so that midnight comes while the tests run. Every day of the week is among them.
 */
export function daysByKind(now) {
  const year = now.getUTCFullYear();
  const next = (instantOf) => {
    const at = [year, year + 1, year + 2, year + 3, year + 4, year + 8].map(instantOf);
    return new Date(at.find((each) => each > now.getTime()));
  };
  const days = [
    { kind: 'the last minute of a long month', at: next((y) => Date.UTC(y, 0, 31, 23, 59)), zone: 'UTC' },
    { kind: 'a leap day', at: next(leapDay), zone: 'Asia/Kathmandu' },
    { kind: 'the last minute of a year', at: next((y) => Date.UTC(y, 11, 31, 23, 59)), zone: zones[4] },
    {
      kind: 'a month that is not there yet in the west',
      at: next((y) => Date.UTC(y, 2, 1, 0, 30)),
      zone: zones[3],
    },
    {
      kind: 'clocks go forward',
      at: next((y) => sundayBefore(Date.UTC(y, 3, 1, 0, 59))),
      zone: 'Europe/Berlin',
    },
    {
      kind: 'clocks go back',
      at: next((y) => sundayBefore(Date.UTC(y, 10, 8, 5, 59))),
      zone: 'America/New_York',
    },
    // X.509 encodes years from 2050 on differently (RFC 5280, 4.1.2.5).
    { kind: 'lives that end after 2049', at: new Date(Date.UTC(2048, 5, 15, 9)), zone: 'Asia/Shanghai' },
    { kind: 'a day long gone', at: new Date(now.getTime() - 500 * dayMs), zone: 'Pacific/Pago_Pago' },
  ];
  return [...days, ...otherWeekdays(days, now)];
}

/** Any minute of the next eight years anywhere; `random` returns fractions below 1. */
export function anyDay(now, random) {
  const at = new Date(now.getTime() + Math.floor(random() * 8 * 365 * 1440) * 60_000);
  return { kind: 'any day', at, zone: zones[Math.floor(random() * zones.length)] };
}

/**
 * Returns fractions below 1 that stay the same from midnight to midnight, UTC: a failure of a short run can be
 * repeated that day, and other days get their turn tomorrow.
 */
export function fractionOfToday(now) {
  let state = Math.floor(now.getTime() / dayMs);
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

function leapDay(year) {
  const at = Date.UTC(year, 1, 29, 12);
  return new Date(at).getUTCMonth() === 1 ? at : 0;
}

/** The same time on the last Sunday before the day of `at`. */
function sundayBefore(at) {
  return at - (new Date(at).getUTCDay() || 7) * dayMs;
}

function otherWeekdays(days, now) {
  const seen = new Set(days.map(({ at }) => at.getUTCDay()));
  return Array.from({ length: 7 }, (_, index) => new Date(now.getTime() + (index + 1) * dayMs))
    .filter((at) => !seen.has(at.getUTCDay()))
    .map((at) => ({
      kind: `a ${at.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })}`,
      at,
      zone: 'UTC',
    }));
}
