import { parseReport } from '@ackring/core/rotation/report/shard-report';
import type { FunctionWorld } from '@ackring/rotate/function-world';
import { expect } from './promise.js';
import { createConsumers } from './rotation/consumers.js';
import { killAtRandomStep, refusedSince, spoil } from './rotation/faults.js';
import { dayMs, daysLeftOf, regions, startFleet } from './rotation/fleet.js';

// Years of a fleet in one sitting: the emulated cloud's clock, its daily timer, its Function Compute running
// the real bundle on Node 20. Consumers that know nothing but their sink are asked whether they can work.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const size = isFull
  ? { clusters: 300, days: 1_095, faultyDays: 365 }
  : { clusters: 12, days: 240, faultyDays: 40 };
const yearDays = 365;

async function quietYears(): Promise<void> {
  // The function's own trials of what it stored, weekly unless told otherwise: the consumers' calls prove more.
  await using world = await startFleet(size.clusters, 'probeDays: 30');
  const { requests } = world.emulator;
  const consumers = createConsumers(world);
  await world.run();
  await consumers.callAll();
  for (let day = 1; day <= size.days; day += 1) {
    await nextDay(world);
    await (day % yearDays === 0 ? consumers.callAll() : consumers.look());
    if (day % yearDays === 0) console.log(`  … day ${day} of ${size.days}: ${told(consumers.counts)}`);
  }
  const fetches = requests.count('DescribeClusterUserKubeconfig');
  expect(requests.count('RevokeK8sClusterKubeConfig') === 0, 'nothing was revoked');
  expect(fetches === consumers.generations(), `fetched ${fetches} times: once for each certificate`);
  console.log(
    `${size.days} days, ${size.clusters} clusters: ${told(consumers.counts)}\n` +
      `  ${fetches} fetches for ${consumers.generations()} certificates, one each; ` +
      `${fewestFetches()} if each were renewed at its last instant`,
  );
  for (const { what, asked, least } of callCounts(world)) {
    console.log(`  ${what}: ${asked} calls, ${(asked / least).toFixed(2)} of the least there can be`);
    expect(asked <= least * 1.3, `${what} keep near the least`);
  }
}

/** Everybody's first, and one for each end within these days; a new one lasts for all of them. */
function fewestFetches(): number {
  const ends = Array.from({ length: size.clusters }, (_, index) => daysLeftOf(index, size.clusters));
  return size.clusters + ends.filter((daysLeft) => daysLeft <= size.days).length;
}

interface CallCount {
  readonly what: string;
  readonly asked: number;
  readonly least: number;
}

/** What the runs asked for, beside what no run that looks at everything every day can do without. */
function callCounts({ emulator: { requests } }: FunctionWorld): readonly CallCount[] {
  const runs = size.days + 1;
  const count = (...names: string[]) => names.reduce((sum, name) => sum + requests.count(name), 0);
  // A page of clusters a region, and our own records in one question: the first region tells of them all.
  const pages = regions.length * Math.ceil(size.clusters / regions.length / 100);
  const records = Math.ceil(size.clusters / 100);
  const fetches = requests.count('DescribeClusterUserKubeconfig');
  // Every copy; how all stood, before and after; the report before it, and the list of runs.
  const reads = runs * (size.clusters + 4);
  return [
    {
      what: 'listings',
      asked: count('DescribeRegions', 'DescribeClustersForRegion', 'ListUserKubeConfigStates'),
      least: runs * (1 + pages + records),
    },
    // Each renewal looks before it stages, before it promotes, and reads back.
    { what: 'reads of secrets', asked: count('GetSecretValue'), least: reads + fetches * 3 },
  ];
}

async function faultyYear(): Promise<void> {
  await using world = await startFleet(size.clusters);
  const { clock, services } = world.emulator;
  const consumers = createConsumers(world);
  await world.run();
  await consumers.callAll();
  const counts = { killed: 0, doubled: 0, refused: 0, troubled: 0, silent: 0 };
  for (let day = 1; day <= size.faultyDays; day += 1) {
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
    const isTroubled = toldOfTrouble(world, since);
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
    `${size.faultyDays} days of faults, ${size.clusters} clusters: ${told(consumers.counts)}\n` +
      `  ${counts.killed} days on which a run was killed, ${counts.doubled} with two runs at once; ` +
      `${counts.troubled} days whose reports told of trouble, each of the ${counts.refused} quiet ones on which KMS refused among them\n` +
      '  nothing lost, nothing torn, everything caught up',
  );
}

/** Consumers look at their sinks the moment a run was killed, before the next one mends anything. */
async function killAndLook(world: FunctionWorld, day: number, look: () => Promise<void>): Promise<boolean> {
  const isKilled = await killAtRandomStep(world, day);
  if (isKilled) await look();
  return isKilled;
}

/** Whether a run since that instant failed, or answered with a report of trouble. */
function toldOfTrouble({ emulator }: FunctionWorld, since: Date): boolean {
  const invocations = emulator.services.fc.get(null, 'rotate')?.invocations ?? [];
  return invocations
    .filter(({ startedAt }) => startedAt >= since)
    .some(({ errorType, body }) => {
      const report = errorType === null ? parseReport(body.toString('utf8')) : null;
      return report === null || report.counts.failed > 0 || report.failures.length > 0;
    });
}

async function nextDay({ emulator }: FunctionWorld): Promise<void> {
  await emulator.clock.advance(dayMs);
  await emulator.services.fc.idle();
}

function told({ looks, calls }: { readonly looks: number; readonly calls: number }): string {
  return `${looks} looks and ${calls} calls by consumers, none refused`;
}

// Side by side: one waits for the processor, the other mostly for its second tries.
const startedAt = performance.now();
await Promise.all([quietYears(), faultyYear()]);
console.log(`in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
