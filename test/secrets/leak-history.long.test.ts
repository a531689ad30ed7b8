import { execFile } from 'node:child_process';
import { mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// A search for leaks handles dozens of keys, and shows none.

const scenario = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] } as const;

test('a search through a tree and its history names what it finds and shows none of it', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  const repository = join(program.home, 'repository');
  await mkdir(repository);
  t.is((await program.run(['get', 'prod', '--long-term'])).code, 0);
  const kubeconfig = await readFile(program.kubeconfig, 'utf8');
  const git = async (...args: readonly string[]) => {
    const person = {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@b',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@b',
    };
    const env = { PATH: process.env['PATH'], HOME: program.home, GIT_CONFIG_NOSYSTEM: '1', ...person };
    await promisify(execFile)('git', ['-C', repository, ...args], { env });
  };
  await git('init', '-q', '-b', 'main');
  await writeFile(join(repository, 'deploy.yaml'), kubeconfig);
  await git('add', '.');
  await git('commit', '-qm', kubeconfig);
  await unlink(join(repository, 'deploy.yaml'));
  await git('commit', '-qam', 'gone');
  await writeFile(join(repository, 'secret.json'), JSON.stringify({ kubeconfig }));

  const before = new Set((await keptFiles(program.home)).map(({ path }) => path));
  for (const args of [
    ['leak', 'repository'],
    ['leak', 'repository', '--json'],
    ['leak', '-', '--no-probe'],
  ]) {
    const ran = await program.run(args, { stdin: kubeconfig });
    t.is(ran.code, 1, ran.stderr);
    t.regex(ran.stdout, /open/i);
  }
  await program.run(['leak', 'repository', '--no-probe', '--json'], {
    environment: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'not-the-one' },
  });
  const marks = cloud.marks();
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  const fresh = (await keptFiles(program.home)).filter(({ path }) => !before.has(path));
  t.deepEqual(
    fresh.filter(({ text }) => marks.foundIn(text).length > 0).map(({ path }) => path),
    [],
  );
});
