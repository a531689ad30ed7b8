import { playRights } from '@ackring/testkit/rights-world';
import test from 'ava';
import { endingRights } from '../rights/ending-rights.js';
import { sharedRights } from '../rights/shared-rights.js';
import { takeBackEnded } from '../rights/take-back.js';
import { ledgerRights } from '../rotation/ledger/ledger-rights.js';
import { createGrants } from './grant.js';

const core = { createGrants, endingRights, takeBackEnded, sharedRights, ledgerRights };

for (const rotation of [false, true]) {
  const who = rotation ? 'two machines and the rotation' : 'one machine';
  test(`in a hundred worlds of ${who} what was given for a time ends, and nothing else does`, async (t) => {
    const counts: Record<string, number> = {};
    for (let seed = 100; seed < 200; seed += 1) {
      const played = await playRights(seed, 200, core, { rotation });
      t.deepEqual(played.wrong, [], `seed ${seed}`);
      for (const [what, times] of Object.entries(played.counts)) counts[what] = (counts[what] ?? 0) + times;
    }
    t.log(JSON.stringify(counts));
    for (const how of ['takenBack', 'gone', 'changed', 'absent', ...(rotation ? ['givenAgain'] : [])])
      t.true((counts[how] ?? 0) > 0, `${how}: ${JSON.stringify(counts)}`);
  });
}
