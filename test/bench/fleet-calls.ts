import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { functionWorld } from '@ackring/testkit/rotation/function-world';
import { openTerminal, temporaryHome } from '../terminal/driver.js';
import type { BenchResult } from './bench-result.js';

// API calls for a large fleet, by operation, as counted by the embedded cloud. Calls do not depend on the machine,
// and one too many fails.

/** Clusters of the rotated fleet: ACKRING_BENCH_CLUSTERS, 10,000 by default. */
const fleetSize = Number(process.env['ACKRING_BENCH_CLUSTERS'] ?? 10_000);
const size = { columns: 160, rows: 45 };
/** Without the lines around the list and its titles. */
const rowsInSight = size.rows - 5;
const pageSize = 100;
const lookDays = 7;
const shardSize = 200;
const memoryMiB = 256;

type Calls = Readonly<Record<string, number>>;

/** The maximum number of calls of each operation; others may not be called at all. */
type Bounds = Readonly<Record<string, number>>;

export async function run(): Promise<readonly BenchResult[]> {
  return [...(await looks()), ...(await quietRotation())];
}

/** The full screen over 10,000 clusters, opened and closed twice. */
async function looks(): Promise<readonly BenchResult[]> {
  const cloud = await startEmulator({ scenario: 'global' });
  try {
    await using folder = await temporaryHome();
    const list = { DescribeRegions: 1, DescribeClustersForRegion: pagesOf(cloud) };
    const first = await look(cloud, folder.home);
    const second = await look(cloud, folder.home);
    return [
      // Whose account it is stands in the first line.
      ...against('first look', first, {
        ...list,
        DescribeClusterDetail: rowsInSight,
        GetCallerIdentity: 1,
      }),
      ...against('second look', second, list),
    ];
  } finally {
    await cloud.stop();
  }
}

async function look(cloud: Emulator, home: string): Promise<Calls> {
  cloud.requests.clear();
  await using terminal = await openTerminal({ cloud, home, ...size });
  await terminal.see('10000 clusters');
  await terminal.seeFleet();
  await terminal.press('q');
  await terminal.exit();
  return cloud.requests.counters();
}

/** Pages of a list end when the reported total is reached. */
function pagesOf({ world }: Emulator): number {
  const inRegions = Map.groupBy(world.clusters.all(), ({ region }) => region);
  const pages = world.regions.map(({ id }) => Math.ceil((inRegions.get(id)?.length ?? 0) / pageSize) || 1);
  return pages.reduce((sum, count) => sum + count, 0);
}

/**
 * A run of the deployed function with nothing due, everything delivered the day before: the sinks say what is held,
 * the list what was changed, and a seventh of the fleet is examined closely.
 */
async function quietRotation(): Promise<readonly BenchResult[]> {
  await using world = await functionWorld({
    scenario: fleet(fleetSize),
    settings: `sinks: [{kind: file, directory: "{directory}"}]\nholders: false\nverify: skip\nshardSize: ${shardSize}`,
    sharedKeys: 32,
  });
  const { emulator } = world;
  const report = await world.run();
  const { counts } = report;
  if (counts.delivered !== fleetSize)
    throw new Error(
      `not everything was delivered: ${JSON.stringify(report.failures)} ${JSON.stringify(counts)}`,
    );
  emulator.requests.clear();
  const runs = emulator.services.fc.get(null, 'rotate')?.invocations ?? [];
  const ran = runs.length;
  const quiet = await world.run();
  if (quiet.counts.kept !== fleetSize) throw new Error(`not quiet: ${JSON.stringify(quiet.counts)}`);
  const invocations = 1 + Math.ceil(fleetSize / shardSize);
  const turns = fleetSize / lookDays;
  // Turns come from a hash: four standard deviations above the mean occur once in 30,000 fleets.
  const details = Math.ceil(turns + 4 * Math.sqrt(turns * (1 - 1 / lookDays)));
  const calls = against('quiet rotation', emulator.requests.counters(), {
    DescribeClusterDetail: details,
    DescribeClustersForRegion: pagesOf(emulator),
    DescribeRegions: 1,
    ListUserKubeConfigStates: Math.ceil(fleetSize / pageSize),
    // Each invocation asks for its identity; the first dispatches the shards.
    GetCallerIdentity: invocations,
    InvokeFunction: invocations,
  });
  await emulator.services.fc.idle();
  // The first one has the whole ledger, and every shard's report.
  return [...calls, ofMemory(Math.max(...runs.slice(ran).map(({ memoryMb }) => memoryMb)))];
}

function ofMemory(peakMiB: number): BenchResult {
  const detail = `${peakMiB.toFixed(0)} MiB at most in one invocation, over ${fleetSize} obligations`;
  return { name: 'quiet rotation: memory', ratio: peakMiB / memoryMiB, budget: 1, detail };
}

function against(name: string, calls: Calls, bounds: Bounds): readonly BenchResult[] {
  const operations = [...new Set([...Object.keys(bounds), ...Object.keys(calls)])].toSorted();
  return operations.map((operation) => {
    const [asked, most] = [calls[operation] ?? 0, bounds[operation] ?? 0];
    const ratio = most === 0 ? (asked === 0 ? 0 : Number.POSITIVE_INFINITY) : asked / most;
    const detail = `${asked} calls of at most ${most}`;
    return { name: `${name}: ${operation}`, ratio, budget: 1, isCount: true, detail };
  });
}

function fleet(count: number) {
  const regions = ['cn-hangzhou', 'cn-beijing', 'cn-shanghai', 'ap-northeast-1', 'eu-central-1'];
  return {
    clusters: Array.from({ length: count }, (_, index) => ({
      name: `cluster-${index}`,
      region: regions[index % regions.length] ?? 'cn-hangzhou',
      holders: { rotator: { daysLeft: 900 } },
    })),
  };
}
