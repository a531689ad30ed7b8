import test from 'ava';
import { rememberParsedCertificates } from './certificates.js';
import { knownWorlds, planOf } from './known-worlds.js';
import { play } from './play.js';

// What people are told, held every night against what consumers have. Generated fleets of three years: rotation-changes
// in `soak`.

rememberParsedCertificates();

for (const world of knownWorlds) {
  test(`${world.what}: nothing ends or breaks unsaid, and nothing is over before it is`, async (t) => {
    const { breaches } = await play(planOf(world));
    const first = new Map(breaches.toReversed().map((breach) => [breach.promise, breach]));
    t.deepEqual(
      [...first.values()].map(({ promise, night, text }) => `${promise}, night ${night}: ${text}`),
      [],
    );
  });
}
