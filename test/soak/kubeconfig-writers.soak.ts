import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig } from '@ackring/core/internal/kubeconfig/read';
import { type Crowd, leftovers, readAllTheWhile, runKubectl, runWriters } from '../kubeconfig/crowd.js';

// Many processes write one kubeconfig at once: first ackring alone, then mixed with kubectl.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const processes = 32;
const rounds = isFull ? 200 : 5;
const failures: string[] = [];

function expect(what: string, isKept: boolean): void {
  if (!isKept) failures.push(what);
}

async function inFolder(work: (crowd: Crowd) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-soak-'));
  await mkdir(join(home, '.kube'));
  try {
    await work({ home, file: join(home, '.kube', 'config'), processes, rounds });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

await inFolder(async (crowd) => {
  const writing = runWriters(crowd);
  const [report, reads] = await Promise.all([writing, readAllTheWhile(crowd.file, writing)]);
  const { clusters } = readKubeconfig(await readFile(crowd.file, 'utf8'), { file: crowd.file });
  console.log(
    `ackring alone: ${report.writes} writes by ${processes} processes, ${reads} whole reads meanwhile`,
  );
  console.log(`  entries lost ${report.lost}, dropped ${report.dropped}, overtaken ${report.overtaken}`);
  expect('an entry was lost', report.lost + report.dropped + report.overtaken === 0);
  expect('an entry is missing at the end', clusters.length === processes);
  expect('a lock or an unfinished copy was left', (await leftovers(crowd.file)).length === 0);
});

await inFolder(async (crowd) => {
  // Without the pauses, kubectl, which does not wait for the lock, would never get it.
  const writing = runWriters({ ...crowd, pauseMs: 500 });
  const [report, kubectl] = await Promise.all([writing, runKubectl(crowd, writing)]);
  readKubeconfig(await readFile(crowd.file, 'utf8'), { file: crowd.file });
  console.log(
    `with kubectl: ${report.writes} writes of ours, ${kubectl.writes} of kubectl (${kubectl.refused} refused: locked)`,
  );
  console.log(`  entries dropped by writes of ours: ${report.dropped + report.overtaken}`);
  console.log(`  entries dropped by writes of kubectl, which reads before it locks: ${report.lost}`);
  expect('a write of ours dropped an entry', report.dropped + report.overtaken === 0);
  expect('a lock or an unfinished copy was left', (await leftovers(crowd.file)).length === 0);
});

for (const failure of failures) console.error(`✘ ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
