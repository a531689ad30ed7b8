import test from 'ava';
import { rememberParsedCertificates } from './certificates.js';
import { type KnownWorld, planOf } from './known-worlds.js';
import { play } from './play.js';

/** A test of each: what people are told, held every night against what consumers have. */
export function holdWorlds(worlds: readonly KnownWorld[]): void {
  rememberParsedCertificates();
  for (const world of worlds) {
    test(`${world.what}: nothing ends or breaks unsaid, and nothing is over before it is`, async (t) => {
      const { breaches } = await play(planOf(world));
      const first = new Map(breaches.toReversed().map((breach) => [breach.promise, breach]));
      t.deepEqual(
        [...first.values()].map(({ promise, night, text }) => `${promise}, night ${night}: ${text}`),
        [],
      );
    });
  }
}
