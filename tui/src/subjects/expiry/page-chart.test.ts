import type { ExpiryEntry } from '@ackring/core/expiry';
import test from 'ava';
import { expiryPageChart } from './page-chart.js';

const words = { chartLabel: 'ends', window: (days: number) => `within ${days} days` };

/** The month of each bar, and how many end in it. */
function bars(now: string, ends: readonly string[]): Readonly<Record<string, number>> {
  const entries = ends.map((end) => ({ notAfter: new Date(end), status: 'fresh', isTemporary: false }));
  const chart = expiryPageChart(entries as unknown as readonly ExpiryEntry[], new Date(now), words);
  const labels = [...chart.matchAll(/x="([\d.]+)" y="[\d.]+">(\d{4}-\d{2})</g)].map(
    ([, x = '', month = '']) => [Number(x), month] as const,
  );
  const [[first, start] = [0, ''], [second] = [0]] = labels;
  const step = (second - first) / 3;
  const found = [...chart.matchAll(/class="bar \w+" x="([\d.]+)".*?text-anchor="middle">(\d+)</g)];
  return Object.fromEntries(
    found.map(([, x = '', count = '']) => {
      const months = Math.floor((Number(x) - first) / step);
      const [year = 0, month = 0] = start.split('-').map(Number);
      return [new Date(Date.UTC(year, month - 1 + months)).toISOString().slice(0, 7), Number(count)];
    }),
  );
}

const binned = test.macro<[string, readonly string[], Readonly<Record<string, number>>]>({
  exec: (t, now, ends, expected) => t.deepEqual(bars(now, ends), expected),
  title: (title) => `a bar of the page’s chart is a month of the calendar: ${title}`,
});

const december = ['2026-12-01T00:00:00Z', '2026-12-24T12:00:00Z', '2026-12-31T23:59:59Z'];
test('seen on a month’s last day', binned, '2026-11-30T12:00:00Z', december, { '2026-12': 3 });
test('seen on its first', binned, '2026-12-01T00:00:00Z', december, { '2026-12': 3 });
test(
  'what has ended is in none, and this month’s rest in the first',
  binned,
  '2026-11-24T00:00:00Z',
  ['2026-11-02T00:00:00Z', '2026-11-30T23:00:00Z', '2029-10-31T00:00:00Z', '2029-11-01T00:00:00Z'],
  { '2026-11': 1, '2029-10': 1 },
);
test(
  'in a leap year’s February',
  binned,
  '2028-02-29T00:00:00Z',
  ['2028-02-29T23:00:00Z', '2028-03-01T00:00:00Z'],
  {
    '2028-02': 1,
    '2028-03': 1,
  },
);
