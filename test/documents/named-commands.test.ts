import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findWords, readArguments } from 'ackring/commands/arguments';
import { findCommandName } from 'ackring/commands/find-command';
import { groupMembers, loadCommand } from 'ackring/commands/table';
import test from 'ava';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'functions/rotate/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true }).map((name) => join('docs', String(name))),
].filter((name) => name.endsWith('.md'));

test('every command that a sentence names exists, with its options', async (t) => {
  let count = 0;
  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
    for (const [, line = ''] of text.matchAll(/`ackring ([^`\n]+)`/g)) {
      await t.notThrowsAsync(readLine(line), `${document}: ackring ${line}`);
      count += 1;
    }
  }
  t.true(count > 20, `${count} commands`);
});

/** As the program reads it; what stands for a value (`NAME`, `[options]`) is as good as one. */
async function readLine(line: string): Promise<void> {
  const argv = line.replaceAll(/\s*\[[^\]]*\]/g, '').split(/\s+/);
  const words = findWords(argv).map(({ word }) => word);
  const isGroup = words.length === 1 && groupMembers(words[0] ?? '').length > 0;
  if (words.length === 0 || isGroup) return;
  const { name } = findCommandName(words);
  readArguments(argv, await loadCommand(name));
}
