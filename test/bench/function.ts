import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseReport } from '@ackring/core/internal/rotation/report/shard-report';
import {
  codeFolder,
  type FunctionWorld,
  functionWorld,
  node20,
} from '@ackring/testkit/rotation/function-world';
import type { BenchResult } from './bench-result.js';
import { medianWallMs } from './measure.js';
import { rateGate } from './rate-gate.js';

const bundleLimit = 1_800_000;
const bundle = join(codeFolder, 'index.js');

/** Clusters of the measured fleet: ACKRING_BENCH_CLUSTERS, 10,000 by default. */
const fleetSize = Number(process.env['ACKRING_BENCH_CLUSTERS'] ?? 10_000);

/**
 * The function: its size, its cold start, its memory, a fleet of 10,000 in shards, and one too slow for an
 * invocation.
 */
export async function run(): Promise<readonly BenchResult[]> {
  return [await size(), await coldStart(), await memory(), ...(await sharded()), await handedOn()];
}

async function size(): Promise<BenchResult> {
  const sizes = await Promise.all([bundle, join(codeFolder, 'later.js')].map((file) => stat(file)));
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  const detail = `${(bytes / 1e6).toFixed(2)} MB of ${bundleLimit / 1e6}`;
  return { name: "the function's bundle", ratio: bytes / bundleLimit, budget: 1, detail };
}

async function coldStart(): Promise<BenchResult> {
  const ready = `require(${JSON.stringify(bundle)}).initialize().then(() => process.exit(0))`;
  const [bareMs = 0, readyMs = 0] = await medianWallMs([
    { command: node20, args: ['-e', '0'] },
    { command: node20, args: ['-e', ready] },
  ]);
  const detail = `ready in ${readyMs.toFixed(0)} ms, bare Node 20 in ${bareMs.toFixed(0)} ms`;
  return { name: "the function's cold start", ratio: readyMs / bareMs, budget: 2.2, detail };
}

const memoryMiB = 512;

const aloneSettings = 'sinks: [{kind: file, directory: "{directory}"}]\nholders: false';

/** One invocation over 300 clusters, every one of them renewed, in a process whose peak is read at its end. */
async function memory(): Promise<BenchResult> {
  await using world = await functionWorld({
    scenario: fleet(300, 100),
    settings: aloneSettings,
    sharedKeys: 32,
  });
  const { peakKiB, renewed } = await runAlone(world);
  const detail = `${(peakKiB / 1024).toFixed(0)} MiB resident at most, ${renewed} of 300 clusters renewed`;
  return { name: "the function's memory", ratio: peakKiB / 1024 / memoryMiB, budget: 1, detail };
}

async function runAlone({
  emulator,
  directory,
}: FunctionWorld): Promise<{ peakKiB: number; renewed: number }> {
  const key = (name: string): string => emulator.environment[name] ?? '';
  const context = {
    requestId: 'bench',
    credentials: {
      accessKeyId: key('ALIBABA_CLOUD_ACCESS_KEY_ID'),
      accessKeySecret: key('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
      securityToken: '',
    },
    function: { name: 'rotate', memory: memoryMiB, timeout: 600 },
    region: 'cn-hangzhou',
    accountId: emulator.accountId,
  };
  const script = `
    console.log = () => {};
    require(${JSON.stringify(bundle)}).handler(Buffer.from('{}'), ${JSON.stringify(context)}).then((report) => {
      const { maxRSS } = process.resourceUsage();
      require('node:fs').writeSync(3, JSON.stringify({ peakKiB: maxRSS, renewed: report.counts.renewed + report.counts.unchanged }));
      process.exit(0);
    });`;
  const child = spawn(node20, ['-e', script], {
    env: {
      ...emulator.environment,
      ACKRING_ROTATION: aloneSettings.replace('{directory}', directory),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[3];
  if (!(pipe instanceof Readable)) throw new Error('no pipe for the answer');
  const [answer] = await Promise.all([text(pipe), once(child, 'exit')]);
  return JSON.parse(answer);
}

/** ACK's permitted calls per second in the large run; the shards know neither that nor of one another. */
const permittedPerSecond = 50;

/** A large fleet whose every cluster needs work, split by the function into shards for itself. */
async function sharded(): Promise<readonly BenchResult[]> {
  await using gate = await rateGate(permittedPerSecond);
  await using world = await functionWorld({
    scenario: fleet(fleetSize, 100),
    settings: 'sinks: [{kind: file, directory: "{directory}"}]\nholders: false\nverify: skip\nshardSize: 200',
    environment: { ACKRING_CS_ENDPOINT: gate.url },
    sharedKeys: 32,
    memorySize: memoryMiB,
  });
  gate.leadTo(new URL(world.emulator.endpoints.cs));
  const startedAt = performance.now();
  const { counts } = await world.run();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { passed, refused } = gate.counts;
  const boundSeconds = passed / permittedPerSecond;
  const invocations = world.emulator.services.fc.get(null, 'rotate')?.invocations ?? [];
  const longestSeconds = Math.max(...invocations.map(({ durationMs }) => durationMs)) / 1_000;
  const mostMiB = Math.max(...invocations.map(({ memoryMb }) => memoryMb));
  const work = `${counts.renewed} of ${fleetSize} renewed, ${counts.failed} failed, ${counts.deferred} deferred`;
  const pace = `${passed} calls at ${permittedPerSecond}/s: ${seconds.toFixed(0)} s for ${boundSeconds.toFixed(0)} s, ${refused} throttled`;
  return [
    {
      name: 'a large fleet in shards',
      ratio: seconds / 600,
      budget: 1,
      detail: `${work}, in ${seconds.toFixed(0)} s of 600`,
    },
    {
      name: 'the hungriest of its invocations',
      ratio: mostMiB / memoryMiB,
      budget: 1,
      detail: `${mostMiB.toFixed(0)} MiB of ${memoryMiB}, in ${invocations.length} invocations, the longest ${longestSeconds.toFixed(0)} s`,
    },
    { name: 'its pace', ratio: seconds / boundSeconds, budget: null, detail: pace },
  ];
}

/** A tenth of the fleet, with a rate and a timeout that no single invocation can meet: it hands itself on. */
async function handedOn(): Promise<BenchResult> {
  const [perSecond, timeout, count] = [10, 75, 900];
  await using gate = await rateGate(perSecond);
  await using world = await functionWorld({
    scenario: fleet(count, 100),
    settings: 'sinks: [{kind: file, directory: "{directory}"}]\nholders: false\nverify: skip\nshardSize: 10',
    environment: { ACKRING_CS_ENDPOINT: gate.url },
    sharedKeys: 32,
    memorySize: memoryMiB,
    timeout,
  });
  const { fc, cs } = { fc: world.emulator.services.fc, cs: world.emulator.endpoints.cs };
  gate.leadTo(new URL(cs));
  const startedAt = performance.now();
  const first = await world.run();
  await fc.idle();
  const seconds = (performance.now() - startedAt) / 1_000;
  const report = parseReport((await world.ports.sinks[0]?.documents?.read('latest')) ?? '');
  const isWhole = report?.runId === first.runId && report.counts.renewed === count;
  if (!isWhole) throw new Error(`not everything was handed on: ${JSON.stringify(report?.counts)}`);
  const boundSeconds = gate.counts.passed / perSecond;
  return {
    name: `a fleet that takes longer than an invocation of ${timeout} s may`,
    ratio: seconds / boundSeconds,
    budget: null,
    detail: `${first.counts.renewed} renewed by the first, ${report.counts.renewed} of ${count} when the last was done, ${report.failures.length} failures: ${seconds.toFixed(0)} s for ${boundSeconds.toFixed(0)} s at ${perSecond}/s`,
  };
}

function fleet(count: number, daysLeft: number) {
  const regions = [
    'cn-hangzhou',
    'cn-beijing',
    'cn-shanghai',
    'ap-northeast-1',
    'ap-southeast-1',
    'eu-central-1',
  ];
  return {
    clusters: Array.from({ length: count }, (_, index) => ({
      name: `cluster-${index}`,
      region: regions[index % regions.length] ?? 'cn-hangzhou',
      holders: { rotator: { daysLeft }, ops: { daysLeft } },
    })),
  };
}
