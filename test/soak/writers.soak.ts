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
const { broken, writes } = await writeHomes(held, { from, count, every: isFull ? 200 : 50 });
console.log(Object.fromEntries(writes));
expect(broken === null, `each context reaches what it reached, or its own cluster anew: ${broken}`);
