import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen, type Specimen, specimenClusterId } from '@ackring/testkit/specimen';
import type { BenchResult } from './bench-result.js';
import { manyContexts } from './many-contexts.js';
import { type Command, mediansOfInstalled } from './measure.js';

const program = join(import.meta.dirname, '../../../tui/dist/ackring.js');

/** Contexts in the file, and the permitted ratio of a switch to kubectx: it has to start Node first. */
const sizes = [
  { size: 2, budget: null },
  { size: 1_000, budget: 0.45 },
  { size: 10_000, budget: 0.2 },
] as const;

/** A switch of the current context beside kubectx and kubectl: each a whole process that writes the file. */
export async function run(): Promise<BenchResult[]> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  try {
    const specimens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => makeSpecimen({ clusterId: specimenClusterId(index) })),
    );
    const results: BenchResult[] = [];
    for (const { size, budget } of sizes) results.push(await benchSize({ size, budget, home, specimens }));
    return results;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function benchSize({
  size,
  budget,
  home,
  specimens,
}: {
  readonly size: number;
  readonly budget: number | null;
  readonly home: string;
  readonly specimens: readonly Specimen[];
}): Promise<BenchResult> {
  const text = manyContexts(size, specimens);
  // A file for each, and never the context that is current already: every round writes.
  const turn = async (tool: string, command: string, args: readonly string[]): Promise<Command[]> => {
    const file = join(home, `${tool}-${size}`);
    await writeFile(file, text, { mode: 0o600 });
    const env = {
      ...process.env,
      HOME: home,
      KUBECONFIG: file,
      ACKRING_CONFIG_DIR: home,
      KUBECTX_IGNORE_FZF: '1',
    };
    const names = [`x${size - 1}`, 'x0'];
    return names.map((name) => ({ command, args: [...args, name], env }));
  };
  const commands = [
    ...(await turn('ackring', process.execPath, [program, 'use'])),
    ...(await turn('kubectx', 'kubectx', [])),
    ...(await turn('kubectl', 'kubectl', ['config', 'use-context'])),
  ];
  const times = await mediansOfInstalled(size > 1_000 ? 2 : 7, commands);
  const [ours, kubectx, kubectl] = [0, 2, 4].map((at) => mean(times[at], times[at + 1]));
  const reference = kubectx ?? kubectl ?? null;
  return {
    name: `use, ${size} contexts (${(text.length / 2 ** 20).toFixed(1)} MiB)`,
    ratio: ours == null || reference === null ? null : ours / reference,
    budget: kubectx == null ? null : budget,
    detail: `ackring ${told(ours)}, kubectx ${told(kubectx)}, kubectl ${told(kubectl)}`,
  };
}

function mean(one: number | null | undefined, other: number | null | undefined): number | null {
  return one == null || other == null ? null : (one + other) / 2;
}

function told(ms: number | null | undefined): string {
  return ms == null ? 'not installed' : `${ms.toFixed(0)} ms`;
}
