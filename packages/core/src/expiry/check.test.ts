import test from 'ava';
import { type CheckLevel, checkExpiry, type ExpiryEntry } from './expiry.js';

const now = new Date('2026-11-24T00:00:00Z');
const secondMs = 1_000;
const dayMs = 86_400_000;
const thresholds = { now, warnDays: 180, criticalDays: 30, unread: 0 };

const isAtLevel = test.macro<[number, CheckLevel]>({
  exec(t, leftMs, level) {
    t.is(checkExpiry([entry(leftMs), entry(900 * dayMs)], thresholds).level, level);
  },
  title: (_, leftMs, level) => `${leftMs / dayMs} days left is ${level}`,
});

test(isAtLevel, 180 * dayMs + secondMs, 'ok');
test(isAtLevel, 180 * dayMs, 'warning');
test(isAtLevel, 30 * dayMs + secondMs, 'warning');
test(isAtLevel, 30 * dayMs, 'critical');
test(isAtLevel, 0, 'critical');
test(isAtLevel, -secondMs, 'critical');

test('the counts partition the fleet', (t) => {
  const lefts = [-1, 5, 29, 31, 100, 179, 181, 1000];
  const result = checkExpiry(
    lefts.map((days) => entry(days * dayMs)),
    thresholds,
  );
  t.like(result, { expired: 1, critical: 2, warning: 3, total: 8 });
  t.is(result.soonest?.notAfter.getTime(), now.getTime() - dayMs);
});

test('clusters that could not be read turn "ok" into unknown, and hide nothing worse', (t) => {
  const unread = { ...thresholds, unread: 1 };
  t.is(checkExpiry([entry(900 * dayMs)], unread).level, 'unknown');
  t.is(checkExpiry([entry(100 * dayMs)], unread).level, 'warning');
  t.is(checkExpiry([entry(1 * dayMs)], unread).level, 'critical');
});

test('an empty fleet is ok, and temporary kubeconfigs raise no alarm', (t) => {
  t.is(checkExpiry([], thresholds).level, 'ok');
  t.is(checkExpiry([{ ...entry(1), status: 'temporary' }], thresholds).level, 'ok');
});

function entry(leftMs: number): ExpiryEntry {
  return {
    source: 'server',
    cluster: { id: 'c1', name: 'one' },
    region: 'cn-hangzhou',
    identity: { uid: '1', name: 'tom', type: 'user', state: 'active' },
    notAfter: new Date(now.getTime() + leftMs),
    daysLeft: Math.floor(leftMs / dayMs),
    status: 'fresh',
    isTemporary: false,
    file: null,
    context: null,
  };
}
