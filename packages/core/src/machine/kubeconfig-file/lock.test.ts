import { lstat, mkdir, readdir, readFile, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { kubeconfigPlace, rejection } from '@ackring/testkit/kubeconfig-place';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import type { Clock } from '../clock.js';
import { describeSelf, encodeHolder } from './holder.js';
import { createKubeconfigFiles } from './kubeconfig-file.js';

// Whoever has the file: kubectl, one of us, or somebody who died.

test('both names of a symlinked file are locked, since kubectl locks the one it is given', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  await symlink('../real', file);
  const seen = await new Promise<string[]>((resolve) => {
    void files.edit(file, async () => {
      resolve(
        [...(await readdir(join(home, '.kube'))), ...(await readdir(home))].filter((name) =>
          name.endsWith('.lock'),
        ),
      );
      return null;
    });
  });
  t.deepEqual(seen, ['config.lock', 'real.lock']);
});

test("kubectl's lock is waited for, reported with its age, and never broken", async (t) => {
  const { files, file, naps } = await kubeconfigPlace(t);
  await files.edit(file, () => 'a: b\n');
  await writeFile(`${file}.lock`, '', { mode: 0 });
  const error = await rejection(
    t,
    files.edit(file, () => 'c: d\n'),
  );
  t.is(error.code, 'FileLocked');
  t.regex(error.message, /config\.lock has been held for \d+ s by another program, such as kubectl$/);
  t.regex(error.remedy, /rm -rf .*config\.lock/);
  t.true(naps.length > 10);
  t.is(await readFile(file, 'utf8'), 'a: b\n');
  t.truthy(await lstat(`${file}.lock`));
});

test('a lock that is released while we wait is taken', async (t) => {
  const { file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, '', { mode: 0 });
  let naps = 0;
  const clock: Clock = {
    now: () => new Date(0),
    sleep: async () => {
      naps += 1;
      if (naps === 3) await unlink(`${file}.lock`);
    },
  };
  const files = createKubeconfigFiles({ environment: {}, home, stateDirectory: join(home, 'state'), clock });
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
  t.is(naps, 3);
});

const deadPid = 2 ** 22 + 1; // above Linux's largest process id

test('a lock of ours whose process is dead is broken', async (t) => {
  const { files, file, home, naps } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, encodeHolder({ ...(await describeSelf(new Date())), pid: deadPid }));
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
  t.is(naps.length, 0);
  t.deepEqual((await readdir(join(home, '.kube'))).sort(), ['config']);
});

test('a guard is dated by its own file server: one that is an hour behind does not get a live guard broken', async (t) => {
  const { file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, encodeHolder({ ...(await describeSelf(new Date())), pid: deadPid }));
  // Half an hour ahead, so that it stays young however long this takes.
  const halfAhead = Date.now() / 1000 + 1_800;
  await mkdir(`${file}.lock.breaking`);
  await utimes(`${file}.lock.breaking`, halfAhead, halfAhead);
  const hourAhead = new Date(Date.now() + 3_600_000);
  const clock: Clock = { now: () => hourAhead, sleep: async () => {} };
  const files = createKubeconfigFiles({ environment: {}, home, stateDirectory: join(home, 'state'), clock });
  const error = await rejection(
    t,
    files.edit(file, () => 'a: b\n'),
  );
  t.is(error.code, 'FileLocked');
  t.truthy(await lstat(`${file}.lock.breaking`));
});

test('a process killed while breaking a dead lock does not block others for long', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  await mkdir(join(home, '.kube'));
  await writeFile(`${file}.lock`, encodeHolder({ ...(await describeSelf(new Date())), pid: deadPid }));
  const guard = `${file}.lock.breaking`;
  await mkdir(guard);
  const young = Date.now() / 1000 + 1_800;
  await utimes(guard, young, young);
  t.is(
    (
      await rejection(
        t,
        files.edit(file, () => 'a: b\n'),
      )
    ).code,
    'FileLocked',
  );
  const at = Date.now() / 1000 - 60;
  await utimes(guard, at, at);
  t.true((await files.edit(file, () => 'a: b\n')).isChanged);
  t.deepEqual(await readdir(join(home, '.kube')), ['config']);
});

const living: [who: string, change: { pid?: number; host?: string; space?: string }][] = [
  ['of a living process', { pid: process.pid }],
  ['of another host', { pid: deadPid, host: `not-${hostname()}` }],
  ['of another container with the same host name', { pid: deadPid, space: 'another' }],
];

for (const [who, change] of living) {
  test(`a lock of ours ${who} is left alone`, async (t) => {
    const { files, file, home, now } = await kubeconfigPlace(t);
    await mkdir(join(home, '.kube'));
    const content = encodeHolder({ ...(await describeSelf(now())), ...change });
    await writeFile(`${file}.lock`, content);
    const error = await rejection(
      t,
      files.edit(file, () => 'a: b\n'),
    );
    t.is(error.code, 'FileLocked');
    t.regex(error.message, /by ackring, process \d+ on /);
    t.is(await readFile(`${file}.lock`, 'utf8'), content);
  });
}

test('the lock is released when the work fails, and the failure is thrown', async (t) => {
  const { files, file, home } = await kubeconfigPlace(t);
  const refusal = new AckringError('Refused', 'no', { remedy: 'none' });
  t.is(
    await rejection(
      t,
      files.edit(file, () => Promise.reject(refusal)),
    ),
    refusal,
  );
  t.is(
    (
      await rejection(
        t,
        files.edit(file, () => {
          throw new TypeError('bug');
        }),
      )
    ).code,
    'Internal',
  );
  t.deepEqual(await readdir(join(home, '.kube')), []);
});
