import { startAnsweringWorld } from '@ackring/testkit/kubeconfigs/answering-contexts';
import test from 'ava';
import { holdVerdicts } from './verdicts.js';

test('kubectl works with every context that verify ticks, and with none that it crosses', async (t) => {
  t.timeout(240_000);
  await using world = await startAnsweringWorld();
  const held = await holdVerdicts(world, { from: 0, count: 24, every: 6 });
  const { contexts, ticks, falseTicks, falseCrosses } = held;
  t.deepEqual({ falseTicks, falseCrosses }, { falseTicks: [], falseCrosses: [] });
  t.true(ticks >= 4 && contexts - ticks >= 4, `${ticks} of ${contexts}`);
});
