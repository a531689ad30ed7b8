import { execFileSync } from 'node:child_process';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../clock.js';
import { writeOutputFile } from '../files/write.js';
import { createKubeconfigFiles } from './kubeconfig-file.js';

async function setUp(t: ExecutionContext) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-other-users-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const file = join(home, 'config');
  const options = { environment: { KUBECONFIG: file }, home, stateDirectory: join(home, 'state') };
  return { home, file, files: createKubeconfigFiles({ ...options, clock: systemClock }) };
}

const stranger = 64_001;

test('a link that another user placed where everybody may write is not followed', async (t) => {
  const { files, home } = await setUp(t);
  const [shared, target] = [join(home, 'shared'), join(home, 'precious')];
  await mkdir(shared);
  await writeFile(target, 'a: b\n');
  for (const place of [target, join(home, 'not-there')]) {
    const name = join(shared, `link-${place === target}`);
    await symlink(place, name);
    await lchown(name, stranger, stranger);
    await chmod(shared, 0o777);
    await t.throwsAsync(
      files.edit(name, () => 'c: d\n'),
      { code: 'FileUnwritable', message: /another user \(64001\)/ },
    );
    t.is(await readFile(target, 'utf8'), 'a: b\n');
    await t.throwsAsync(lstat(join(home, 'not-there')), { code: 'ENOENT' });
    // In the user's own folder it is the user's own choice.
    await chmod(shared, 0o755);
    t.true((await files.edit(name, () => 'a: b\n# seen\n')).isChanged);
    await writeFile(target, 'a: b\n');
    await rm(join(home, 'not-there'), { force: true });
  }
});

test('root leaves a kubeconfig to its owner and group', async (t) => {
  const { file, files } = await setUp(t);
  await writeFile(file, 'a: b\n');
  await chown(file, 1234, 2345);
  await chmod(file, 0o640);
  await files.edit(file, () => 'c: d\n');
  t.like(await stat(file), { uid: 1234, gid: 2345 });
  t.is((await stat(file)).mode & 0o777, 0o640);
});

test('root gives no key to who placed a file where everybody may write', async (t) => {
  const { home, files } = await setUp(t);
  const open = join(home, 'tmp');
  await mkdir(open);
  await chmod(open, 0o1777);
  const placed = join(open, 'config');
  await writeFile(placed, 'a: b\n');
  await chown(placed, 1234, 1234);
  await t.throwsAsync(
    files.edit(placed, () => 'c: d\n'),
    { code: 'FileUnwritable', message: /placed there by another user \(1234\)/ },
  );
  t.is(await readFile(placed, 'utf8'), 'a: b\n');
  await writeOutputFile(placed, 'key', { isPrivate: true });
  t.like(await stat(placed), { uid: 0, gid: 0 });
  t.is((await stat(placed)).mode & 0o777, 0o600);
});

test('a file of a group that a member cannot leave to it is refused, and stays', async (t) => {
  const { home, file } = await setUp(t);
  await writeFile(file, 'a: b\n');
  for (const [path, mode] of [
    [file, 0o660],
    [home, 0o770],
  ] as const) {
    await chown(path, 1234, 2345);
    await chmod(path, mode);
  }
  const script = `
      import { createKubeconfigFiles } from ${JSON.stringify(new URL('kubeconfig-file.js', import.meta.url).href)};
      const clock = { now: () => new Date(), sleep: async () => {} };
      const files = createKubeconfigFiles({ environment: {}, home: '/', stateDirectory: ${JSON.stringify(join(home, 'state'))}, clock });
      process.setgroups([2345]); process.setgid(5678); process.setuid(5678);
      await files.edit(${JSON.stringify(file)}, () => 'c: d\\n').catch((error) => console.log(error.code, error.message));
    `;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  t.regex(said, /FileUnwritable .*belongs to a group/);
  t.is(await readFile(file, 'utf8'), 'a: b\n');
  t.like(await stat(file), { uid: 1234, gid: 2345 });
});
