// Builds kube-apiserver and etcd from the Go module proxy, for the tests in *.kube-apiserver.test.ts; does nothing where
// they are. A folder for them: real-kubernetes/assets.mjs.
// Killed anywhere it goes on the next time: a program appears by one rename, and Go keeps what is compiled. A second
// run waits for the first.
// Exit code 3: it cannot be had on this machine, which lacks Go, its proxy or a folder that can be written.
// Needs the output of `tsc -b packages/core`.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../packages/core/dist/machine/clock.js';
import { takeLock } from '../packages/core/dist/machine/kubeconfig-file/lock.js';
import { assetsFolder, cacheFolder, versions } from './real-kubernetes/assets.mjs';
import { NotHere, openGo, requireGo } from './real-kubernetes/go.mjs';
import { buildModule, downloadModule } from './real-kubernetes/module.mjs';

const longestBuildMs = 3_600_000;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

try {
  const found = assetsFolder();
  if (lackingIn(found).length === 0) tellReady(found);
  else await fill(cacheFolder());
} catch (error) {
  console.error(`real API servers: ${error.message}`);
  process.exitCode = error instanceof NotHere ? 3 : 1;
}

async function fill(folder) {
  requireGo();
  makeWritable(folder);
  // Beside other work it takes what that leaves.
  setPriority(10);
  const release = await takeTurn(join(folder, '.build'));
  const work = join(folder, '.work');
  try {
    const go = openGo(work);
    for (const lack of lackingIn(folder)) await build(go, { folder, work, ...lack });
    rmSync(work, { recursive: true, force: true });
  } finally {
    await release();
  }
  tellReady(folder);
}

async function build(go, { folder, work, version, programs }) {
  const what = `${programs.join(' and ')} of Kubernetes ${version}`;
  const module = {
    folder: join(work, version),
    version,
    programs,
    target: join(work, `built-${process.pid}`),
  };
  console.log(`${what}: downloading what they are made of`);
  await downloadModule(go, module);
  console.log(`${what}: compiling, which takes minutes`);
  await buildModule(go, module);
  for (const program of programs) renameSync(join(module.target, program), placeOf(folder, version, program));
}

/** No other version's place is taken: the folder may be somebody's. */
function placeOf(folder, version, program) {
  const isTaken = program === 'kube-apiserver' && versionOf(join(folder, program)) !== null;
  return join(folder, isTaken ? `${program}-${version}` : program);
}

/** What is to be built: `{version, programs}`. One etcd serves every version. */
function lackingIn(folder) {
  const there = namesIn(folder)
    .filter((name) => /^kube-apiserver(-|$)/.test(name))
    .map((name) => versionOf(join(folder, name)));
  const hasEtcd = versionOf(join(folder, 'etcd')) !== null;
  return versions
    .map((version, at) => ({
      version,
      programs: [
        ...(at === 0 && !hasEtcd ? ['etcd'] : []),
        ...(there.includes(version) ? [] : ['kube-apiserver']),
      ],
    }))
    .filter(({ programs }) => programs.length > 0);
}

/** Null for what is not there, or does not run. */
function versionOf(program) {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout ?? '')?.[0] ?? null;
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function makeWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch ({ code }) {
    throw new NotHere(`${folder} cannot be written (${code}): another can be named by KUBEBUILDER_ASSETS`);
  }
}

async function takeTurn(file) {
  try {
    return await takeLock(file, { clock: systemClock, waitMs: 0 });
  } catch (error) {
    if (error.code !== 'FileLocked') throw error;
    console.log(`waiting for another run in ${file}`);
    return takeLock(file, { clock: systemClock, waitMs: longestBuildMs });
  }
}

function tellReady(folder) {
  console.log(`real API servers: Kubernetes ${versions.join(' and ')} in ${folder}`);
}
