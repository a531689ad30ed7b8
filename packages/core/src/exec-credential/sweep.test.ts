import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { describeSelf, encodeHolder } from '../machine/kubeconfig-file/holder.js';
import { createCredentialSlot, forgetCredentials, sweepCredentials } from './cache.js';
import { type CachedCredential, encodeCached } from './cached-credential.js';

const now = new Date('2026-11-24T12:00:00Z');
const credential: CachedCredential = {
  certificate: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
  key: '-----BEGIN RSA PRIVATE KEY-----\nMA==\n-----END RSA PRIVATE KEY-----\n',
  notBefore: now,
  notAfter: new Date(now.getTime() + 3_600_000),
};
const ended = { ...credential, notBefore: new Date(0), notAfter: now };

async function ownFolder(t: { teardown(undo: () => unknown): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-sweep-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const left = async (folder: string) => (await readdir(folder)).toSorted();

test("a cluster's entries are removed, including one being fetched right now", async (t) => {
  const folder = await ownFolder(t);
  await createCredentialSlot(folder, 'c1.aa').write(credential);
  await createCredentialSlot(folder, 'c1.aa').rememberFailure(now);
  await createCredentialSlot(folder, 'c2.bb').write(credential);
  const fetching = createCredentialSlot(folder, 'c1.cc');
  const release = await fetching.lock();
  const forgotten = forgetCredentials(folder, 'c1.');
  await fetching.write(credential);
  await release();
  await forgotten;
  t.deepEqual(await left(folder), ['c2.bb.json']);
  await t.notThrowsAsync(forgetCredentials(join(folder, 'nowhere'), 'c1.'));
});

test('expired and unreadable entries are swept, with their failure; working ones stay', async (t) => {
  const folder = await ownFolder(t);
  await createCredentialSlot(folder, 'c1.works').write(credential);
  await createCredentialSlot(folder, 'c1.works').rememberFailure(now);
  await createCredentialSlot(folder, 'c1.ended').write(ended);
  await createCredentialSlot(folder, 'c1.ended').rememberFailure(now);
  await writeFile(join(folder, 'c1.torn.json'), encodeCached(credential, 'c1.torn').slice(0, 90));
  await writeFile(join(folder, 'c1.alone.json.failed'), now.toISOString());
  await sweepCredentials(folder, now);
  t.deepEqual(await left(folder), ['c1.works.json', 'c1.works.json.failed']);
});

test('where no folder can be, it is told as a folder that cannot keep them', async (t) => {
  const folder = join(await ownFolder(t), 'file');
  await writeFile(folder, '');
  await t.throwsAsync(createCredentialSlot(folder, 'c1.aa').lock(), {
    code: 'FileUnwritable',
    message: /^cannot keep credentials in /,
  });
});

test('leftovers of killed processes are swept: half a write, a lock, a claim of one', async (t) => {
  const folder = await ownFolder(t);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const dead = encodeHolder({ ...(await describeSelf(now)), pid });
  await createCredentialSlot(folder, 'c1.works').write(credential);
  await writeFile(join(folder, `.c1.works.json.ackring-${pid}-a.new`), encodeCached(credential, 'c1.works'));
  await writeFile(join(folder, `.c1.first.json.ackring-${pid}-b.new`), '');
  await writeFile(join(folder, `.c1.first.json.ackring-${pid}-c.claim`), dead);
  await writeFile(join(folder, 'c1.first.json.lock'), dead);
  await sweepCredentials(folder, now);
  t.deepEqual(await left(folder), ['c1.works.json']);
});

test('where there is nothing to sweep, no lock is taken', async (t) => {
  const folder = await ownFolder(t);
  await createCredentialSlot(folder, 'c1.works').write(credential);
  await writeFile(join(folder, 'notes.new'), '');
  await utimes(folder, 0, 0);
  // A clock that is set for a test may set this one, too.
  const { mtimeMs } = await stat(folder);
  await sweepCredentials(folder, now);
  t.is((await stat(folder)).mtimeMs, mtimeMs);
});

test('what another process is using is left alone', async (t) => {
  const folder = await ownFolder(t);
  const slot = createCredentialSlot(folder, 'c1.ended');
  await slot.write(ended);
  const release = await slot.lock();
  const half = `.c1.ended.json.ackring-${process.pid}-a.new`;
  await writeFile(join(folder, half), '');
  await sweepCredentials(folder, now);
  t.deepEqual(await left(folder), [half, 'c1.ended.json', 'c1.ended.json.lock']);
  await release();
});

test("a stranger's files in the folder stop nothing", async (t) => {
  const folder = await ownFolder(t);
  await mkdir(join(folder, 'c1.a-folder.json'));
  await writeFile(join(folder, 'notes.txt'), '');
  t.is(spawnSync('mkfifo', [join(folder, 'c1.a-pipe.json')]).status, 0);
  await createCredentialSlot(folder, 'c1.ended').write(ended);
  await sweepCredentials(folder, now);
  t.deepEqual(await left(folder), ['c1.a-folder.json', 'notes.txt']);
  await t.notThrowsAsync(sweepCredentials(join(folder, 'nowhere'), now));
});
