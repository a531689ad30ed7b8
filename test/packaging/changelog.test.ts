import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { emptyFolder } from './packed.js';

const root = new URL('../../../', import.meta.url);
const { changelog } = (await import(new URL('scripts/release/changelog.mjs', root).href)) as {
  changelog(options: { folder: string; version: string; date: string | null }): string;
};

test('notes become a changelog: the most serious first, earlier releases below', async (t) => {
  const folder = emptyFolder((remove) => t.teardown(remove));
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries({
    'README.md': 'how to write one',
    'fixed-a-thing.md': 'It works.\n',
    'added-one.md': 'One.\nOver two lines.',
    'added-two.md': 'Two.',
    'security-hole.md': 'Closed.',
    'released.txt': '## 0.9.0, 2026-01-01\n\n- Before.\n',
  }))
    await writeFile(join(folder, name), text);
  const made = changelog({ folder, version: '1.0.0', date: '2026-11-27T14:00:00.000Z' });
  t.is(
    made,
    '# Changelog\n\n## 1.0.0, 2026-11-27\n\n### Security\n\n- Closed.\n\n### Added\n\n- One.\n  Over two lines.\n- Two.\n\n### Fixed\n\n- It works.\n\n## 0.9.0, 2026-01-01\n\n- Before.\n',
  );
  await writeFile(join(folder, 'improved-it.md'), 'x');
  t.throws(() => changelog({ folder, version: '1', date: null }), { message: /improved-it\.md: call it/ });
});

test('the notes in this repository make one', async (t) => {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const folder = new URL('changes', root).pathname;
  t.regex(changelog({ folder, version, date: null }), new RegExp(`^# Changelog\n\n## ${version}\n`));
});

test('after a release its notes, and no later ones, are in the past', async (t) => {
  const checkout = emptyFolder((remove) => t.teardown(remove));
  const run = async (program: string, ...args: string[]) =>
    promisify(execFile)(program, args, {
      cwd: checkout,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: checkout,
        GIT_COMMITTER_DATE: '2026-11-27T23:30:00-08:00',
      },
    });
  const commit = async (message: string): Promise<void> => {
    await run('git', 'add', '.');
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    await run('git', ...who, 'commit', '-q', '-m', message);
  };
  const note = async (name: string, text: string) => writeFile(join(checkout, 'changes', name), text);
  await cp(fileURLToPath(new URL('scripts', root)), join(checkout, 'scripts'), { recursive: true });
  await mkdir(join(checkout, 'changes'));
  await run('git', 'init', '-q');
  await note('README.md', 'how to write one');
  await note('released.txt', '## 1.1.0, 2026-01-01\n\n- Before.\n');
  await note('added-one.md', 'One.');
  await commit('release');
  await run('git', 'tag', 'v1.2.0');
  await note('added-two.md', 'Two.');
  await commit('later');
  await run(process.execPath, 'scripts/released.mjs');
  t.deepEqual((await readdir(join(checkout, 'changes'))).toSorted(), [
    'README.md',
    'added-two.md',
    'released.txt',
  ]);
  const released = '## 1.2.0, 2026-11-28\n\n### Added\n\n- One.\n\n## 1.1.0, 2026-01-01\n\n- Before.\n';
  t.is(await readFile(join(checkout, 'changes/released.txt'), 'utf8'), released);
  await t.throwsAsync(run(process.execPath, 'scripts/released.mjs'), { message: /1\.2\.0 is in .* already/ });
  t.is(await readFile(join(checkout, 'changes/released.txt'), 'utf8'), released);
});
