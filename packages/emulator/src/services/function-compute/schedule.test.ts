import test from 'ava';
import { nextRun } from './trigger.js';

const next = test.macro({
  exec(t, expression: string, after: string, expected: string) {
    t.is(nextRun(expression, new Date(after))?.toISOString(), `${expected}.000Z`);
  },
  title: (what, expression) => `${what}: ${expression}`,
});

test('an interval', next, '@every 5m', '2026-11-24T08:01:30Z', '2026-11-24T08:06:30');
test('an interval of hours', next, '@every 2h', '2026-11-24T23:00:00Z', '2026-11-25T01:00:00');
test('six fields in UTC', next, '0 0 4 * * *', '2026-11-24T04:00:00Z', '2026-11-25T04:00:00');
test('seconds', next, '30 0 4 * * *', '2026-11-24T04:00:00Z', '2026-11-24T04:00:30');
test('a zone', next, 'CRON_TZ=Asia/Shanghai 0 0 4 * * *', '2026-11-24T08:00:00Z', '2026-11-24T20:00:00');
test('a weekday', next, '0 0 4 * * 1', '2026-11-24T08:00:00Z', '2026-11-30T04:00:00');
test('a month’s last hour', next, '0 30 23 31 * *', '2026-11-24T08:00:00Z', '2026-12-31T23:30:00');
test(
  'a night whose hour is skipped',
  next,
  'CRON_TZ=Europe/Berlin 0 30 2 * * *',
  '2027-03-27T12:00:00Z',
  '2027-03-28T01:00:00',
);

const refused = test.macro({
  exec(t, expression: string) {
    t.throws(() => nextRun(expression, new Date()), { code: 'InvalidArgument' });
  },
  title: (_, expression) => `not an expression: '${expression}'`,
});

test(refused, '0 4 * * *');
test(refused, '61 0 4 * * *');
test(refused, 'CRON_TZ=Nowhere/None 0 0 4 * * *');
test(refused, '@every soon');
test(refused, '');
