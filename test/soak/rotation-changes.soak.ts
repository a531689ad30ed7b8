import { randomFrom } from '@ackring/testkit/random';
import { rememberParsedCertificates } from '../worlds/rotation/certificates.js';
import type { Promised } from '../worlds/rotation/court.js';
import { drawPlan, tellPlan } from '../worlds/rotation/plan.js';
import { play } from '../worlds/rotation/play.js';
import { shrink } from '../worlds/rotation/shrink.js';
import { expect } from './promise.js';

// Fleets to which everything happens that happens to fleets: what their consumers have, and what people are told of it,
// held against each other every night. The same fleets where a change must not be red by chance, others each time in
// the full length, with the seed that makes them again.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const fleets = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? (isFull ? 200 : 4));
const from = Number(process.env['ACKRING_FUZZ_SEED'] ?? (isFull ? Date.now() % 2 ** 30 : 1));
const nights = isFull ? 1_095 : 240;

rememberParsedCertificates();
console.log(`${fleets} fleets, ${nights} nights each, from ACKRING_FUZZ_SEED=${from}`);
const startedAt = performance.now();
let messages = 0;
const totals: Record<'calls' | 'quiet' | 'least', Record<string, number>> = {
  calls: {},
  quiet: {},
  least: {},
};
for (let seed = from; seed < from + fleets; seed += 1) {
  const plan = drawPlan(randomFrom(seed), seed, nights);
  const { breaches, figures } = await play(plan);
  const [first] = breaches;
  if (first !== undefined) await explain(seed, first.promise);
  messages += figures.messages;
  for (const kind of ['calls', 'quiet', 'least'] as const) {
    for (const [what, count] of Object.entries(figures[kind]))
      totals[kind][what] = (totals[kind][what] ?? 0) + count;
  }
}
const minutes = (performance.now() - startedAt) / 60_000;
console.log(
  `${fleets} fleets, ${fleets * nights} nights, ${messages} messages: no end or break untold, no false over, ready or ` +
    `proof, no storm\n  calls: ${JSON.stringify(totals.calls)}`,
);
for (const [what, least] of Object.entries(totals.least)) {
  const made = totals.quiet[what] ?? 0;
  console.log(`  in quiet nights ${what}: ${made}, and ${Math.round(least)} is the least there can be`);
}
console.log(`in ${minutes.toFixed(1)} minutes`);

/** The smallest world that shows it, and the end of the run. */
async function explain(seed: number, promise: Promised): Promise<void> {
  const smallest = await shrink(drawPlan(randomFrom(seed), seed, nights), promise);
  if (smallest !== null)
    console.error(`night ${smallest.breach.night}: ${smallest.breach.text}\n${tellPlan(smallest.plan)}`);
  expect(false, `${promise}, in the fleet of ACKRING_FUZZ_SEED=${seed}`);
}
