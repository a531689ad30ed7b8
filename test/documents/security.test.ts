import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const markdown = readFileSync(join(root, 'docs/security.md'), 'utf8');
const named = [...markdown.matchAll(/`(\S+\.test\.ts) › ([^`]+)`/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

test('every row of the threat model names a test', (t) => {
  const rows = markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (What they|---)/.test(line));
  for (const row of rows) t.regex(row, /\| `\S+\.test\.ts › [^`]+` +\|$/, row);
  t.true(rows.length > 40, `${rows.length} rows`);
});

for (const { file, title } of named) {
  test(`the threat model names an existing test: ${file} › ${title}`, (t) => {
    const source = readFileSync(join(root, file), 'utf8');
    t.true(titlesOf(source).some((each) => isTitle(each, title)));
  });
}

/** Every string in a test file; what a table of cases fills in is `…`. */
function titlesOf(source: string): readonly string[] {
  return [...source.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)+)\1/g)].map(([, , text = '']) =>
    text.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…').replaceAll(/\\(.)/g, '$1'),
  );
}

/** Completely, or in the parts between what is filled in. */
function isTitle(found: string, title: string): boolean {
  const parts = title.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(found);
}
