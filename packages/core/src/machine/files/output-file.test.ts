import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { AckringError } from '../../words/errors.js';
import { shell } from '../../words/shell-word.js';
import { isOpenToOthers, isThere, writtenAt } from './facts.js';
import { writeNewFile, writeOutputFile } from './write.js';

async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-output-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function mode(file: string): Promise<number> {
  return (await stat(file)).mode & 0o777;
}

test('a private file is never visible to a process that has the less private one open', async (t) => {
  const file = join(await folderOf(t), 'key.pem');
  await writeFile(file, 'old');
  await chmod(file, 0o644);
  const watcher = await open(file);
  await writeOutputFile(file, 'secret', { isPrivate: true });
  t.is(await watcher.readFile('utf8'), 'old');
  await watcher.close();
  t.is(await readFile(file, 'utf8'), 'secret');
  t.is(await mode(file), 0o600);
});

test('a report keeps the mode that its reader needs, through a link and without leftovers', async (t) => {
  const folder = await folderOf(t);
  const [file, link] = [join(folder, 'expiry.prom'), join(folder, 'link')];
  await writeFile(file, 'old');
  await chmod(file, 0o640);
  await symlink(file, link);
  await writeOutputFile(link, 'new', { isPrivate: false });
  t.is(await readFile(file, 'utf8'), 'new');
  t.is(await mode(file), 0o640);
  t.deepEqual((await readdir(folder)).sort(), ['expiry.prom', 'link']);
});

test('a pipe is written into, and stays a pipe with its mode', async (t) => {
  const pipe = join(await folderOf(t), 'pipe');
  await promisify(execFile)('mkfifo', ['-m', '644', pipe]);
  const [text] = await Promise.all([
    readFile(pipe, 'utf8'),
    writeOutputFile(pipe, 'through', { isPrivate: true }),
  ]);
  t.is(text, 'through');
  t.true((await stat(pipe)).isFIFO());
  t.is(await mode(pipe), 0o644);
});

test('a missing folder is one clear error', async (t) => {
  const file = join(await folderOf(t), 'no', 'file');
  await t.throwsAsync(writeOutputFile(file, '', { isPrivate: false }), { code: 'FileNotFound' });
});

test('a new file is private, and never replaces another', async (t) => {
  const file = join(await folderOf(t), 'new.csv');
  t.deepEqual([await isThere(file), await isOpenToOthers(file), await writtenAt(file)], [false, null, null]);
  t.is(await writeNewFile(file, 'first'), file);
  t.deepEqual([await isThere(file), await isOpenToOthers(file)], [true, false]);
  await t.throwsAsync(writeNewFile(file, 'second'), { code: 'FileUnwritable', message: /already exists/ });
  t.is(await readFile(file, 'utf8'), 'first');
  const nowhere = await t.throwsAsync(writeNewFile(join(file, 'new.csv'), ''), { instanceOf: AckringError });
  t.is(nowhere?.remedy, `Look at it and its folder (\`${shell`ls -ld ${file}`}\`), or name another file.`);
  await chmod(file, 0o640);
  t.true(await isOpenToOthers(file));
});

test('the folder of a report is created on request only', async (t) => {
  const file = join(await folderOf(t), 'deploy', 's.yaml');
  await t.throwsAsync(writeOutputFile(file, 'text', { isPrivate: false }), { code: 'FileNotFound' });
  await writeOutputFile(file, 'text', { isPrivate: false, makesFolder: true });
  t.is(await readFile(file, 'utf8'), 'text');
});
