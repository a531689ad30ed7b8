import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { shellLines } from './shell-blocks.js';

const pages = [
  'README',
  'getting-started',
  'tour',
  'everyday',
  'on-call',
  'troubleshooting',
  'granting',
  'rotation',
  'coming-from',
];

for (const page of pages) {
  for (const language of ['ja', 'zh']) {
    test(`docs/${page}.${language}.md has every heading, paragraph, row and command of ${page}.md, and no others`, (t) => {
      const translated = blocksOf(`docs/${page}.${language}.md`);
      const blocks = blocksOf(page === 'README' ? 'README.md' : `docs/${page}.md`);
      for (const [index, block] of blocks.entries()) {
        t.deepEqual(shapeOf(translated[index] ?? ''), shapeOf(block), block);
      }
      t.deepEqual(translated.slice(blocks.length), []);
    });

    test(`docs/${page}.${language}.md leads to no page in English that is there in its language`, (t) => {
      const text = blocksOf(`docs/${page}.${language}.md`).filter((block) => !block.startsWith('[English]'));
      for (const other of pages) t.false(text.join().includes(`](${other}.md`), other);
    });
  }
}

function blocksOf(page: string): readonly string[] {
  const path = fileURLToPath(new URL(`../../../${page}`, import.meta.url));
  return readFileSync(path, 'utf8').trimEnd().split('\n\n');
}

/** What a translation leaves as it is: code without its comments, or of a text its kind, lines, typed code and links. */
function shapeOf(block: string) {
  const lines = block.split('\n').length;
  if (/^ *```sh$/m.test(block)) return { commands: shellLines(block), lines };
  // What the program draws, with its own words in it.
  if (/^ *```text$/m.test(block)) return { lines };
  if (/^ *```/.test(block)) return block.replaceAll(/ +# .*$/gm, '');
  return {
    kind: /^[#|]*/.exec(block)?.[0],
    lines,
    // Plain words in code may be what the program says, which it says in its reader's language.
    code: found(block, /`([^`\n]+)`/g).filter((code) => /^ackring |[-:./_=*]/.test(code)),
    // A translated page is led to in its own language, and its headings are in other words; the README stands elsewhere.
    links: found(block.replaceAll(/\.(ja|zh)\.md\b/g, '.md'), /\]\((?:\.\.\/|docs\/)?([^)#]+)/g),
    pictures: found(block, /\bsrc(?:set)?="(?:docs\/)?([^"]+)"/g),
  };
}

function found(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, each = '']) => each))].toSorted();
}
