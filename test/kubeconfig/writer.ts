import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { planMerge } from '@ackring/core/internal/kubeconfig/merge';
import { readKubeconfig } from '@ackring/core/internal/kubeconfig/read';
import { systemClock } from '@ackring/core/internal/machine/clock';
import type { WriteStep } from '@ackring/core/internal/machine/files/write';
import { createKubeconfigFiles } from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';

// A program for the tests: one of many that write the same kubeconfig. In each round it sets its own entry to the
// round's number; it prints what it saw as JSON, and dies by SIGKILL at a step on request.
const [file = '', home = '', number = '0', rounds = '1', killAt = '', pauseMs = '0'] = process.argv.slice(2);

export interface WriterReport {
  readonly writes: number;
  /** How often its own last write was gone when it read again. */
  readonly lost: number;
  /** Entries that its own write removed. */
  readonly dropped: number;
  /** How often the file changed while it held the lock. */
  readonly overtaken: number;
}

const report = { writes: 0, lost: 0, dropped: 0, overtaken: 0 };
let readHash = '';

const files = createKubeconfigFiles({
  environment: {},
  home,
  stateDirectory: `${home}/state`,
  clock: systemClock,
  lockWaitMs: 120_000,
  onStep: (step: WriteStep) => {
    if (step === 'synced' && hash(readOrNull()) !== readHash) report.overtaken += 1;
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
  },
});

for (let round = 1; round <= Number(rounds); round += 1) {
  await files.edit(file, (existing) => {
    readHash = hash(existing);
    const before = serversOf(existing);
    if (round > 1 && before.get(entryName()) !== server(round - 1)) report.lost += 1;
    const { text } = planMerge({
      existing,
      file,
      issued: issued(round),
      owner: owner(),
      use: false,
      taken: [],
    });
    const after = serversOf(text);
    report.dropped += [...before.keys()].filter((name) => !after.has(name)).length;
    return text;
  });
  report.writes += 1;
  if (pauseMs !== '0') await systemClock.sleep(Number(pauseMs));
}
console.log(JSON.stringify(report));

function owner() {
  const kind = 'temporary' as const;
  return {
    clusterId: `c${number}`,
    clusterName: `w${number}`,
    region: 'r',
    access: 'public' as const,
    kind,
    uid: '1',
  };
}

function entryName(): string {
  return `ack/r/w${number}`;
}

function server(round: number): string {
  return `https://10.0.${number}.${round}:6443`;
}

function issued(round: number): string {
  return `clusters:\n- name: k\n  cluster:\n    server: ${server(round)}\nusers:\n- name: u\n  user:\n    token: t${round}\ncontexts:\n- name: c\n  context:\n    cluster: k\n    user: u\n`;
}

function serversOf(text: string | null): Map<string, string | null> {
  const { contexts, clusters } = readKubeconfig(text ?? '', { file });
  const servers = new Map(clusters.map((each) => [each.name, each.server]));
  return new Map(contexts.map((each) => [each.name, servers.get(each.cluster ?? '') ?? null]));
}

function hash(text: string | null): string {
  return text === null ? '' : createHash('sha256').update(text).digest('hex');
}

function readOrNull(): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
