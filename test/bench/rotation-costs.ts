import { type FunctionWorld, functionWorld } from '@ackring/testkit/rotation/function-world';
import type { BenchResult } from './bench-result.js';

const dayMs = 86_400_000;
const clusters = 1_000;
const regions = ['cn-hangzhou', 'cn-beijing', 'cn-shanghai', 'ap-northeast-1', 'ap-southeast-1'];
/** Of the fleet, on the one day on which anything is due: as if a fleet was created over three years. */
const dueShare = 1 / 100;

/** The cost of a fleet of 1,000: calls by operation, and Function Compute's GB-seconds, for docs/costs.md. */
export async function run(): Promise<readonly BenchResult[]> {
  await using world = await functionWorld({
    scenario: { clusters: fleet() },
    settings: `sinks: [{kind: kms, prefix: "ackring/"}]\nholders: false\nregions: [${regions.join(', ')}]`,
    sharedKeys: 32,
    memorySize: memoryMiB,
  });
  const first = await costOf(world, 'the first delivery');
  await world.emulator.clock.advance(dayMs);
  const quiet = await costOf(world, 'a quiet day');
  await world.emulator.clock.advance(19 * dayMs);
  return [first, quiet, await costOf(world, 'a day on which 1 of 100 is renewed')];
}

const memoryMiB = 512;

function fleet() {
  return Array.from({ length: clusters }, (_, index) => ({
    name: `cluster-${index}`,
    region: regions[index % regions.length] ?? 'cn-hangzhou',
    createdDaysAgo: 400,
    holders: { rotator: { daysLeft: index % (1 / dueShare) === 0 ? 190 : 900 }, ops: { daysLeft: 900 } },
  }));
}

async function costOf(world: FunctionWorld, day: string): Promise<BenchResult> {
  const { emulator } = world;
  const before = emulator.requests.counters();
  const runs = emulator.services.fc.get(null, 'rotate')?.invocations ?? [];
  const ran = runs.length;
  const { counts } = await world.run();
  await emulator.services.fc.idle();
  const calls = Object.entries(emulator.requests.counters())
    .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, left], [, right]) => right - left);
  const invocations = runs.slice(ran);
  const seconds = invocations.reduce((sum, { durationMs }) => sum + durationMs / 1_000, 0);
  const peakMiB = Math.max(...invocations.map(({ memoryMb }) => memoryMb));
  const total = calls.reduce((sum, [, count]) => sum + count, 0);
  const work = `${counts.renewed} renewed, ${counts.delivered} delivered, ${counts.kept} kept, ${counts.failed} failed`;
  const time = `${invocations.length} invocations, ${seconds.toFixed(0)} s, ${((seconds * memoryMiB) / 1024).toFixed(0)} GB-seconds, ${peakMiB.toFixed(0)} MiB at most`;
  return {
    name: `calls a cluster: ${day}`,
    ratio: total / clusters,
    budget: null,
    detail: `${work}; ${time}; ${calls.map(([operation, count]) => `${operation} ${count}`).join(', ')}`,
  };
}
