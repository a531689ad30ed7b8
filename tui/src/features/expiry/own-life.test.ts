import { type ExpiryEntry, serverExpiry } from '@ackring/core/expiry';
import type { KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import { dayMs } from '@ackring/core/words';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { en } from '../../languages/en.js';
import { expiryPage } from '../../subjects/expiry/page.js';
import { expiryPageChart } from '../../subjects/expiry/page-chart.js';
import { expiryMetrics } from '../../subjects/expiry/prometheus.js';
import { withHolders } from '../../subjects/holding/holders.js';
import { opened } from '../../testkit.js';
import { expiryCalendar } from './calendar.js';
import { expiryChart } from './chart.js';

// Whatever shows an end shows the window of that certificate's own life.

const now = new Date('2026-11-24T00:00:00Z');
const at = (days: number) => new Date(now.getTime() + days * dayMs);
const reader = { now, timeZone: 'UTC', home: '/home/ops', messages: en };
const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' };

function state(lifeDays: number | null, leftDays: number): KubeconfigState {
  const notBefore = lifeDays === null ? {} : { notBefore: at(leftDays - lifeDays) };
  return specimenHolding({ cluster, name: 'ci', notAfter: at(leftDays), ...notBefore });
}

const entryOf = (lifeDays: number | null, leftDays: number): ExpiryEntry => {
  const [entry] = serverExpiry([state(lifeDays, leftDays)], now);
  if (entry === undefined) throw new Error('no entry');
  return entry;
};

/** Half of the time is left, then what its window leaves, then little. */
const lives: readonly [lifeDays: number | null, leftDays: number, status: string, opensIn: number][] = [
  [1, 0.5, 'fresh', 0.5 - 1 / 3],
  [1, 0.3, 'renewable', 0.3 - 1 / 3],
  [1, 0.05, 'critical', 0.05 - 1 / 3],
  [30, 15, 'fresh', 5],
  [30, 9, 'renewable', -1],
  [30, 1, 'critical', -9],
  [90, 45, 'fresh', 15],
  [90, 29, 'renewable', -1],
  [90, 4, 'critical', -26],
  [365, 180, 'fresh', 180 - 365 / 3],
  [365, 100, 'renewable', 100 - 365 / 3],
  [365, 20, 'critical', 20 - 365 / 3],
  [1095, 181, 'fresh', 1],
  [1095, 100, 'renewable', -80],
  [1095, 20, 'critical', -160],
  [null, 181, 'fresh', 1],
  [null, 15, 'critical', -165],
];

for (const [lifeDays, leftDays, status, opensIn] of lives) {
  test(`${leftDays} d left of ${lifeDays ?? 'an unknown life'}: ${status} everywhere`, (t) => {
    const entry = entryOf(lifeDays, leftDays);
    t.is(entry.status, status as ExpiryEntry['status']);
    t.is(entry.renewableFrom?.getTime(), at(opensIn).getTime());
    t.is(entry.notBefore === null, lifeDays === null);

    const day = at(opensIn).toISOString().slice(0, 10).replaceAll('-', '');
    t.regex(expiryCalendar([entry], reader), new RegExp(`DTSTART;VALUE=DATE:${day}`));

    const metrics = expiryMetrics([entry], [], now);
    const opens = metrics.find(({ name }) => name === 'ackring_kubeconfig_renewable_from_seconds');
    t.is(opens?.samples[0]?.value, Math.floor(at(opensIn).getTime() / 1000));

    t.regex(expiryPageChart([entry], now, en.expiry.page), new RegExp(`class="bar ${status}"`));

    const tone = { fresh: 'good', renewable: 'info', critical: 'warn' }[status];
    const before = opened({ columns: 120, rows: 40, now, screen: 'expiry' });
    const heard = { kind: 'states', cluster, states: [state(lifeDays, leftDays)] } as never;
    const holders = withHolders(before.holders, [heard], now);
    const bars = expiryChart({ ...before, holders }, en, 11)
      .flat()
      .filter(({ text }) => /[▁-█]/.test(text));
    t.deepEqual([...new Set(bars.map((each) => each.tone))], [tone]);
  });
}

test('a temporary one that has ended is counted among the temporary, and no alarm on the page', (t) => {
  const ended: ExpiryEntry = {
    ...entryOf(1, -9),
    ...{ source: 'file', status: 'expired', isTemporary: true, renewableFrom: null },
  };
  const page = expiryPage([ended], [], reader);
  t.regex(page, /<li class="none"><b>0<\/b> <strong>E expired/);
  t.regex(page, /<li class="temporary"><b>1<\/b>/);
  t.notRegex(expiryCalendar([ended], reader), /Renewable/);
});
