import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFleetCache, fleetCacheKey } from '@ackring/core/internal/fleet/fleet-cache';
import { accountsAtOnce } from '@ackring/core/internal/fleet/many-accounts';
import { regionNames } from '@ackring/emulator/world/scenario';
import type { BenchResult } from './bench-result.js';
import { firstLine, runMeasured } from './measure.js';
import { rateGate } from './rate-gate.js';

const emulator = fileURLToPath(import.meta.resolve('@ackring/emulator/main'));
/** ACKRING_BENCH_ACCOUNTS, 500 by default, with as many clusters each as there are regions. */
const accounts = Number(process.env['ACKRING_BENCH_ACCOUNTS'] ?? 500);
const regions = Object.keys(regionNames).slice(0, 20);
/** Calls per second of each account here, since the cloud's limits are of an account. The scan does not know them. */
const permitted = 50;
const burst = 10;
const memoryBudgetMiB = 256;

/** Lists the clusters of many accounts, each with credentials of its own, through an API with a limit for each. */
export async function run(): Promise<readonly BenchResult[]> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  const clusters = regions.map((region) => ({ name: `prod-${region}`, region }));
  const names = Array.from({ length: accounts }, (_, at) => `account-${String(at).padStart(3, '0')}`);
  const scenario = { clusters: [], accounts: names.map((name) => ({ name, clusters })), regions };
  const file = join(home, 'scenario.json');
  await writeFile(file, JSON.stringify(scenario));
  const cloud = spawn(process.execPath, [emulator, '--scenario', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const told = JSON.parse(await firstLine(cloud.stdout));
    const profiles = names.map((name) => {
      const { accessKeyId, accessKeySecret } = told.identities[`${name}/ops`];
      return { name, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
    });
    await mkdir(join(home, '.aliyun'));
    await writeFile(join(home, '.aliyun/config.json'), JSON.stringify({ current: names[0], profiles }));
    await using gate = await rateGate(permitted, { burst, perKey: true });
    gate.leadTo(new URL(told.endpoints.cs));
    const environment = {
      ...told.environment,
      ALIBABA_CLOUD_ACCESS_KEY_ID: '',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
      ACKRING_CS_ENDPOINT: gate.url,
      HOME: home,
    };
    const { seconds, peakMiB } = await runMeasured(['clusters', '--all-profiles', '--quiet'], environment);
    const { passed, refused } = gate.counts;
    const together = permitted * Math.min(accounts, accountsAtOnce);
    const ideal = passed / together;
    const cached = await fromCaches(home, names, environment);
    const fleet = `${accounts} accounts × ${regions.length} regions × ${accounts * regions.length} clusters`;
    return [
      {
        ...{ name: `${fleet}: all of it`, ratio: seconds / ideal, budget: null },
        detail: `${passed} calls, ${accountsAtOnce} accounts at once at ${permitted}/s each: ${seconds.toFixed(1)} s for ${ideal.toFixed(1)} s, ${refused} throttled`,
      },
      {
        ...{ name: 'its memory', ratio: peakMiB / memoryBudgetMiB, budget: 1 },
        detail: `${peakMiB.toFixed(0)} MiB resident at most, of ${memoryBudgetMiB}`,
      },
      { name: 'rows from the caches', ratio: null, budget: null, detail: cached },
    ];
  } finally {
    const ended = once(cloud, 'exit');
    cloud.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

/** What each account's last scan left, in the order of the profiles: the first rows, and all of them. */
async function fromCaches(
  home: string,
  names: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = join(home, '.local', 'state', 'ackring');
  const startedAt = performance.now();
  let [rows, firstMs] = [0, 0];
  for (const profile of names) {
    const seen = await createFleetCache(
      folder,
      fleetCacheKey({ environment, profile, endpoint: null }),
    ).read();
    if (rows === 0) firstMs = performance.now() - startedAt;
    rows += seen?.clusters.length ?? 0;
  }
  const allMs = performance.now() - startedAt;
  return `the first after ${firstMs.toFixed(1)} ms, all ${rows} after ${allMs.toFixed(0)} ms`;
}
