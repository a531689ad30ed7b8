import { startAnsweringWorld } from '@ackring/testkit/kubeconfigs/answering-contexts';
import { type Held, holdVerdicts } from '../kubectl/verdicts.js';
import { expect } from './promise.js';

// Every verdict of verify against the real kubectl, over generated contexts whose servers really answer: the same ones
// where a change must not be red by chance, and others each time, with the seed that makes them again, in the full length.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const count = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? (isFull ? 3_000 : 400));
const from = Number(process.env['ACKRING_FUZZ_SEED'] ?? (isFull ? Date.now() % 2 ** 30 : 30_000));

console.log(`${count} contexts, from ACKRING_FUZZ_SEED=${from}`);
await using world = await startAnsweringWorld();
let printed = 0;
const progress = (held: Held): void => {
  if (held.contexts < Math.min(printed + 200, count)) return;
  printed = held.contexts;
  const { contexts, ticks, byProgram, falseTicks, falseCrosses } = held;
  console.log(
    `verify: ${contexts} contexts (${ticks} ✓, ${byProgram} also by the program), ${falseTicks.length} false ✓, ${falseCrosses.length} false ✕`,
  );
};
const { falseTicks, falseCrosses } = await holdVerdicts(world, { from, count, every: 20, progress });
for (const each of [...falseTicks, ...falseCrosses]) console.log(each);
expect(
  falseTicks.length + falseCrosses.length === 0,
  'kubectl works with what verify ticks, and only with that',
);
