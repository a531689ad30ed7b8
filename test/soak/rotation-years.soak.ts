import type { FunctionWorld } from '@ackring/testkit/rotation/function-world';
import { expect } from './promise.js';
import { createConsumers } from './rotation/consumers.js';
import { daysLeftOf, nextDay, regions, startFleet, told } from './rotation/fleet.js';

// Years of a fleet in one run: the emulated cloud's clock, its daily timer, its Function Compute running the real
// bundle on Node 20. Consumers that know nothing but their sink check whether they can work.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const size = isFull ? { clusters: 300, days: 1_095 } : { clusters: 12, days: 240 };
const yearDays = 365;

async function quietYears(): Promise<void> {
  // The function's own trials of what it stored, weekly by default: the consumers' calls prove more.
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

/** The runs' calls, beyond those that any daily run which reads everything needs. */
function callCounts({ emulator: { requests } }: FunctionWorld): readonly CallCount[] {
  const runs = size.days + 1;
  const count = (...names: string[]) => names.reduce((sum, name) => sum + requests.count(name), 0);
  // A page of clusters per region, and our own records in one call: the first region covers them all.
  const pages = regions.length * Math.ceil(size.clusters / regions.length / 100);
  const records = Math.ceil(size.clusters / 100);
  const fetches = requests.count('DescribeClusterUserKubeconfig');
  // Every copy; the conditions, before and after; the report before it, and the list of runs.
  const reads = runs * (size.clusters + 4);
  return [
    {
      what: 'listings',
      asked: count('DescribeRegions', 'DescribeClustersForRegion', 'ListUserKubeConfigStates'),
      least: runs * (1 + pages + records),
    },
    // Each renewal reads before it stages and before it promotes, and reads back.
    { what: 'reads of secrets', asked: count('GetSecretValue'), least: reads + fetches * 3 },
  ];
}

const startedAt = performance.now();
await quietYears();
console.log(`in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
