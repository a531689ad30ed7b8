import { randomBytes } from 'node:crypto';
import test from 'ava';
import { rotationWorld } from '../test-world.js';
import { type AlarmMemory, nothingTold } from './alarm.js';
import { readAlarmMemory, writeAlarmMemory } from './alarm-memory.js';

/** What is told of so many holders, a cluster each: the least that shrinks. */
function memoryOf(count: number): AlarmMemory {
  const entries = Array.from({ length: count }, (_, index) => {
    const key = `c${randomBytes(16).toString('hex')}/2${String(index).padStart(17, '0')}`;
    return [key, { state: 'heldByOther 180', label: `prod-${index}/tom` }] as const;
  });
  return { told: Object.fromEntries(entries) };
}

const sinks = {
  file: 'sinks: [{kind: file, directory: "{directory}"}]',
  kms: 'sinks: [{kind: kms}]',
  oss: 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}]',
};

for (const [kind, settings] of Object.entries(sinks)) {
  for (const count of [0, 1, 5_000]) {
    test(`${kind} keeps what was told of ${count} holders, in as many documents as it takes`, async (t) => {
      await using world = await rotationWorld({ clusters: [] }, settings);
      const store = world.ports.sinks[0]?.documents ?? null;
      if (store === null) throw new Error('no store');
      t.deepEqual(await readAlarmMemory(store), nothingTold);
      const memory = memoryOf(count);
      await writeAlarmMemory(store, memory);
      t.deepEqual(await readAlarmMemory(store), memory);
      const less = { told: Object.fromEntries(Object.entries(memory.told).slice(0, 1)) };
      await writeAlarmMemory(store, less);
      t.deepEqual(await readAlarmMemory(store), less);
    });
  }
}

test('what cannot be made out counts as nothing told', async (t) => {
  const store = { fits: () => true, read: async () => '{"told": 5}', write: async () => undefined };
  t.deepEqual(await readAlarmMemory(store), nothingTold);
});
