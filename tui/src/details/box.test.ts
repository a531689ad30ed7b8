import type { JournalLine } from '@ackring/core/journal';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from '../screen/app-state.js';
import { linesOf, listed, opened, pressed } from '../testkit.js';

const start = listed(opened({ rows: 40 }), [specimenCluster({ id: 'c0' })]);

/** The journal of a cluster, and how often it was read. */
function journal(count: number) {
  const lines = Array.from(
    { length: count },
    (_, sequence): JournalLine => ({
      ...{
        sequence,
        at: new Date(0),
        action: 'clean',
        phase: 'done',
        summary: 'tom',
        runId: 'r',
        previous: '',
      },
      details: { clusterId: 'c0' },
    }),
  );
  const seen = { reads: 0 };
  const changes = new Proxy(lines, {
    get: (target, part, receiver) => {
      seen.reads += 1;
      return Reflect.get(target, part, receiver);
    },
  });
  return { changes, seen };
}

function drawn(state: AppState, ...keys: readonly string[]): { state: AppState; height: number } {
  const next = pressed(state, ...keys);
  return { state: next, height: linesOf(next).filter((line) => /[│╭╰]/.test(line)).length };
}

test('the box is as high as its highest page, and grows with it', (t) => {
  const few = drawn({ ...start, changes: journal(3).changes }, 'd');
  const heights = ['tab', 'tab', 'tab', 'tab'].map((key, index, keys) =>
    drawn(few.state, ...keys.slice(0, index), key),
  );
  t.deepEqual([...new Set(heights.map(({ height }) => height))], [few.height]);
  const more = drawn({ ...few.state, changes: journal(20).changes });
  t.true(more.height > few.height);
});

test('a key that scrolls draws no page that is not shown', (t) => {
  const { changes, seen } = journal(20);
  const { state } = drawn({ ...start, changes }, 'd');
  const before = seen.reads;
  t.true(before > 0);
  drawn(state, 'down', 'down', 'up', 'tab', 'down');
  t.is(seen.reads, before);
});

test('a key of the holders’ tab says on another one where it acts', (t) => {
  const opened = pressed(start, 'd');
  t.true(linesOf(pressed(opened, 'X')).some((line) => line.includes('on the tab Identities')));
  const there = pressed(opened, 'tab', 'tab');
  t.false(linesOf(pressed(there, 'X')).some((line) => line.includes('on the tab Identities')));
});
