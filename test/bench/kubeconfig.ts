import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen, type Specimen, specimenClusterId } from '@ackring/testkit/specimen';
import type { BenchResult } from './bench-result.js';
import { manyContexts } from './many-contexts.js';
import { mediansOfInstalled as medians } from './measure.js';

const program = join(import.meta.dirname, '../../../tui/dist/ackring.js');
/** Under a new name each time, so that every run changes the file. */
const mergeAnew = 'exec "$0" "$@" --yes --context "b$$"';
/** The file has changed in each round, and its outline is not kept yet. */
const listAnew = 'echo "# $$" >> "$KUBECONFIG"; exec "$0" "$1" contexts --json';
const sizes = [1, 100, 1000, 10_000];
/** The permitted ratios to kubectl and to kubectx, by number of contexts. */
const budgets = {
  contexts: new Map([[1_000, { kubectl: 0.25, kubectx: 0.5 }]]),
  merge: new Map([
    [1_000, { kubectl: 0.28, kubectx: null }],
    [10_000, { kubectl: 0.13, kubectx: null }],
  ]),
};

/** Lists and merges of kubeconfig files, beside kubectl and kubectx, on files from 1 to 10,000 contexts. */
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

  const changed = join(home, `changed-${size}`);
  await writeFile(changed, text, { mode: 0o600 });
  const [known = null, kubectl = null, kubectx = null, anew = null] = await medians(rounds, [
    { command: process.execPath, args: [program, 'contexts', '--json'], env },
    { command: 'kubectl', args: ['config', 'get-contexts'], env },
    { command: 'kubectx', args: [], env },
    {
      command: 'sh',
      args: ['-c', listAnew, process.execPath, program],
      env: { ...env, KUBECONFIG: changed },
    },
  ]);
  // Ours changes the file in every round. kubectl only prints what would have to be written.
  const write = await medians(rounds, [
    {
      command: 'sh',
      args: ['-c', mergeAnew, process.execPath, program, 'merge', issued, '--kubeconfig', file],
      env,
    },
    {
      command: 'kubectl',
      args: ['config', 'view', '--flatten'],
      env: { ...env, KUBECONFIG: `${file}:${issued}` },
    },
  ]);
  return [
    ...results(`contexts, ${label}`, [known, kubectl, kubectx], budgets.contexts.get(size)),
    ...results(`contexts of a file never seen, ${label}`, [anew, kubectl, kubectx], undefined),
    ...results(`merge, ${label}`, write, budgets.merge.get(size)),
  ];
}

interface Budget {
  readonly kubectl: number;
  readonly kubectx: number | null;
}

/** A line beside kubectl, and one beside kubectx where it is asked for. */
function results(
  name: string,
  [ours = null, kubectl = null, kubectx]: readonly (number | null)[],
  budget: Budget | undefined,
): BenchResult[] {
  const beside = (other: string, ms: number | null, limit: number | null): BenchResult => ({
    name: `${name}, beside ${other}`,
    ratio: ours === null || ms === null ? null : ours / ms,
    budget: limit,
    detail: ms === null ? `${other} is not installed` : `${ours?.toFixed(0)} ms of its ${ms.toFixed(0)}`,
  });
  const byKubectl = beside('kubectl', kubectl, budget?.kubectl ?? null);
  return kubectx === undefined
    ? [byKubectl]
    : [byKubectl, beside('kubectx', kubectx, budget?.kubectx ?? null)];
}
