import { parseReport } from '@ackring/core/internal/rotation/report/shard-report';
import type { FunctionWorld } from '@ackring/testkit/rotation/function-world';
import { expect } from './promise.js';
import { createConsumers } from './rotation/consumers.js';
import { killAtRandomStep, refusedSince, spoil } from './rotation/faults.js';
import { dayMs, nextDay, startFleet, told } from './rotation/fleet.js';

// A year with faults on six days of seven: calls are throttled, cut and refused, runs are killed and doubled. Each
// run waits for its retries and the throttled cloud's pace, in real time.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const size = isFull ? { clusters: 40, days: 365 } : { clusters: 12, days: 40 };

async function faultyYear(): Promise<void> {
  await using world = await startFleet(size.clusters);
  const { clock, services } = world.emulator;
  const consumers = createConsumers(world);
  await world.run();
  await consumers.callAll();
  const counts = { killed: 0, doubled: 0, refused: 0, troubled: 0, silent: 0 };
  for (let day = 1; day <= size.days; day += 1) {
    const since = clock.now();
    const [isKilling, isDoubled] = [day % 3 === 0, day % 5 === 0];
    const takeAway = spoil(world, day);
    const killing = isKilling ? killAndLook(world, day, consumers.look) : Promise.resolve(false);
    const second = isDoubled ? world.deployed.invoke('{}', { async: true }).catch(() => null) : null;
    await clock.advance(dayMs);
    await second;
    await services.fc.idle();
    takeAway();
    if (await killing) counts.killed += 1;
    if (isDoubled) counts.doubled += 1;
    const isTroubled = reportedTrouble(world, since);
    if (isTroubled) counts.troubled += 1;
    if (!isKilling && !isDoubled && refusedSince(world, since) > 0) {
      counts.refused += 1;
      if (!isTroubled) counts.silent += 1;
    }
    await consumers.look();
    if (day % 73 === 0) console.log(`  … faulty day ${day}: ${told(consumers.counts)}`);
  }
  for (let calmDay = 0; calmDay < 3; calmDay += 1) await nextDay(world);
  // What became due since the timer's last run is done by this one, and nothing is left for another.
  const [{ counts: late }, { counts: last }] = [await world.run(), await world.run()];
  const isCaughtUp = late.delivered + late.failed + late.deferred === 0 && last.kept === last.total;
  expect(isCaughtUp, `everything caught up: ${JSON.stringify([late, last])}`);
  await consumers.callAll();
  expect(counts.silent === 0, 'every day on which KMS refused was told of');
  expect(counts.killed > 0 && counts.refused > 0, 'there was trouble');
  console.log(
    `${size.days} days of faults, ${size.clusters} clusters: ${told(consumers.counts)}\n` +
      `  ${counts.killed} days on which a run was killed, ${counts.doubled} with two runs at once; ` +
      `${counts.troubled} days whose reports told of trouble, each of the ${counts.refused} quiet ones on which KMS refused among them\n` +
      '  nothing lost, nothing torn, everything caught up',
  );
}

/** Consumers read their sinks the moment a run was killed, before the next one repairs anything. */
async function killAndLook(world: FunctionWorld, day: number, look: () => Promise<void>): Promise<boolean> {
  const isKilled = await killAtRandomStep(world, day);
  if (isKilled) await look();
  return isKilled;
}

/** Whether a run since that instant failed, or reported a problem. */
function reportedTrouble({ emulator }: FunctionWorld, since: Date): boolean {
  const invocations = emulator.services.fc.get(null, 'rotate')?.invocations ?? [];
  return invocations
    .filter(({ startedAt }) => startedAt >= since)
    .some(({ errorType, body }) => {
      const report = errorType === null ? parseReport(body.toString('utf8')) : null;
      return report === null || report.counts.failed > 0 || report.failures.length > 0;
    });
}

const startedAt = performance.now();
await faultyYear();
console.log(`in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
