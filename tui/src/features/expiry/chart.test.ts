import { dayMs } from '@ackring/core/words';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { withHolders } from '../../subjects/holding/holders.js';
import { arrived, linesOf, opened } from '../../testkit.js';

const now = new Date('2026-12-01T00:00:00Z');

/** Expiry with more rows than there is room for. */
function listed(columns: number, rows: number): AppState {
  const answers = Array.from({ length: 60 }, (_, at) => {
    const cluster = specimenCluster({ id: `c${at}`, name: `prod-${at}` });
    const notAfter = new Date(now.getTime() + (10 + at * 15) * dayMs);
    return {
      kind: 'states' as const,
      cluster,
      states: [specimenHolding({ cluster, notAfter, uid: '2001' })],
    };
  });
  const start = opened({ columns, rows, now, screen: 'expiry' });
  return arrived(start, (state) => ({ ...state, holders: withHolders(state.holders, answers, now) }));
}

for (const [columns, rows, lines, shown] of [
  [80, 24, 2, 16],
  [80, 27, 2, 19],
  [100, 28, 8, 14],
  [100, 40, 11, 23],
  [80, 16, 0, 11],
] as const)
  test(`on ${columns}×${rows} the chart takes ${lines} lines, and the list has ${shown} rows`, (t) => {
    const screen = linesOf(listed(columns, rows));
    const titles = screen.findIndex((line) => /^ +IDENTITY/.test(line));
    t.is(screen.slice(titles).filter((line) => /prod-\d/.test(line)).length, shown);
    const above = screen.slice(0, titles);
    t.is(above.filter((line) => /[┤┼▏]|^ +20\d\d-\d\d|^ {7,}\d\d /.test(line)).length, lines);
    t.is(
      above.some((line) => /[▁-█]/.test(line)),
      lines > 0,
    );
    t.is(
      above.some((line) => line.includes('╎ window (180 d)')),
      lines > 0,
    );
  });
