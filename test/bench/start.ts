import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { authorityDigest } from '@ackring/core/internal/words/recipient';
import { startEmulator } from '@ackring/emulator/start';
import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import type { BenchResult } from './bench-result.js';
import { medianWallMs } from './measure.js';

// What shells, kubectl and people wait for, beside an idle Node: whole processes, in one run.

const program = join(import.meta.dirname, '../../../tui/dist/ackring.js');
const rounds = 25;

interface Start {
  readonly name: string;
  readonly args: readonly string[];
  /** The maximum, as a multiple of bare Node; null if only the additional milliseconds are limited. */
  readonly budget: number | null;
}

export async function run(): Promise<readonly BenchResult[]> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  try {
    const { env, starts } = await warmHome(home);
    const [bareMs = Number.NaN, ...times] = await medianWallMs(
      [['-e', '0'], ...starts.map(({ args }) => [program, ...args])].map((args) => ({
        command: process.execPath,
        args,
        env,
      })),
      rounds,
    );
    return starts.map(({ name, budget }, index) => {
      const ms = times[index] ?? Number.NaN;
      const detail = `${ms.toFixed(1)} ms, ${(ms - bareMs).toFixed(1)} beyond bare node's ${bareMs.toFixed(1)}`;
      return { name, ratio: ms / bareMs, budget, detail };
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A home after a day of use: the fleet and the plug-in's certificate cached, the cloud gone. */
async function warmHome(
  home: string,
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly starts: readonly Start[] }> {
  await using emulator = await startEmulator({
    scenario: { clusters: Array.from({ length: 100 }, (_, index) => ({ name: `prod-${index}` })) },
  });
  const [cluster] = [...emulator.world.clusters.all()];
  const env = { PATH: process.env['PATH'], HOME: home, ...emulator.environment };
  const server = 'https://203.0.113.10:6443';
  const { yaml, authority } = await makeSpecimen({ clusterId: specimenClusterId(0), server });
  await mkdir(join(home, '.kube'));
  await writeFile(join(home, '.kube', 'config'), yaml, { mode: 0o600 });
  const recipient = ['--server', server, '--authority', authorityDigest(authority)];
  const named = ['--cluster', cluster?.id ?? '', '--region', cluster?.region ?? ''];
  const plugIn = ['exec-credential', ...named, ...recipient];
  for (const args of [['clusters'], plugIn]) {
    await promisify(execFile)(process.execPath, [program, ...args], { env });
  }
  return {
    env: { ...env, KUBERNETES_EXEC_INFO: execInfo(server, authority) },
    starts: [
      { name: '--version', args: ['--version'], budget: 1.15 },
      { name: 'contexts, one context', args: ['contexts'], budget: null },
      { name: 'contexts --json, one context', args: ['contexts', '--json'], budget: null },
      { name: 'exec-credential, warm cache', args: plugIn, budget: 1.4 },
      { name: 'exec-credential --token', args: plugIn.toSpliced(1, 0, '--token'), budget: 1.4 },
      { name: "completion of a command's name", args: ['complete', '--', ''], budget: null },
      { name: "completion of 100 clusters' names", args: ['complete', '--', 'get', 'p'], budget: null },
    ],
  };
}

/** As kubectl tells it. */
function execInfo(server: string, authority: string): string {
  const cluster = {
    server,
    'certificate-authority-data': Buffer.from(authority).toString('base64'),
    config: null,
  };
  const spec = { interactive: false, cluster };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1beta1', spec });
}
