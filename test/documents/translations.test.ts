import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

for (const language of ['ja', 'zh']) {
  test(`docs/on-call.${language}.md has every heading, paragraph, row and command of docs/on-call.md`, (t) => {
    const original = blocksOf('on-call.md');
    const translated = blocksOf(`on-call.${language}.md`);
    for (const [index, block] of original.entries()) {
      t.deepEqual(shapeOf(translated[index] ?? ''), shapeOf(block), block);
    }
    t.is(translated.length, original.length);
  });
}

function blocksOf(page: string): readonly string[] {
  const path = fileURLToPath(new URL(`../../../docs/${page}`, import.meta.url));
  return readFileSync(path, 'utf8').trimEnd().split('\n\n');
}

/** What a translation leaves as it is: a block of code, or of a text its kind, lines, typed code and links. */
function shapeOf(block: string) {
  if (block.startsWith('```')) return block;
  return {
    kind: /^[#|]*/.exec(block)?.[0],
    lines: block.split('\n').length,
    // Plain words in code may be what the program says, which it says in its reader's language.
    code: found(block, /`([^`\n]+)`/g).filter((code) => /^ackring |[-:./_=*]/.test(code)),
    // A translated page is led to in its own language, and its headings are in other words.
    links: found(block.replaceAll(/\.(ja|zh)\.md\b/g, '.md'), /\]\(([^)#]+)/g),
  };
}

function found(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, each = '']) => each))].toSorted();
}
