import test from 'ava';
import { commandWorlds } from './command-worlds.js';
import { holdClaims } from './held-claims.js';
import { leavers } from './leavers.js';

// Whole commands in generated worlds: what they print for people and for programs, held against what is so there. More
// of them, with other seeds, in `soak claims`; where access is taken away, which takes longest, only there.

const count = 1;

for (const [title, worlds] of commandWorlds.filter(([, each]) => each !== leavers)) {
  test(`no command says what is not so, ${title}`, async (t) => {
    const held = await holdClaims(worlds, { from: 9_000, count });
    t.is(held.untrue, null);
    t.true(held.claims >= 2 * count, JSON.stringify(held));
    t.true(held.needlesslyUnknown <= 0.05 * held.couldBeSeen, JSON.stringify(held));
    t.log(held);
  });
}
