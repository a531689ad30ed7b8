import { playRights } from '@ackring/testkit/rights-world';
import test, { type ExecutionContext } from 'ava';
import { endingRights } from '../rights/ending-rights.js';
import { sharedRights } from '../rights/shared-rights.js';
import { takeBackEnded } from '../rights/take-back.js';
import { ledgerRights } from '../rotation/ledger/ledger-rights.js';
import { createGrants } from './grant.js';

const core = { createGrants, endingRights, takeBackEnded, sharedRights, ledgerRights };

/** Which records stand first in a folder is chance, and so is what befalls them: worlds are played until all was seen. */
async function holds(
  t: ExecutionContext,
  what: readonly string[],
  steps: number,
  rotation = false,
): Promise<void> {
  const seen: Record<string, number> = {};
  for (let seed = 1; seed <= 40; seed += 1) {
    const { wrong, counts } = await playRights(seed, steps, core, { rotation });
    t.deepEqual(wrong, [], `seed ${seed}`);
    for (const [each, times] of Object.entries(counts)) seen[each] = (seen[each] ?? 0) + times;
    if (what.every((each) => (seen[each] ?? 0) > 0)) return;
  }
  t.fail(`not all of ${what.join(', ')}: ${JSON.stringify(seen)}`);
}

test('whatever happens meanwhile, one run after the end takes exactly what was given, and nothing is claimed without a sight', (t) =>
  holds(t, ['given for a time', 'given for good', 'withdrawn', 'taken', 'killed', 'failed', 'lied'], 200));

test('with the rotation as another keeper no machine is needed, and what was given again since is nobody’s to take', (t) =>
  holds(
    t,
    [
      ...['given for a time', 'taken', 'killed', 'failed', 'lied'],
      ...['takenBack', 'gone', 'givenAgain', 'approved'],
    ],
    300,
    true,
  ));
