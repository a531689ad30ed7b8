import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// biome-ignore lint/style/noRestrictedImports: it is tried again, and nothing tells.
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { renameOver } from './replace.js';

async function places(t: ExecutionContext): Promise<readonly [from: string, to: string]> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-rename-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'to'), 'old');
  return [join(folder, 'from'), join(folder, 'to')];
}

test('what passes is waited for', async (t) => {
  const [from, to] = await places(t);
  const renamed = renameOver(from, to, new Set(['ENOENT']));
  await delay(60);
  await writeFile(`${from}.new`, 'new');
  await renameOver(`${from}.new`, from);
  await renamed;
  t.is(await readFile(to, 'utf8'), 'new');
});

test('what does not pass within a second, and any other failure, is thrown', async (t) => {
  const [from, to] = await places(t);
  await t.throwsAsync(renameOver(from, to, new Set(['ENOENT'])), { code: 'ENOENT' });
  await t.throwsAsync(renameOver(from, to, new Set(['EPERM'])), { code: 'ENOENT' });
  t.is(await readFile(to, 'utf8'), 'old');
});
