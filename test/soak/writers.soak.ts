import { startHeldWorld } from '../kubeconfig/held-world.js';
import { writeHomes } from '../kubeconfig/written-homes.js';
import { expect } from './promise.js';

// Every writer over generated homes: the same ones where a change must not be red by chance, and others each time, with
// the seed that makes them again, in the full length.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const count = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? (isFull ? 6_000 : 100));
const from = Number(process.env['ACKRING_FUZZ_SEED'] ?? (isFull ? Date.now() % 2 ** 30 : 20_000));

console.log(`${count} homes, from ACKRING_FUZZ_SEED=${from}`);
await using held = await startHeldWorld();
// Some are played by the program itself, as a process.
const every = isFull ? 200 : 50;
const writes = new Map<string, number>();
for (let seed = from; seed < from + count; seed += every) {
  const piece = await writeHomes(held, { from: seed, count: Math.min(every, from + count - seed), every });
  expect(
    piece.broken === null,
    `each context reaches what it reached, or its own cluster anew: ${piece.broken}`,
  );
  for (const [writer, times] of piece.writes) writes.set(writer, (writes.get(writer) ?? 0) + times);
  console.log(
    `${seed + every - from} homes, ${[...writes.values()].reduce((sum, times) => sum + times, 0)} writes`,
  );
}
console.log(Object.fromEntries(writes));
