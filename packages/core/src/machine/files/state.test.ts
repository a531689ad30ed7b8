import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { stateOf, unwrittenSince } from './state.js';

test('what does not tell its state may have changed, what is absent has not', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  await writeFile(path('file'), '');
  await symlink('loop', path('loop'));
  const later = new Date(Date.now() + 60_000);
  const facts = (name: string) => [stateOf(path(name)) !== '', unwrittenSince(later, [path(name)])()];
  t.deepEqual(facts('file'), [true, true]);
  t.deepEqual(facts('absent'), [false, true]);
  t.deepEqual(facts('loop'), [false, false]);
});
