import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ownProgram } from './own-program.js';

async function machine(t: ExecutionContext) {
  const root = await mkdtemp(join(tmpdir(), 'ackring-own-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const put = async (path: string, mode = 0o755): Promise<string> => {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, mode);
    return file;
  };
  const on = (...folders: readonly string[]) => ({ PATH: folders.map((each) => join(root, each)).join(':') });
  return { root, put, on };
}

test('the entry on the PATH that leads to the started file, which an update leaves in place', async (t) => {
  const { root, put, on } = await machine(t);
  const other = await put('first/ackring');
  const script = await put('lib/ackring-1.2/dist/ackring.js');
  await mkdir(join(root, 'bin'));
  await symlink(script, join(root, 'bin/ackring'));
  t.is(ownProgram(on('first', 'bin'), script), join(root, 'bin/ackring'));
  t.is(ownProgram(on('first', 'bin'), null), other);
});

test('without one on the PATH it is the started file, if possible', async (t) => {
  const { put, on } = await machine(t);
  const script = await put('dist/ackring.js');
  t.is(ownProgram(on('nowhere'), script), script);
  await put('dir/ackring', 0o644);
  t.is(ownProgram(on('dir'), await put('dist/plain.js', 0o644)), 'ackring');
  t.is(ownProgram({}, null), 'ackring');
});

test('a package runner’s cache is never named', async (t) => {
  const { put, on } = await machine(t);
  const cached = await put('_npx/1f/node_modules/.bin/ackring');
  t.is(ownProgram(on('_npx/1f/node_modules/.bin'), cached), 'ackring');
  t.is(ownProgram({ PATH: 'relative:.' }, null), 'ackring');
});
