import { execFile } from 'node:child_process';
import { mkdir, readdir, readlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { type Ackring, createAckring } from '../command-line/run-ackring.js';
import { emptyFolder, packInto, version } from './packed.js';

const run = promisify(execFile);
const { nodeOf } = (await import(new URL('../../../scripts/nodes.mjs', import.meta.url).href)) as {
  nodeOf(name: string): string;
};

const nodes = {
  '22': nodeOf('node22'),
  '24': process.execPath,
  '26': nodeOf('node26'),
};

const release = emptyFolder(test.after.always);

test.before('a release', () => packInto(release));

for (const [major, node] of Object.entries(nodes)) {
  test.serial(
    `installed with npm into an empty folder, the program works on Node ${major}`,
    worksInstalled,
    major,
    node,
  );
}

async function worksInstalled(t: ExecutionContext, major: string, node: string): Promise<void> {
  const folder = emptyFolder((remove) => t.teardown(remove));
  const installed = await installWith(node, folder);
  await using emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 100 } } }] },
  });
  const ackring = await createAckring(t, emulator, [node, installed]);

  const told = await ackring.run(['--version', '--json']);
  t.like(told.json(), { version });
  await keepsCompiledCode(t, ackring);
  t.regex(told.stdout, new RegExp(`"node": "${major}\\.`));
  const got = await ackring.run(['get', 'prod', '--json']);
  t.is(got.code, 0, got.stderr);
  t.like(got.json(), { verified: true });
  const shown = await ackring.run(['contexts', '--json']);
  t.regex(shown.stdout, /"status": "temporary"/);
  const demo = await ackring.run(['demo']);
  t.is(demo.code, 0, demo.stderr);
  t.regex(demo.stdout, /read back/, 'the packed function did not rotate');
  const inside = await ackring.run(['demo', '--', 'sh', '-c', 'ackring --version --json']);
  t.like(inside.json(), { version }, inside.stderr);
}

/** The second start is the fast one, with the code that the first has left in the user's own cache. */
async function keepsCompiledCode(t: ExecutionContext, ackring: Ackring): Promise<void> {
  const environment = { NODE_COMPILE_CACHE: '', NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const first = await ackring.run(['help'], { environment });
  t.notRegex(first.stderr, /main\.js was accepted/);
  t.true((await readdir(join(ackring.home, '.cache', 'ackring', 'compiled'))).length > 0);
  const second = await ackring.run(['help'], { environment });
  t.regex(second.stderr, /main\.js was accepted/);
}

/** Installs as a user would, offline, and returns the program's path. */
async function installWith(node: string, folder: string): Promise<string> {
  const project = join(folder, 'project');
  await mkdir(project);
  await run(
    'npm',
    [
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
      join(release, `ackring-${version}.tgz`),
    ],
    {
      cwd: project,
      env: { PATH: `${dirname(node)}${delimiter}${process.env['PATH']}`, HOME: folder },
    },
  );
  const modules = await readdir(join(project, 'node_modules'));
  if (modules.some((name) => !['.bin', '.package-lock.json', 'ackring'].includes(name))) {
    throw new Error(`npm installed more than the package: ${modules.join(', ')}`);
  }
  const bin = join(project, 'node_modules/.bin');
  return join(bin, await readlink(join(bin, 'ackring')));
}
