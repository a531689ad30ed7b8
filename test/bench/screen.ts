import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '@ackring/core/cluster';
import { createFleetCache } from 'ackring/fleet-cache';
import { defaultSettings } from 'ackring/settings';
import { fleetCacheKey } from 'ackring/wiring/fleet-cache-key';
import { openTerminal, type Terminal } from '../terminal/driver.js';
import { bytesOf } from '../terminal/keys.js';
import type { BenchResult } from './bench-result.js';
import { median, medianWallMs, quantile } from './measure.js';

// The real program in a real terminal, with 10,000 clusters in its cache and no cloud to ask.

const rows = 10_000;
const size = { columns: 160, rows: 45 };
/** Nobody listens there, and there are no credentials: what shows is the cache. */
const environment = { ACKRING_CS_ENDPOINT: 'http://127.0.0.1:9' };
const medianBudgetMs = 6;
const p95BudgetMs = 12;
const firstFrameBudget = 3;

export async function run(): Promise<BenchResult[]> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  try {
    await fillCache(home);
    const firstFrame = await benchFirstFrame(home);
    await using terminal = await openTerminal({ home, environment, ...size });
    await terminal.see(`${rows} clusters`);
    await terminal.see('credentials');
    return [
      firstFrame,
      ...(await benchKeys(terminal, 'cursor down, 10,000 rows', ['j'], 200)),
      ...(await benchKeys(terminal, 'page down, 10,000 rows', ['pgdn'], 100)),
      ...(await benchFilter(terminal)),
      await benchResize(terminal),
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function fillCache(home: string): Promise<void> {
  const clusters = Array.from({ length: rows }, (_, index): Cluster => {
    const region = ['ap-northeast-1', 'cn-hangzhou', 'cn-beijing', 'eu-central-1'][index % 4] ?? '';
    return {
      id: `c${index.toString(16).padStart(32, '0')}`,
      name: `${['prod', 'staging', 'dev'][index % 3]}-${['api', 'batch', 'web', 'data'][index % 4]}-${index}`,
      region,
      type: 'ManagedKubernetes',
      profile: index % 5 === 0 ? 'Serverless' : 'Default',
      spec: 'ack.pro.small',
      state: index % 17 === 0 ? 'updating' : 'running',
      version: '1.34.1-aliyun.1',
      endpoints: {
        public: index % 2 ? 'https://203.0.113.10:6443' : null,
        private: 'https://192.168.0.1:6443',
      },
      created: null,
      tags: {},
    };
  });
  const options = { environment, home, profile: null, regions: [], readOnly: false };
  const folder = join(home, '.local', 'state', 'ackring');
  await createFleetCache(folder, fleetCacheKey(options, defaultSettings)).write({
    clusters,
    seenAt: new Date(),
  });
}

/** From the start of the process to the last line of the first frame, beside Node doing nothing. */
async function benchFirstFrame(home: string): Promise<BenchResult> {
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const startedAt = performance.now();
    await using terminal = await openTerminal({ home, environment, ...size });
    await terminal.see('? help');
    // The first runs fill the cache of compiled code.
    if (round > 2) times.push(performance.now() - startedAt);
    await terminal.press('q');
    await terminal.exit();
  }
  const [nodeMs = Number.NaN] = await medianWallMs([{ command: process.execPath, args: ['-e', '0'] }]);
  const frameMs = median(times);
  return {
    name: 'first frame',
    ratio: frameMs / nodeMs,
    budget: firstFrameBudget,
    detail: `${frameMs.toFixed(0)} ms, bare node ${nodeMs.toFixed(0)} ms`,
  };
}

/** From a key's way into the terminal to the end of the frame that shows it. */
async function keyTimes(terminal: Terminal, keys: readonly string[], presses: number) {
  const times: number[] = [];
  const before = terminal.bytesWritten();
  for (let press = 0; press < presses; press += 1) {
    const key = keys[press % keys.length] ?? '';
    const startedAt = performance.now();
    const drawn = terminal.nextFrame();
    terminal.send(bytesOf(key));
    await drawn;
    times.push(performance.now() - startedAt);
  }
  return { times, bytes: (terminal.bytesWritten() - before) / presses };
}

async function benchKeys(
  terminal: Terminal,
  name: string,
  keys: readonly string[],
  presses: number,
): Promise<BenchResult[]> {
  await keyTimes(terminal, keys, 30);
  const { times, bytes } = await keyTimes(terminal, keys, presses);
  const [middle, late] = [median(times), quantile(times, 0.95)];
  return [
    {
      name: `${name}: median`,
      ratio: middle / medianBudgetMs,
      budget: 1,
      detail: `${middle.toFixed(1)} ms of ${medianBudgetMs}, ${bytes.toFixed(0)} bytes a key`,
    },
    {
      name: `${name}: p95`,
      ratio: late / p95BudgetMs,
      budget: 1,
      detail: `${late.toFixed(1)} ms of ${p95BudgetMs}`,
    },
  ];
}

/** Each letter goes through all rows. */
async function benchFilter(terminal: Terminal): Promise<BenchResult[]> {
  await terminal.press('/');
  await terminal.see(/^ \//m);
  const results = await benchKeys(
    terminal,
    'a letter of the filter, 10,000 rows',
    [...'batch-7', ...Array<string>(7).fill('backspace')],
    98,
  );
  await terminal.press('esc');
  return results.map((result) => ({ ...result, budget: null }));
}

async function benchResize(terminal: Terminal): Promise<BenchResult> {
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const startedAt = performance.now();
    const drawn = terminal.nextFrame();
    terminal.resize(round % 2 ? size.columns : 120, round % 2 ? size.rows : 30);
    await drawn;
    times.push(performance.now() - startedAt);
  }
  return { name: 'resize', ratio: null, budget: null, detail: `${median(times).toFixed(1)} ms` };
}
