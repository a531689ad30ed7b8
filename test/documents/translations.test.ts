import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

for (const page of ['README', 'getting-started', 'on-call']) {
  for (const language of ['ja', 'zh']) {
    test(`docs/${page}.${language}.md has every heading, paragraph, row and command of ${page}.md`, (t) => {
      const translated = blocksOf(`docs/${page}.${language}.md`);
      for (const [index, block] of blocksOf(page === 'README' ? 'README.md' : `docs/${page}.md`).entries()) {
        t.deepEqual(shapeOf(translated[index] ?? ''), shapeOf(block), block);
      }
    });
  }
}

function blocksOf(page: string): readonly string[] {
  const path = fileURLToPath(new URL(`../../../${page}`, import.meta.url));
  return readFileSync(path, 'utf8').trimEnd().split('\n\n');
}

/** What a translation leaves as it is: a block of code, or of a text its kind, lines, typed code and links. */
function shapeOf(block: string) {
  if (/^ *```/.test(block)) return block;
  return {
    kind: /^[#|]*/.exec(block)?.[0],
    lines: block.split('\n').length,
    // Plain words in code may be what the program says, which it says in its reader's language.
    code: found(block, /`([^`\n]+)`/g).filter((code) => /^ackring |[-:./_=*]/.test(code)),
    // A translated page is led to in its own language, and its headings are in other words; the README stands elsewhere.
    links: found(block.replaceAll(/\.(ja|zh)\.md\b/g, '.md'), /\]\((?:\.\.\/|docs\/)?([^)#]+)/g),
  };
}

function found(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, each = '']) => each))].toSorted();
}
