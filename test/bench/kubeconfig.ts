import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen, type Specimen, specimenClusterId } from '@ackring/testkit/specimen';
import type { BenchResult } from './bench-result.js';
import { manyContexts } from './many-contexts.js';
import { mediansOfInstalled as medians } from './measure.js';

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
  // Each of the three changes the file in every round: none of them writes without a change.
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
