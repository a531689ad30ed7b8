import test from 'ava';
import type { JournalLine } from '../journal/journal.js';
import { dayMs } from '../words/duration.js';
import { restorableRemovals } from './recycle-bin.js';

const removedAt = new Date('2027-01-01T00:00:00Z');

function line(change: Partial<JournalLine> & Pick<JournalLine, 'sequence'>): JournalLine {
  const details = { uid: '1', name: 'tom', clusterId: 'c1', cluster: 'prod', region: 'r', result: 'removed' };
  const base = { action: 'clean', phase: 'done', runId: 'run', summary: '', details } as const;
  return { ...base, at: removedAt, previous: '', ...change };
}

const started = line({ sequence: 1, phase: 'started', details: { backup: '/b.json' } });

for (const [title, later, count] of [
  ['a second before its thirty days are over', 30 * dayMs - 1_000, 1],
  ['at the very end', 30 * dayMs, 1],
  ['a second after', 30 * dayMs + 1_000, 0],
] as const) {
  test(`${title}, ${count} can be restored`, (t) => {
    const found = restorableRemovals([started, line({ sequence: 2 })], new Date(removedAt.getTime() + later));
    t.is(found.length, count);
    if (count === 1) t.like(found[0], { identity: { name: 'tom' }, backup: '/b.json' });
  });
}

test('the bin keeps the latest per identity and cluster, and only what was removed', (t) => {
  const again = new Date(removedAt.getTime() + dayMs);
  const lines = [
    started,
    line({ sequence: 2 }),
    line({ sequence: 3, at: again }),
    line({ sequence: 4, details: { ...line({ sequence: 4 }).details, clusterId: 'c2', result: 'failed' } }),
    line({ sequence: 5, action: 'revoke' }),
  ];
  t.deepEqual(
    restorableRemovals(lines, again).map(({ cluster, removedAt: at }) => [cluster.id, at]),
    [['c1', again]],
  );
});
