import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
