import test from 'ava';
import { startClientGo } from '../kubectl/client-go.js';
import { startHeldWorld } from './held-world.js';
import { sightOfClientGo } from './reach.js';
import { type OtherEyes, writeHomes } from './written-homes.js';

test('client-go, too, finds each context where it was, or with its own cluster’s new credential', async (t) => {
  t.timeout(1_200_000);
  await using held = await startHeldWorld();
  await using go = await startClientGo();
  const eyes: OtherEyes = async (home) => {
    const answer = await go.ask({ ...home, explicit: '', contexts: [] });
    return answer.error === undefined ? sightOfClientGo(answer) : null;
  };
  const { broken, writes } = await writeHomes(held, { from: 10_000, count: 80, eyes });
  t.is(broken, null);
  t.is(writes.size, 10, JSON.stringify([...writes]));
});
