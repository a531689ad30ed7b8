import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { systemClock } from '../clock.js';
import { createKubeconfigFiles } from './kubeconfig-file.js';

const withUsers = (...names: readonly string[]): string =>
  [
    'apiVersion: v1',
    'kind: Config',
    'users:',
    ...names.map((name) => `- {name: ${name}, user: {token: hush}}`),
    '',
  ].join('\n');

async function place(t: { teardown(work: () => Promise<void>): void }) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-written-'));
  t.teardown(() => rm(home, { recursive: true }));
  const file = join(home, 'config');
  const files = createKubeconfigFiles({
    environment: { KUBECONFIG: file },
    home,
    stateDirectory: join(home, 'state'),
    clock: systemClock,
  });
  const write = (text: string, isSwitch = false) => files.edit(file, () => text, { isSwitch });
  const changes = async (back: number) => {
    const entry = (await files.history())[back];
    return (
      (await files.writtenChanges(entry?.id ?? ''))?.map(({ path, change }) => `${change} ${path}`) ?? null
    );
  };
  return { file, files, write, changes };
}

test('each write reports its changes, the last one and earlier ones, without secrets', async (t) => {
  const { write, changes, files } = await place(t);
  await write(withUsers('a'));
  await write(withUsers('a', 'b'));
  await write(`${withUsers('b')}current-context: x\n`);
  t.deepEqual(await changes(0), ['remove users/a', 'add current-context']);
  t.deepEqual(await changes(1), ['add users/b']);
  t.deepEqual(await changes(2), ['add users/a']);
  const [last] = await files.history();
  t.notRegex(JSON.stringify(await files.writtenChanges(last?.id ?? '')), /hush/);
});

test('if somebody else wrote in between, nothing is made up', async (t) => {
  const { file, write, changes } = await place(t);
  await write(withUsers('a'));
  await writeFile(file, withUsers('a', 'foreign'));
  t.is(await changes(0), null);
  await write(withUsers('a', 'foreign', 'b'));
  t.deepEqual(await changes(0), ['add users/b']);
  t.is(await changes(1), null);
});

test('an undone or unknown write has no known changes', async (t) => {
  const { files, write } = await place(t);
  await write(withUsers('a'));
  await write(withUsers('a', 'b'));
  await files.undo();
  const [undone] = await files.history();
  t.is(await files.writtenChanges(undone?.id ?? ''), null);
  t.is(await files.writtenChanges('../../etc-1'), null);
});
