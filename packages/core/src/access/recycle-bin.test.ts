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

test('what was removed last stands first, whatever the order of the lines', (t) => {
  const of = (sequence: number, clusterId: string, days: number) =>
    line({
      sequence,
      at: new Date(removedAt.getTime() + days * dayMs),
      details: { ...line({ sequence }).details, clusterId },
    });
  const found = restorableRemovals([of(2, 'c2', 1), of(3, 'c3', 2), of(4, 'c1', 0)], removedAt);
  t.deepEqual(
    found.map(({ cluster }) => cluster.id),
    ['c3', 'c2', 'c1'],
  );
});

test('what a line does not name is called by its id, and a line without an id is of nothing', (t) => {
  const { details } = line({ sequence: 2 });
  const found = (left: NonNullable<JournalLine['details']>) =>
    restorableRemovals([started, line({ sequence: 2, details: left })], removedAt);
  t.like(found({ ...details })[0], {
    cluster: { id: 'c1', name: 'prod', region: 'r' },
    identity: { name: 'tom' },
  });
  t.like(found({ uid: '1', clusterId: 'c1', result: 'unconfirmed' })[0], {
    cluster: { id: 'c1', name: 'c1', region: '' },
    identity: { uid: '1', name: '1' },
  });
  t.deepEqual(found({ uid: '1', result: 'removed' }), []);
  t.deepEqual(found({ clusterId: 'c1', result: 'removed' }), []);
});
