import { checkExpiry, serverExpiry } from '@ackring/core/expiry';
import { dayMs } from '@ackring/core/words';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import { randomFrom } from '@ackring/testkit/random';
import test from 'ava';
import { en } from '../../languages/en.js';
import type { AppState } from '../../screen/app-state.js';
import { lineText } from '../../screen/drawing/line.js';
import { features } from '../../screen/feature.js';
import { update } from '../../screen/update.js';
import { arrived, opened } from '../../testkit.js';
import { holdersDue } from '../holding/holder-tasks.js';
import { withHolders } from '../holding/holders.js';
import { expiryTable } from './table.js';

// The days that a row shows and the class it is in are one value: nobody reads "30 d" beside the wrong letter.

const end = new Date('2029-11-23T08:00:00Z');
const seed = Number(process.env['ACKRING_TEST_SEED'] ?? 1);
const random = randomFrom(seed);
const limits = [180, 30, 0];
const offsets = [
  -dayMs,
  -1,
  0,
  1,
  dayMs,
  ...Array.from({ length: 40 }, () => random.below(4 * dayMs) - 2 * dayMs),
];
/** Instants around each limit, as what is left at them. */
const lefts = limits.flatMap((days) => offsets.map((offset) => days * dayMs + offset));

const cluster = specimenCluster({ id: 'c1', name: 'prod', region: 'r' });
const held = specimenHolding({ cluster, notAfter: end });

/** By the number alone, which is what a reader has. */
function classOf(days: number): string {
  if (days < 0) return 'expired';
  return days < 30 ? 'critical' : days < 180 ? 'renewable' : 'fresh';
}

function seenAt(now: Date): AppState {
  const start = opened({ columns: 120, now });
  const list = { kind: 'states', cluster, states: [held] } as const;
  const holders = withHolders(start.holders, [list], now);
  return update({ ...start, screen: 'expiry', holders }, { kind: 'tick', now }).state;
}

/** What the screen says: the row, and the first line's count. */
function said(state: AppState): readonly [row: string, count: string] {
  const { body, count } = features().views.expiry;
  const row =
    body(state, en)
      .map(lineText)
      .find((line) => line.includes('tom')) ?? '';
  return [row, count?.(state, en) ?? ''];
}

const at = (leftMs: number) => new Date(end.getTime() - leftMs);

/** As the runner does it, with nothing between. */
function judged(state: AppState): AppState {
  return holdersDue(state).reduce((before, { task }) => {
    const { arrivals } = task as { arrivals: { due: (state: AppState) => AppState } };
    return arrived(before, arrivals.due);
  }, state);
}

test(`a row's days, its letter, its mark, the count, the line and JSON agree around each limit, seed ${seed}`, (t) => {
  for (const leftMs of lefts) {
    const now = at(leftMs);
    const [entry] = serverExpiry([held], now);
    if (entry === undefined) throw new Error('no entry');
    const { daysLeft, status } = expiryTable.toJson(entry);
    const about = `${leftMs} ms left`;
    t.is(status, classOf(Number(daysLeft)), about);
    const check = checkExpiry([entry], { now, warnDays: 180, criticalDays: 30, unread: 0 });
    const level = status === 'fresh' ? 'ok' : status === 'renewable' ? 'warning' : 'critical';
    t.is(check.level, level, about);

    const [row, count] = said(seenAt(now));
    const mark = { fresh: '●', renewable: '◐', critical: '▲', expired: '✕' }[String(status)] ?? '';
    t.true(row.includes(mark), `${about}: ${row}`);
    t.regex(row, new RegExp(`${String(status).charAt(0).toUpperCase()} ${String(status)}`), about);
    t.is(count, status === 'fresh' ? 'nothing to renew' : `1 ${String(status)}`, about);
    const days = /(?<sign>−?)(?<days>\d+) d /.exec(row)?.groups;
    if (days === undefined) t.regex(row, / (h|min|s) /, about);
    else t.is((days['sign'] === '' ? 1 : -1) * Number(days['days']), Number(daysLeft), `${about}: ${row}`);
  }
});

test(`a screen that stays open says later what one says that is opened then, seed ${seed}`, (t) => {
  for (const leftMs of lefts) {
    const before = seenAt(at(leftMs + 1 + random.below(200) * dayMs));
    const now = at(leftMs);
    const later = judged(update(before, { kind: 'tick', now }).state);
    t.deepEqual(said(later), said(seenAt(now)), `${leftMs} ms left`);
    t.deepEqual(holdersDue(later), [], 'it rests until the next limit');
  }
});
