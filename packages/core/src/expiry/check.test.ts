import test from 'ava';
import { dayMs } from '../words/duration.js';
import { type CheckLevel, checkExpiry, type ExpiryEntry } from './expiry.js';

const now = new Date('2026-11-24T00:00:00Z');
const secondMs = 1_000;
const thresholds = { now, warnDays: 180, criticalDays: 30, unread: 0 };

const isAtLevel = test.macro<[number, CheckLevel]>({
  exec(t, leftMs, level) {
    t.is(checkExpiry([entry(leftMs), entry(900 * dayMs)], thresholds).level, level);
  },
  title: (_, leftMs, level) => `${leftMs / dayMs} days left is ${level}`,
});

test(isAtLevel, 180 * dayMs, 'ok');
test(isAtLevel, 180 * dayMs - secondMs, 'warning');
test(isAtLevel, 30 * dayMs, 'warning');
test(isAtLevel, 30 * dayMs - secondMs, 'critical');
test(isAtLevel, 0, 'critical');
test(isAtLevel, -secondMs, 'critical');

test('the counts partition the fleet', (t) => {
  const lefts = [-1, 5, 29, 31, 100, 179, 181, 1000];
  const result = checkExpiry(
    lefts.map((days) => entry(days * dayMs)),
    thresholds,
  );
  t.like(result, { expired: 1, critical: 2, warning: 3, total: 8 });
  t.is(result.soonest?.notAfter.getTime(), now.getTime() + 5 * dayMs);
  t.is(checkExpiry([entry(-dayMs)], thresholds).soonest, null);
  const soonest = (...days: readonly number[]) =>
    checkExpiry(
      days.map((each) => entry(each * dayMs)),
      thresholds,
    ).soonest?.notAfter;
  // Whatever their order, and at its last instant too.
  t.deepEqual(soonest(9, -1, 5, 7), soonest(5));
  t.deepEqual(soonest(9, 0, -1), now);
});

test('one has expired after its last instant, and is critical until then', (t) => {
  t.like(checkExpiry([entry(0)], thresholds), { expired: 0, critical: 1 });
  t.like(checkExpiry([entry(-1)], thresholds), { expired: 1, critical: 0 });
});

test('of a usual life what was asked for counts, wider than its window too', (t) => {
  const wide = { ...thresholds, warnDays: 300, criticalDays: 200 };
  t.is(checkExpiry([entry(250 * dayMs)], wide).level, 'warning');
  t.is(checkExpiry([entry(190 * dayMs)], wide).level, 'critical');
});

test('clusters that could not be read turn "ok" into unknown, and hide nothing worse', (t) => {
  const unread = { ...thresholds, unread: 1 };
  t.is(checkExpiry([entry(900 * dayMs)], unread).level, 'unknown');
  t.is(checkExpiry([entry(100 * dayMs)], unread).level, 'warning');
  t.is(checkExpiry([entry(1 * dayMs)], unread).level, 'critical');
});

const beside: readonly [what: string, change: Partial<ExpiryEntry>, counted: number][] = [
  ['the same again', {}, 1],
  ['another end', { notAfter: new Date(now.getTime() + 6 * dayMs) }, 2],
  ['another holder', { identity: { ...entry(0).identity, uid: '2' } }, 2],
  ['another cluster', { cluster: { id: 'c2', name: 'one' } }, 2],
];
for (const source of ['file', 'sink'] as const) {
  for (const [what, change, counted] of beside) {
    test(`a ${source} with ${what} as the server makes ${counted} in all`, (t) => {
      const held: ExpiryEntry = { ...entry(5 * dayMs), source, ...change };
      t.like(checkExpiry([held, entry(5 * dayMs)], thresholds), { total: counted, critical: counted });
      // Where the server was not read, each counts.
      t.is(checkExpiry([held, { ...held, file: 'b' }], thresholds).total, 2);
    });
  }
}

test('an empty fleet is ok, and temporary kubeconfigs raise no alarm', (t) => {
  t.is(checkExpiry([], thresholds).level, 'ok');
  t.is(checkExpiry([{ ...entry(1), status: 'temporary', isTemporary: true }], thresholds).level, 'ok');
});

test('a temporary kubeconfig that has ended is as it should be, and no alarm', (t) => {
  const ended: ExpiryEntry = { ...entry(-9 * dayMs), source: 'file', status: 'expired', isTemporary: true };
  t.like(checkExpiry([ended], thresholds), { level: 'ok', expired: 0, total: 0, soonest: null });
  t.is(checkExpiry([ended, entry(-dayMs)], thresholds).expired, 1);
});

const lives: readonly [lifeDays: number, lastOk: number, lastWarning: number][] = [
  [1, 8 / 24, 8 / 144],
  [30, 10, 10 / 6],
  [90, 30, 5],
  [365, 365 / 3, 365 / 18],
  [1095, 180, 30],
];

for (const [lifeDays, warn, critical] of lives) {
  test(`of a life of ${lifeDays} d, warnings begin ${warn} d before the end`, (t) => {
    const levelAt = (days: number, asked = thresholds) => {
      const one = entry(days * dayMs);
      const notBefore = new Date(one.notAfter.getTime() - lifeDays * dayMs);
      return checkExpiry([{ ...one, notBefore }], asked).level;
    };
    const aBit = 1 / 86_400;
    t.is(levelAt(warn + aBit), 'ok');
    t.is(levelAt(warn - aBit), 'warning');
    t.is(levelAt(critical + aBit), 'warning');
    t.is(levelAt(critical - aBit), 'critical');
    // A stricter limit than its own is kept.
    t.is(levelAt(warn - aBit, { ...thresholds, warnDays: warn / 2, criticalDays: 0 }), 'ok');
  });
}

function entry(leftMs: number): ExpiryEntry {
  return {
    source: 'server',
    cluster: { id: 'c1', name: 'one' },
    region: 'cn-hangzhou',
    identity: { uid: '1', name: 'tom', type: 'user', state: 'active' },
    notBefore: null,
    notAfter: new Date(now.getTime() + leftMs),
    daysLeft: Math.floor(leftMs / dayMs),
    status: 'fresh',
    renewableFrom: null,
    isTemporary: false,
    file: null,
    context: null,
  };
}
