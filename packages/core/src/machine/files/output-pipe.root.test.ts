import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { chown, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { writeOutputFile } from './write.js';

const nobody = 65_534;

test('a key goes into no pipe of somebody else, and a report does', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-pipe-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await chown(pipe, nobody, nobody);
  const reader = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  t.teardown(() => reader.close());
  await t.throwsAsync(writeOutputFile(pipe, 'secret', { isPrivate: true }), { code: 'FileUnwritable' });
  await writeOutputFile(pipe, 'report', { isPrivate: false });
  const { buffer, bytesRead } = await reader.read(Buffer.alloc(100), 0, 100);
  t.is(buffer.toString('utf8', 0, bytesRead), 'report');
});
