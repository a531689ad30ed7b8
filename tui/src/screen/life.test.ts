import { dayMs } from '@ackring/core/words';
import test from 'ava';
import { lifeBar } from './life.js';

const now = new Date('2026-11-24T00:00:00Z');

const looks = test.macro<[{ days: number; whole: number }, string]>({
  exec(t, { days, whole }, expected) {
    const notAfter = new Date(now.getTime() + days * dayMs);
    const bar = lifeBar({ notBefore: new Date(notAfter.getTime() - whole * dayMs), notAfter }, now, 17);
    t.is(`${bar.left}|${bar.spent}`, expected);
  },
  title: (_, { days, whole }) => `${days} of ${whole} days left`,
});

test(looks, { days: 1095, whole: 1095 }, '━━╎━━━━━━━━━━━━━━|');
test(looks, { days: 912, whole: 1095 }, '━━╎━━━━━━━━━━━|╍╍╍');
test(looks, { days: 181, whole: 1095 }, '━━|╎╍╍╍╍╍╍╍╍╍╍╍╍╍╍');
test(looks, { days: 12, whole: 1095 }, '╸|╍╎╍╍╍╍╍╍╍╍╍╍╍╍╍╍');
test(looks, { days: -1, whole: 1095 }, '|╍╍╎╍╍╍╍╍╍╍╍╍╍╍╍╍╍');
test(looks, { days: 365, whole: 365 }, '━━━━━╎━━━━━━━━━━━|');
test(looks, { days: 90, whole: 90 }, '━━━━━╎━━━━━━━━━━━|');
test(looks, { days: 29, whole: 90 }, '━━━━━|╎╍╍╍╍╍╍╍╍╍╍╍');
test(looks, { days: 20, whole: 30 }, '━━━━━╎━━━━━|╍╍╍╍╍╍');
test(looks, { days: 1, whole: 2 }, '━━━━━━━━|╍╍╍╍╍╍╍╍╍');

test('in a short bar days look otherwise than half a year', (t) => {
  const barOf = (days: number): string => {
    const notAfter = new Date(now.getTime() + days * dayMs);
    const { left, spent } = lifeBar(
      { notBefore: new Date(notAfter.getTime() - 1095 * dayMs), notAfter },
      now,
      3,
    );
    return `${left}|${spent}`;
  };
  t.deepEqual([barOf(12), barOf(178), barOf(912)], ['╸|╍╍', '━|╍╍', '━━|╍']);
});
