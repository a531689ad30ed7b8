import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './bench-result.js';
import { firstLine, type Measured, runMeasured } from './measure.js';
import { rateGate } from './rate-gate.js';

const emulator = fileURLToPath(import.meta.resolve('@ackring/emulator/main'));
/** The cloud's permitted calls per second here. The scan does not know it. */
const permitted = 250;
const burst = 50;
const timeBudget = 1.1;
const memoryBudgetMiB = 256;

/** The commands that go through a whole fleet, each without a Node flag. */
const scans = [
  { name: '10,000 clusters', args: ['clusters', '--json'] },
  { name: '10,000 clusters and their 160,000 holders', args: ['expiry', '--check'] },
  { name: '10,000 clusters and their 160,000 holders, to rotate', args: ['rotate', 'plan', '--json'] },
];

/** Scans a fleet of 10,000 clusters, and the holders of each, through an API with this limit per second. */
export async function run(): Promise<readonly BenchResult[]> {
  const cloud = spawn(process.execPath, [emulator, '--scenario', 'global'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  try {
    const told = JSON.parse(await firstLine(cloud.stdout));
    const results: BenchResult[] = [];
    for (const { name, args } of scans) {
      await using gate = await rateGate(permitted, { burst });
      gate.leadTo(new URL(told.endpoints.cs));
      const environment = { ...told.environment, ACKRING_CS_ENDPOINT: gate.url, HOME: home };
      const scan = await runMeasured(args, environment);
      results.push(...judge(`${name}: ${args.join(' ')}`, scan, gate.counts));
    }
    return results;
  } finally {
    const ended = once(cloud, 'exit');
    cloud.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

function judge(
  name: string,
  { seconds, peakMiB }: Measured,
  { passed, refused }: { readonly passed: number; readonly refused: number },
): readonly BenchResult[] {
  const idealSeconds = passed / permitted;
  const pace = `${passed} calls at ${permitted}/s: ${seconds.toFixed(1)} s for ${idealSeconds.toFixed(1)} s, ${refused} throttled`;
  // Several hundred calls are permitted at once: what ends immediately has no pace.
  const hasPace = passed > burst * 10;
  return [
    {
      name,
      ratio: hasPace ? seconds / idealSeconds : null,
      budget: hasPace ? timeBudget : null,
      detail: pace,
    },
    {
      name: 'its memory',
      ratio: peakMiB / memoryBudgetMiB,
      budget: 1,
      detail: `${peakMiB.toFixed(0)} MiB resident at most, of ${memoryBudgetMiB}`,
    },
  ];
}
