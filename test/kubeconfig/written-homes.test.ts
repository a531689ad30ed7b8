import test from 'ava';
import { startHeldWorld } from './held-world.js';
import { writeHomes } from './written-homes.js';

test('each writer leaves every context where it was, or gives it its own cluster’s new credential', async (t) => {
  t.timeout(240_000);
  await using held = await startHeldWorld();
  const { broken, writes } = await writeHomes(held, { from: 0, count: 8 });
  t.is(broken, null);
  t.true(writes.size >= 8, JSON.stringify([...writes]));
});
