import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('every link and picture of the documents leads to an existing file and heading', (t) => {
  const documents = [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...readdirSync(join(root, 'docs'), { recursive: true }).map((name) => join('docs', String(name))),
  ].filter((name) => name.endsWith('.md'));
  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:\]\(|\bsrc(?:set)?=")([^)\s"]+)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      t.true(existsSync(join(root, file)), `${document} leads to ${target}`);
      if (anchor === undefined) continue;
      t.true(anchorsOf(readFileSync(join(root, file), 'utf8')).has(anchor), `${document} leads to ${target}`);
    }
  }
});

/** GitHub's anchors of headings. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
