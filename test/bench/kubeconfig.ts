import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen, type Specimen, specimenClusterId } from '@ackring/testkit/specimen';
import type { BenchResult } from './bench-result.js';
import { type Command, medianWallMs } from './measure.js';

const program = join(import.meta.dirname, '../../../tui/dist/ackring.js');
const mergeProgram = join(import.meta.dirname, '../kubeconfig/merge-once.js');
const sizes = [1, 100, 1000, 10_000];
const budgets = { contexts: 0.5, merge: 0.3 };

/** The two budgets of kubeconfig files, beside kubectl and kubectx, on files from 1 to 10,000 contexts. */
export async function run(): Promise<BenchResult[]> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  try {
    const specimens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => makeSpecimen({ clusterId: specimenClusterId(index) })),
    );
    const results: BenchResult[] = [];
    for (const size of sizes) results.push(...(await benchSize(size, home, specimens)));
    return results;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function benchSize(size: number, home: string, specimens: readonly Specimen[]): Promise<BenchResult[]> {
  const file = join(home, `config-${size}`);
  const issued = join(home, 'issued');
  const text = manyContexts(size, specimens);
  await writeFile(file, text, { mode: 0o600 });
  await writeFile(issued, specimens[0]?.yaml ?? '');
  const env = {
    ...process.env,
    HOME: home,
    KUBECONFIG: file,
    ACKRING_CONFIG_DIR: home,
    KUBECTX_IGNORE_FZF: '1',
  };
  const rounds = size > 1000 ? 2 : 7; // kubectl takes seconds for the largest
  const label = `${size} ${size === 1 ? 'context' : 'contexts'} (${(text.length / 2 ** 20).toFixed(1)} MiB)`;

  const list = await medians(rounds, [
    { command: process.execPath, args: [program, 'contexts', '--json'], env },
    { command: 'kubectl', args: ['config', 'get-contexts'], env },
    { command: 'kubectx', args: [], env },
  ]);
  // Each of the three changes the file in every round: none of them writes when there is nothing to do.
  const write = await medians(rounds, [
    { command: process.execPath, args: [mergeProgram, file, issued, home], env },
    { command: 'kubectl', args: ['config', 'use-context', `x${size - 1}`], env },
    { command: 'kubectx', args: ['x0'], env },
  ]);
  return [
    result(`contexts, ${label}`, list, size === 1000 ? budgets.contexts : null),
    result(`merge, ${label}`, write, size === 1000 ? budgets.merge : null),
  ];
}

/** Median ms of each; null for a program that is not installed here. */
async function medians(rounds: number, commands: readonly Command[]): Promise<(number | null)[]> {
  const present = commands.filter(
    ({ command }) => spawnSync(command, ['--help'], { stdio: 'ignore' }).error === undefined,
  );
  const times = await medianWallMs(present, rounds);
  return commands.map((each) => times[present.indexOf(each)] ?? null);
}

function result(
  name: string,
  [ours, kubectl, kubectx]: readonly (number | null)[],
  budget: number | null,
): BenchResult {
  const ms = (value: number | null | undefined) =>
    value == null ? 'not installed' : `${value.toFixed(0)} ms`;
  const ratio = ours == null || kubectl == null ? null : ours / kubectl;
  return {
    name,
    ratio,
    budget,
    detail: `ackring ${ms(ours)}, kubectl ${ms(kubectl)}, kubectx ${ms(kubectx)}`,
  };
}

function manyContexts(size: number, specimens: readonly Specimen[]): string {
  const numbers = Array.from({ length: size }, (_, index) => index);
  const of = (number: number) => specimens[number % specimens.length];
  const base64 = (text: string | undefined) => Buffer.from(text ?? '').toString('base64');
  const encoded = new Map(
    specimens.map((each) => [
      each,
      { ca: base64(each.authority), certificate: base64(each.certificate), key: base64(each.key) },
    ]),
  );
  const material = (number: number) => encoded.get(of(number) ?? ({} as Specimen));
  return `apiVersion: v1
clusters:
${numbers.map((n) => `- cluster:\n    certificate-authority-data: ${material(n)?.ca}\n    server: https://203.0.113.${n % 256}:6443\n  name: c${n}\n`).join('')}contexts:
${numbers.map((n) => `- context:\n    cluster: c${n}\n    user: u${n}\n  name: x${n}\n`).join('')}current-context: x0
kind: Config
preferences: {}
users:
${numbers.map((n) => `- name: u${n}\n  user:\n    client-certificate-data: ${material(n)?.certificate}\n    client-key-data: ${material(n)?.key}\n`).join('')}`;
}
