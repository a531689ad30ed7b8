import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { readNamedFile, readNamedText } from './named-file.js';

async function ownFolder(t: { teardown(undo: () => unknown): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-named-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('an ordinary file is read completely, an empty one too', async (t) => {
  const file = join(await ownFolder(t), 'f');
  for (const text of ['', 'a', 'x'.repeat(10_000)]) {
    await writeFile(file, text);
    t.is(readNamedFile(file).toString(), text);
  }
});

test('a file without a size is read to its end', (t) => {
  t.regex(readNamedFile('/proc/self/status').toString(), /^Name:/);
});

test('a pipe without a writer is refused, and not waited for', async (t) => {
  const pipe = join(await ownFolder(t), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const error = t.throws(() => readNamedFile(pipe), { instanceOf: AckringError });
  t.is(error?.code, 'FileUnreadable');
  t.regex(error?.message ?? '', /a pipe or a device/);
});

test('an endless device is refused', (t) => {
  t.is(t.throws(() => readNamedFile('/dev/zero'), { instanceOf: AckringError })?.code, 'FileUnreadable');
});

test('a file above the limit is refused before it is read', async (t) => {
  const file = join(await ownFolder(t), 'large');
  await writeFile(file, '');
  await truncate(file, 200 * 1_048_576);
  const error = t.throws(() => readNamedFile(file), { instanceOf: AckringError });
  t.regex(error?.message ?? '', /larger than 1 MiB/);
  await truncate(file, 5);
  t.throws(() => readNamedFile(file, 4), { instanceOf: AckringError });
  t.is(readNamedFile(file, 5).length, 5);
});

test("a missing file and a folder are reported in the system's words", async (t) => {
  const folder = await ownFolder(t);
  t.throws(() => readNamedFile(join(folder, 'none')), { code: 'ENOENT' });
  t.throws(() => readNamedFile(folder), { code: 'EISDIR' });
});

test('of a text that cannot be read it is said why, in words', async (t) => {
  const folder = await ownFolder(t);
  const none = t.throws(() => readNamedText(join(folder, 'none')), { instanceOf: AckringError });
  t.is(none?.code, 'FileNotFound');
  const isFolder = t.throws(() => readNamedText(folder), { instanceOf: AckringError });
  t.is(isFolder?.code, 'FileUnreadable');
  t.regex(isFolder?.message ?? '', /cannot be read: it is a folder$/);
  t.regex(isFolder?.remedy ?? '', /^Name a file, not a folder\. What is in this one: `ls [^`]+`\.$/);
  const long = t.throws(() => readNamedText(join(folder, 'x'.repeat(300))), { instanceOf: AckringError });
  t.regex(long?.message ?? '', /its name is too long$/);
});
