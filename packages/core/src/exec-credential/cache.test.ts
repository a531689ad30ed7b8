import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { createCredentialSlot } from './cache.js';
import type { CachedCredential } from './cached-credential.js';
import { provideCredential } from './provide.js';

const now = new Date('2026-11-24T12:00:00Z');
const credential: CachedCredential = {
  certificate: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
  key: '-----BEGIN RSA PRIVATE KEY-----\nMA==\n-----END RSA PRIVATE KEY-----\n',
  notBefore: now,
  notAfter: new Date(now.getTime() + 3_600_000),
};

test('many processes at once ask the cloud once, and leave neither a lock nor a half-written file', async (t) => {
  const folder = await ownFolder(t);
  let calls = 0;
  const fetch = async () => {
    calls += 1;
    return { credential, unproven: [] };
  };
  const all = await Promise.all(
    Array.from({ length: 20 }, () =>
      provideCredential({ slot: createCredentialSlot(folder, 'key'), fetch, now: () => now }),
    ),
  );
  t.is(calls, 1);
  for (const provided of all) t.deepEqual(provided.credential, credential);
  t.deepEqual(await readdir(folder), ['key.json']);
});

test('the folder becomes 0700, the file 0600', async (t) => {
  const folder = await ownFolder(t);
  await createCredentialSlot(folder, 'key').write(credential);
  t.is((await stat(folder)).mode & 0o777, 0o700);
  t.is((await stat(join(folder, 'key.json'))).mode & 0o777, 0o600);
});

test('a credential that others could have planted is not served', async (t) => {
  const folder = await ownFolder(t);
  const slot = createCredentialSlot(folder, 'key');
  const file = join(folder, 'key.json');
  await slot.write(credential);
  t.truthy(await slot.read());
  await chmod(file, 0o620);
  t.is(await slot.read(), null);
  const elsewhere = join(await ownFolder(t), 'key.json');
  await writeFile(elsewhere, await readFile(file), { mode: 0o600 });
  await rm(file);
  await symlink(elsewhere, file);
  t.is(await slot.read(), null);
});

test('the unfinished copy of a killed process is removed by the next write', async (t) => {
  const folder = await ownFolder(t);
  await writeFile(join(folder, '.key.json.ackring-1-x.new'), JSON.stringify(credential));
  await createCredentialSlot(folder, 'key').write(credential);
  t.deepEqual(await readdir(folder), ['key.json']);
});

test('a failure is remembered beside it, and forgotten with the next success', async (t) => {
  const folder = await ownFolder(t);
  const slot = createCredentialSlot(folder, 'key');
  await slot.write(credential);
  t.is(await slot.failedAt(), null);
  await slot.rememberFailure(now);
  t.deepEqual(await createCredentialSlot(folder, 'key').failedAt(), now);
  t.is((await stat(join(folder, 'key.json.failed'))).mode & 0o777, 0o600);
  await slot.write(credential);
  t.is(await slot.failedAt(), null);
  await writeFile(join(folder, 'key.json.failed'), '');
  t.is(await slot.failedAt(), null);
});

test('a failure is written through no link, and into no pipe', async (t) => {
  const folder = await ownFolder(t);
  const slot = createCredentialSlot(folder, 'key');
  await slot.write(credential);
  const failed = join(folder, 'key.json.failed');
  const elsewhere = join(await ownFolder(t), 'precious');
  await writeFile(elsewhere, 'precious');
  await symlink(elsewhere, failed);
  await t.throwsAsync(slot.rememberFailure(now), { code: 'ESYMLINK' });
  t.is(await readFile(elsewhere, 'utf8'), 'precious');
  await rm(failed);
  await promisify(execFile)('mkfifo', [failed]);
  await t.throwsAsync(slot.rememberFailure(now), { code: 'ENXIO' });
  t.is(await slot.failedAt(), null);
});

test('the lock of a living process is waited for, however old it is', async (t) => {
  const folder = await ownFolder(t);
  const release = await createCredentialSlot(folder, 'key').lock();
  await utimes(join(folder, 'key.json.lock'), new Date(0), new Date(0));
  t.is(await createCredentialSlot(folder, 'key').tryLock(), null);
  await release();
});

test('a held lock is reported at once to a caller that need not wait', async (t) => {
  const folder = await ownFolder(t);
  const release = await createCredentialSlot(folder, 'key').lock();
  t.is(await createCredentialSlot(folder, 'key').tryLock(), null);
  await release();
  const next = await createCredentialSlot(folder, 'key').tryLock();
  t.truthy(next);
  await next?.();
});

test('a folder that is a file is one clear error', async (t) => {
  const folder = join(await ownFolder(t), 'file');
  await writeFile(folder, '');
  const error = await t.throwsAsync(createCredentialSlot(folder, 'key').write(credential));
  t.is(error instanceof AckringError ? error.code : null, 'FileUnwritable');
  for (const lock of ['tryLock', 'lock'] as const)
    await t.throwsAsync(createCredentialSlot(folder, 'key')[lock](), {
      instanceOf: AckringError,
      code: 'FileUnwritable',
    });
});

test('a lock that cannot be taken is told of the folder', async (t) => {
  const folder = await ownFolder(t);
  const key = 'no-such-folder/key';
  for (const lock of ['tryLock', 'lock'] as const)
    await t.throwsAsync(createCredentialSlot(folder, key)[lock](), {
      code: 'FileUnwritable',
      message: `cannot keep credentials in ${folder}`,
    });
});

async function ownFolder(t: { teardown(undo: () => unknown): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-exec-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
