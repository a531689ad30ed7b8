import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig } from '@ackring/core/internal/kubeconfig/read';
import { leftovers, runKilledWriter, runWriters } from '../kubeconfig/crowd.js';

// Writers are killed at every step, over and over, in one folder: the file is always the old or the new one.
const rounds = process.env['ACKRING_SOAK'] === 'full' ? 100 : 3;
const steps = [
  'locked',
  'read',
  'recorded',
  'created',
  'written',
  'synced',
  'renamed',
  'folderSynced',
  'finished',
];
const home = await mkdtemp(join(tmpdir(), 'ackring-kills-'));
const file = join(home, '.kube', 'config');
await mkdir(join(home, '.kube'));
await runWriters({ file, home, processes: 1, rounds: 1 });

let kills = 0;
const failures: string[] = [];
for (let round = 1; round <= rounds; round += 1) {
  for (const [index, step] of steps.entries()) {
    const before = await serverNames();
    const number = `${round * 10 + index}`;
    const signal = await runKilledWriter([file, home, number, '1', step]);
    kills += signal === 'SIGKILL' ? 1 : 0;
    const expected = index >= steps.indexOf('renamed') ? [...before, `ack/r/w${number}`] : before;
    if ((await serverNames()).join() !== expected.join()) failures.push(`round ${round}, killed at ${step}`);
  }
}
await runWriters({ file, home, processes: 2, rounds: 1 });
const left = await leftovers(file);
console.log(
  `${kills} kills at ${steps.length} steps: ${failures.length} files neither old nor new, ${left.length} left behind`,
);
for (const failure of failures) console.error(`✘ ${failure}`);
await rm(home, { recursive: true, force: true });
process.exitCode = failures.length + left.length > 0 || kills !== rounds * steps.length ? 1 : 0;

async function serverNames(): Promise<string[]> {
  return readKubeconfig(await readFile(file, 'utf8'), { file }).clusters.map((each) => each.name);
}
