import test from 'ava';
import type { DocumentStore, Sink } from '../sinks/sink.js';
import { noteHandedOver, refuseForgedEvent } from './handed-over.js';

// Which events a function takes for its own run's.

function memory() {
  const kept = new Map<string, string>();
  let writes = 0;
  const store: DocumentStore = {
    fits: () => true,
    read: async (name) => kept.get(name) ?? null,
    write: async (name, text) => {
      writes += 1;
      kept.set(name, text);
    },
  };
  return { kept, store, writes: () => writes };
}

function sinkWith(documents: DocumentStore | null): Sink {
  const nothing = async () => undefined;
  return { name: 'memory', read: async () => null, stage: nothing, promote: nothing, documents };
}

const isTaken = (documents: DocumentStore | null, runId: string, event: string): Promise<boolean> =>
  refuseForgedEvent([sinkWith(documents)], { runId, event }).then(
    () => true,
    ({ code }) => code !== 'Refused',
  );

test('an event is taken that this very run noted, and none else', async (t) => {
  const { store } = memory();
  await noteHandedOver(store, 'r1', ['one', 'other']);
  const rows: readonly (readonly [runId: string, event: string, is: boolean])[] = [
    ['r1', 'one', true],
    ['r1', 'other', true],
    ['r1', 'One', false],
    ['r1', '', false],
    ['r2', 'one', false],
  ];
  for (const [runId, event, is] of rows) t.is(await isTaken(store, runId, event), is, `${runId} ${event}`);
  t.false(await isTaken(memory().store, 'r1', 'one'), 'nothing was noted');
  t.false(await isTaken(null, 'r1', 'one'), 'there is nowhere to note it');
});

test('what a run noted before stays, and what is noted already is not written again', async (t) => {
  const { store, writes } = memory();
  await noteHandedOver(store, 'r1', ['one']);
  await noteHandedOver(store, 'r1', ['other']);
  t.deepEqual(
    [await isTaken(store, 'r1', 'one'), await isTaken(store, 'r1', 'other'), writes()],
    [true, true, 2],
  );
  await noteHandedOver(store, 'r1', ['other', 'one']);
  t.is(writes(), 2);
});

test('of all runs eight documents are left, each with the events of one run', async (t) => {
  const { kept, store } = memory();
  const runs = Array.from({ length: 100 }, (_, index) => `r${index}`);
  for (const runId of runs) await noteHandedOver(store, runId, ['one']);
  t.deepEqual(
    [...kept.keys()].toSorted(),
    Array.from({ length: 8 }, (_, index) => `handed-over-${index}`),
  );
  const taken = await Promise.all(runs.map((runId) => isTaken(store, runId, 'one')));
  t.is(taken.filter((is) => is).length, 8);
  t.false(await isTaken(store, runs.find((_, index) => !taken[index]) ?? '', 'one'));
});
