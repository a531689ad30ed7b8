import test from 'ava';
import {
  type CredentialStatus,
  daysLeft,
  isShortened,
  isTemporary,
  isTemporaryLife,
  longTermStatusAt,
  renewableFrom,
  renewedFrom,
  statusAt,
  statusTurnsAt,
  usualValidity,
} from './certificate.js';
import { dayMs, minuteMs } from './duration.js';

const secondMs = 1_000;
const notAfter = new Date('2029-11-23T08:00:00Z');
const years = { notBefore: new Date('2026-11-24T07:55:00Z'), notAfter };

const statuses: readonly [what: string, leftMs: number, expected: CredentialStatus][] = [
  ['one second before the window', 180 * dayMs + secondMs, 'fresh'],
  ['at its opening, with 180 whole days left', 180 * dayMs, 'fresh'],
  ['one second inside it', 180 * dayMs - secondMs, 'renewable'],
  ['one second before the last 30 days', 30 * dayMs + secondMs, 'renewable'],
  ['with 30 whole days left', 30 * dayMs, 'renewable'],
  ['one second into the last 30 days', 30 * dayMs - secondMs, 'critical'],
  ['one second before the end', secondMs, 'critical'],
  ['at the end itself', 0, 'critical'],
  ['one second after the end', -secondMs, 'expired'],
];
for (const [what, leftMs, expected] of statuses) {
  test(`a credential ${what} is ${expected}`, (t) => {
    t.is(statusAt(years, new Date(notAfter.getTime() - leftMs)), expected);
  });
}

const lives: readonly [what: string, lifeMs: number, expected: boolean][] = [
  ['15 minutes', 15 * minuteMs, true],
  ['3 days, begun 5 minutes early', 3 * dayMs + 5 * minuteMs, true],
  ['3 days, begun 6 minutes early', 3 * dayMs + 6 * minuteMs, true],
  ['a second more than that', 3 * dayMs + 6 * minuteMs + secondMs, false],
  ['three years', 1095 * dayMs, false],
];
for (const [what, lifeMs, expected] of lives) {
  test(`a life of ${what} counts as ${expected ? '' : 'not '}temporary`, (t) => {
    const life = { notBefore: new Date(notAfter.getTime() - lifeMs), notAfter };
    t.is(isTemporary(life), expected);
    t.is(statusAt(life, new Date(notAfter.getTime() - secondMs)), expected ? 'temporary' : 'critical');
    t.is(statusAt(life, new Date(notAfter.getTime() + secondMs)), 'expired');
  });
}

for (const [minutes, expected] of [
  [14, false],
  [15, true],
  [4_320, true],
  [4_321, false],
] as const) {
  test(`a temporary kubeconfig of ${minutes} minutes ${expected ? 'can' : 'cannot'} be requested`, (t) => {
    t.is(isTemporaryLife(minutes), expected);
  });
}

const countdown: readonly [leftMs: number, expected: number][] = [
  [2 * dayMs, 2],
  [2 * dayMs - secondMs, 1],
  [dayMs, 1],
  [dayMs - secondMs, 0],
  [0, 0],
  [-secondMs, -1],
  [-dayMs, -1],
  [-dayMs - secondMs, -2],
];
for (const [leftMs, expected] of countdown) {
  test(`${leftMs / secondMs} seconds left are ${expected} whole days`, (t) => {
    t.is(daysLeft(notAfter, new Date(notAfter.getTime() - leftMs)), expected);
  });
}

const windows: readonly [end: string, days: number, opens: string][] = [
  // 180 days that contain a 29 February, and the same dates in a year without one.
  ['2028-06-01T00:00:00Z', 180, '2027-12-04T00:00:00Z'],
  ['2027-06-01T00:00:00Z', 180, '2026-12-03T00:00:00Z'],
  // 2100 is not a leap year, 2000 was.
  ['2100-06-01T00:00:00Z', 180, '2099-12-03T00:00:00Z'],
  ['2000-06-01T00:00:00Z', 180, '1999-12-04T00:00:00Z'],
  ['2028-02-29T12:00:00Z', 30, '2028-01-30T12:00:00Z'],
  ['2028-03-01T00:00:00Z', 1, '2028-02-29T00:00:00Z'],
  ['2027-03-01T00:00:00Z', 1, '2027-02-28T00:00:00Z'],
];
for (const [end, days, opens] of windows) {
  test(`${days} days before ${end} is ${opens}`, (t) => {
    t.is(renewableFrom(new Date(end), days).toISOString(), new Date(opens).toISOString());
  });
}

test('three years of 1,095 days end a day early when they contain a 29 February', (t) => {
  const issued = new Date('2026-11-24T08:00:00Z');
  t.is(new Date(issued.getTime() + 1095 * dayMs).toISOString(), '2029-11-23T08:00:00.000Z');
});

test('a certificate that is not valid yet is not fresh', (t) => {
  t.is(statusAt(years, new Date(years.notBefore.getTime() - secondMs)), 'notYetValid');
  t.is(statusAt(years, years.notBefore), 'fresh');
});

const lead: readonly [lifeDays: number, renewedBefore: number, criticalBefore: number][] = [
  [1, 1 / 3, 1 / 18],
  [30, 10, 10 / 6],
  [90, 30, 5],
  [365, 365 / 3, 365 / 18],
  [1095, 180, 30],
];
for (const [lifeDays, renewed, critical] of lead) {
  test(`a long-term certificate of ${lifeDays} d is judged by a third of its life, or 180 d`, (t) => {
    const life = { notBefore: new Date(notAfter.getTime() - lifeDays * dayMs), notAfter };
    const at = (daysLeft: number) => longTermStatusAt(life, new Date(notAfter.getTime() - daysLeft * dayMs));
    const aBit = 1 / 86_400;
    t.is(renewedFrom(life).getTime(), notAfter.getTime() - renewed * dayMs);
    t.is(at(renewed + aBit), 'fresh');
    t.is(at(renewed - aBit), 'renewable');
    t.is(at(critical + aBit), 'renewable');
    t.is(at(critical - aBit), 'critical');
    t.is(at(-aBit), 'expired');
    t.is(isShortened(life), lifeDays < 1095);
  });
}

test('of what only the end is known the usual life is assumed', (t) => {
  t.is(longTermStatusAt(usualValidity(notAfter), new Date(notAfter.getTime() - 100 * dayMs)), 'renewable');
});

const turning: readonly (readonly [what: string, lifeMs: number, statuses: readonly CredentialStatus[]])[] = [
  ['three years', 1095 * dayMs, ['notYetValid', 'fresh', 'renewable', 'critical', 'expired']],
  ['90 days', 90 * dayMs, ['notYetValid', 'fresh', 'renewable', 'critical', 'expired']],
  [
    'a life without whole milliseconds in its third',
    90 * dayMs + 1,
    ['notYetValid', 'fresh', 'renewable', 'critical', 'expired'],
  ],
  ['an hour', 60 * minuteMs, ['notYetValid', 'temporary', 'expired']],
];
for (const [what, lifeMs, expected] of turning) {
  test(`the statuses of ${what} turn at the instants that are told, and at no other`, (t) => {
    const life = { notBefore: new Date(notAfter.getTime() - lifeMs), notAfter };
    const seen: CredentialStatus[] = [];
    let at = life.notBefore.getTime() - dayMs;
    while (at !== Number.POSITIVE_INFINITY) {
      const [status, next] = [statusAt(life, new Date(at)), statusTurnsAt(life, new Date(at))];
      if (seen.at(-1) !== status) seen.push(status);
      t.true(next > at);
      const last = next === Number.POSITIVE_INFINITY ? at + 9 * dayMs : next - 1;
      t.is(statusAt(life, new Date(last)), status, `${last - at} ms later`);
      at = next;
    }
    t.deepEqual(seen, expected);
  });
}
