import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { describeSelf, encodeHolder, type Holder } from '../../machine/kubeconfig-file/holder.js';
import { hasLeftovers, sweepLeftovers } from './leftovers.js';
import { openSessionFolder } from './session-folder.js';

const now = () => new Date();
const deadPid = 2 ** 22 + 1; // above Linux's largest process id

const self = await describeSelf(now());

async function ownFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-sessions-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a folder is private, names its owner before it holds a key, and is removed with the session', async (t) => {
  const root = join(await ownFolder(t), 'sessions');
  const folder = await openSessionFolder(root, now());
  t.is((await stat(root)).mode & 0o777, 0o700);
  t.is((await stat(folder.path)).mode & 0o777, 0o700);
  t.deepEqual(await readdir(folder.path), ['owner.json']);
  const file = await folder.write('kubeconfig', 'key');
  t.is((await stat(file)).mode & 0o777, 0o600);
  await sweepLeftovers(root, now);
  t.is(await readFile(file, 'utf8'), 'key');
  await folder.remove();
  t.deepEqual(await readdir(root), []);
});

test('a session begins where none was before, and beside another', async (t) => {
  const root = join(await ownFolder(t), 'state', 'sessions');
  const [one, other] = [await openSessionFolder(root, now()), await openSessionFolder(root, now())];
  t.deepEqual(
    (await readdir(root)).map((name) => join(root, name)).toSorted(),
    [one.path, other.path].toSorted(),
  );
  for (const each of [one, other, one]) await each.remove();
  t.deepEqual(await readdir(root), []);
});

test('a process that ends by itself takes its open folders with it, whatever lies in them or became of them', async (t) => {
  const root = join(await ownFolder(t), 'sessions');
  const program = `
    import { rmSync } from 'node:fs';
    import { openSessionFolder } from ${JSON.stringify(new URL('session-folder.js', import.meta.url).href)};
    const gone = await openSessionFolder(${JSON.stringify(root)}, new Date());
    const folder = await openSessionFolder(${JSON.stringify(root)}, new Date());
    await folder.write('kubeconfig', 'key');
    rmSync(gone.path, { recursive: true });
    process.exit(3);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
  const [code] = await once(child, 'close');
  t.is(code, 3);
  t.deepEqual(await readdir(root), []);
});

test("a link in place of the sessions' folder is refused", async (t) => {
  const place = await ownFolder(t);
  await mkdir(join(place, 'elsewhere'));
  await symlink(join(place, 'elsewhere'), join(place, 'sessions'));
  await t.throwsAsync(openSessionFolder(join(place, 'sessions'), now()), { code: 'FileUnwritable' });
  t.deepEqual(await readdir(join(place, 'elsewhere')), []);
});

async function left(root: string, owner: Partial<Holder> | null, files: readonly string[] = ['kubeconfig']) {
  const path = join(root, 'session');
  await mkdir(path, { recursive: true });
  if (owner !== null) await writeFile(join(path, 'owner.json'), encodeHolder({ ...self, ...owner }));
  for (const name of files) await writeFile(join(path, name), 'key');
  return path;
}

const earlierBoot = {
  space: `another-boot ${self.space.split(' ')[1]}`,
  takenAt: now().getTime() - uptime() * 1000 - 3_600_000,
};

const owners: [who: string, owner: Partial<Holder> | null, isRemoved: boolean][] = [
  ['this process', {}, false],
  ['a process that was killed', { pid: deadPid }, true],
  ['a killed process whose number another has now', { began: '1' }, true],
  ['a machine of another name that shares the folder', { host: 'another', pid: deadPid }, false],
  ['a process that was killed while it removed it, its own name first', null, true],
];
if (self.machine !== '') owners.push(['an earlier boot', earlierBoot, true]);
for (const [who, owner, isRemoved] of owners) {
  test(`the key of ${who} is ${isRemoved ? 'removed by' : 'left alone by'} the next start`, async (t) => {
    const root = await ownFolder(t);
    await left(root, owner);
    await sweepLeftovers(root, now);
    t.deepEqual(await readdir(root), isRemoved ? [] : ['session']);
  });
}

test('a folder being created is left alone, and one that stays empty is removed', async (t) => {
  const root = await ownFolder(t);
  const path = await left(root, null, []);
  await sweepLeftovers(root, now);
  t.deepEqual(await readdir(root), ['session']);
  const before = new Date(Date.now() - 120_000);
  await utimes(path, before, before);
  await sweepLeftovers(root, now);
  t.deepEqual(await readdir(root), []);
});

test('a folder older than any certificate is removed, whoever created it', async (t) => {
  const root = await ownFolder(t);
  await left(root, { host: 'another' });
  await sweepLeftovers(root, () => new Date(Date.now() + 5 * 86_400_000));
  t.deepEqual(await readdir(root), []);
});

for (const [what, owner, ageMs, isRemoved] of [
  ['of another machine, four days old', { host: 'another' }, 4 * 86_400_000, false],
  ['of another machine, older than four days', { host: 'another' }, 4 * 86_400_000 + 1, true],
  ['of nobody, a minute old', null, 60_000, false],
  ['of nobody, older than a minute', null, 60_001, true],
] as const)
  test(`a folder ${what}, is ${isRemoved ? 'removed' : 'left alone'}`, async (t) => {
    const root = await ownFolder(t);
    const path = await left(root, owner, []);
    const before = new Date('2026-11-24T08:00:00Z');
    await utimes(path, before, before);
    await sweepLeftovers(root, () => new Date(before.getTime() + ageMs));
    t.deepEqual(await readdir(root), isRemoved ? [] : ['session']);
  });

test('nothing is removed through a link', async (t) => {
  const place = await ownFolder(t);
  const root = join(place, 'sessions');
  await mkdir(root);
  await mkdir(join(place, 'kept'));
  await writeFile(join(place, 'kept', 'file'), '');
  await symlink(join(place, 'kept'), join(root, 'link'));
  await left(root, { pid: deadPid }, []);
  await symlink(join(place, 'kept'), join(root, 'session', 'link'));
  await sweepLeftovers(root, () => new Date(Date.now() + 5 * 86_400_000));
  t.deepEqual(await readdir(root), []);
  t.deepEqual(await readdir(join(place, 'kept')), ['file']);
});

test('without a folder nothing is created, and nothing is loaded', async (t) => {
  const root = join(await ownFolder(t), 'sessions');
  await sweepLeftovers(root, () => t.fail() as never);
  await t.throwsAsync(stat(root), { code: 'ENOENT' });
});

test('a start has something to remove once there is anything, not for a folder alone', async (t) => {
  const root = join(await ownFolder(t), 'sessions');
  t.false(hasLeftovers(root));
  await mkdir(root);
  t.false(hasLeftovers(root));
  await mkdir(join(root, 'one'));
  t.true(hasLeftovers(root));
});
