import { startAnsweringWorld, type Ways } from '@ackring/testkit/kubeconfigs/answering-contexts';
import test from 'ava';
import { holdVerdicts } from './verdicts.js';

test.serial(
  'kubectl works with every context that verify ticks, and with none that it crosses',
  async (t) => {
    t.timeout(240_000);
    await using world = await startAnsweringWorld();
    const held = await holdVerdicts(world, { from: 40, count: 24, every: 6 });
    const { contexts, ticks, falseTicks, falseCrosses } = held;
    t.deepEqual({ falseTicks, falseCrosses }, { falseTicks: [], falseCrosses: [] });
    t.true(ticks >= 4 && contexts - ticks >= 4, `${ticks} of ${contexts}`);
  },
);

test.serial('a password works behind a gateway that asks for one, and nothing else does', async (t) => {
  t.timeout(240_000);
  await using world = await startAnsweringWorld();
  const only = (ways: Ways, ...names: readonly string[]): Ways =>
    new Map([...ways].filter(([name]) => names.includes(name)));
  const clusters = only(world.clusters, 'certificate, gateway');
  const users = only(world.users, 'holder', 'token', 'password', 'password beside the holder');
  const held = await holdVerdicts({ ...world, clusters, users }, { from: 3, count: 10, every: 100 });
  const { contexts, ticks, falseTicks, falseCrosses } = held;
  t.deepEqual({ falseTicks, falseCrosses }, { falseTicks: [], falseCrosses: [] });
  t.true(ticks >= 2 && contexts - ticks >= 2, `${ticks} of ${contexts}`);
});
