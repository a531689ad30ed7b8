import { chmod, lstat, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { type Ackring, createAckring } from './run-ackring.js';

const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));
// The tests' own folder of compiled code is for the other tests.
const environment = { NODE_COMPILE_CACHE: '' };

async function started(t: ExecutionContext, { home, run }: Ackring): Promise<string[]> {
  const { code, stderr } = await run(['help'], { environment });
  t.is(code, 0, stderr);
  return readdir(join(home, '.cache', 'ackring', 'compiled')).catch(() => []);
}

test('compiled code is kept in a private folder of the user', async (t) => {
  const ackring = await createAckring(t, null);
  t.not((await started(t, ackring)).length, 0);
  t.is((await stat(join(ackring.home, '.cache', 'ackring', 'compiled'))).mode & 0o777, 0o700);
});

test('the demo leaves no compiled code behind', async (t) => {
  const ackring = await createAckring(t, null);
  for (const args of [
    ['demo', 'clusters'],
    ['--lang', 'ja', 'demo', 'clusters'],
  ])
    t.is((await ackring.run(args, { environment })).code, 0);
  t.deepEqual(await readdir(join(ackring.home, '.cache')).catch(() => []), []);
});

test('compiled code that others could have written is discarded', async (t) => {
  const ackring = await createAckring(t, null);
  const folder = join(ackring.home, '.cache', 'ackring', 'compiled');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'planted'), '');
  await chmod(folder, 0o777);
  const kept = await started(t, ackring);
  t.not(kept.length, 0);
  t.false(kept.includes('planted'));
  t.is((await stat(folder)).mode & 0o777, 0o700);
});

test('where others could replace the folder, no compiled code is kept', async (t) => {
  const ackring = await createAckring(t, null);
  await mkdir(join(ackring.home, '.cache'));
  await chmod(join(ackring.home, '.cache'), 0o777);
  t.deepEqual(await started(t, ackring), []);
});

test('a link in place of the folder is not followed', async (t) => {
  const ackring = await createAckring(t, null);
  const elsewhere = join(ackring.home, 'elsewhere');
  await mkdir(elsewhere, { mode: 0o700 });
  await mkdir(join(ackring.home, '.cache', 'ackring'), { recursive: true });
  await symlink(elsewhere, join(ackring.home, '.cache', 'ackring', 'compiled'));
  await started(t, ackring);
  t.deepEqual(await readdir(elsewhere), []);
});

test('nothing that is written can be changed by others, whatever the umask', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const shell = await createAckring(t, emulator, ['/bin/sh', '-c']);
  const config = join(shell.home, 'rotation.yaml');
  await writeFile(
    config,
    'holders: false\nselect: {names: [prod]}\nsinks: [{kind: file, directory: keys}]\n',
    { mode: 0o600 },
  );
  await chmod(shell.home, 0o755);
  for (const args of [
    'get prod',
    'get prod --output out.yaml',
    'clusters',
    'expiry --prometheus fleet.prom --html fleet.html',
    'rotate apply --config rotation.yaml',
    'undo',
  ]) {
    const line = `umask 0 && exec '${process.execPath}' '${program}' ${args}`;
    const run = await shell.run([line], { environment });
    t.is(run.code, 0, `${args}: ${run.stdout}${run.stderr}`);
  }
  const names = await readdir(shell.home, { recursive: true });
  t.true(names.length > 10);
  for (const name of names) t.is((await lstat(join(shell.home, name))).mode & 0o022, 0, name);
});
