import test from 'ava';
import { lastDue, nextRun, parseSchedule } from './function-health.js';

const instants = test.macro({
  exec(t, expression: string, at: string, next: string | null, last: string | null) {
    const schedule = parseSchedule(expression);
    if (schedule === null) throw new Error('no schedule');
    const now = new Date(at);
    t.is(nextRun(schedule, now)?.toISOString() ?? null, next);
    t.is(lastDue(schedule, now)?.toISOString() ?? null, last);
  },
  title: (_, expression, at) => `${expression} seen at ${at}`,
});

const daily = 'CRON_TZ=Asia/Shanghai 0 0 4 * * *';
test(instants, daily, '2026-11-24T19:59:59Z', '2026-11-24T20:00:00.000Z', '2026-11-23T20:00:00.000Z');
test(instants, daily, '2026-11-24T20:00:00Z', '2026-11-25T20:00:00.000Z', '2026-11-23T20:00:00.000Z');
test(instants, daily, '2026-11-24T20:00:01Z', '2026-11-25T20:00:00.000Z', '2026-11-24T20:00:00.000Z');
test(
  instants,
  '0 30 4 * * *',
  '2028-02-28T05:00:00Z',
  '2028-02-29T04:30:00.000Z',
  '2028-02-28T04:30:00.000Z',
);
test(
  instants,
  'CRON_TZ=Europe/Berlin 0 30 2 * * *',
  '2026-10-25T03:00:00Z',
  '2026-10-26T01:30:00.000Z',
  '2026-10-25T00:30:00.000Z',
);
test(instants, '0 0 4 1 1 *', '2026-11-24T00:00:00Z', '2027-01-01T04:00:00.000Z', '2026-01-01T04:00:00.000Z');
test(instants, '@every 30s', '2026-11-24T00:00:00Z', null, '2026-11-23T23:59:30.000Z');
test(instants, '@every 12h', '2026-11-24T00:00:00Z', null, '2026-11-23T12:00:00.000Z');
test(
  instants,
  ' 0 0 4 * * * ',
  '2026-11-24T00:00:00Z',
  '2026-11-24T04:00:00.000Z',
  '2026-11-23T04:00:00.000Z',
);
test(instants, '0 0 0 30 2 *', '2026-11-24T00:00:00Z', null, null);
test(instants, '@every 4m', '2026-11-24T00:00:00Z', null, '2026-11-23T23:56:00.000Z');

for (const expression of ['', '0 4 * * *', 'CRON_TZ=Nowhere/At_All 0 0 4 * * *', '@every day', 'at four']) {
  test(`"${expression}" is not a schedule`, (t) => {
    t.is(parseSchedule(expression), null);
  });
}
