import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shell } from '@ackring/core/internal/words/shell-word';
import { commands } from 'ackring/commands';
import { findWords, readArguments } from 'ackring/shell/arguments';
import test from 'ava';
import { literalsOf, programSources, shownCommands } from '../shells/shown-commands.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'functions/rotate/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true }).map((name) => join('docs', String(name))),
].filter((name) => name.endsWith('.md'));

test('every command named in a sentence exists, with its options', async (t) => {
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

test('every command named in a text of the program exists, with its options', async (t) => {
  let count = 0;
  for (const { source, text } of programSources()) {
    for (const [, line = ''] of text.matchAll(/`ackring ([a-z-][^`$\\\n]+)\\?`/g)) {
      await t.notThrowsAsync(readLine(line), `${source}: ackring ${line}`);
      count += 1;
    }
  }
  t.true(count > 50, `${count} commands`);
});

test('every command shown with names in it parses as intended, even with a leading dash', async (t) => {
  let count = 0;
  for (const command of shownCommands()) {
    // Its value is from a list of the program's own.
    if (command.literals[0] === 'ackring policy --for ') continue;
    // The line that was typed, with one name in it corrected: it has parsed before.
    if (command.literals[0] === 'ackring ') continue;
    const plain = ownCommands(shell(literalsOf(command), ...command.literals.slice(1).map(() => 'NAME')));
    const dashed = ownCommands(shell(literalsOf(command), ...command.literals.slice(1).map(() => '-NAME')));
    for (const [index, line] of plain.entries()) {
      const expected = await readLine(line);
      const message = `${command.source}: ackring ${dashed[index]}`;
      const read = await readLine(dashed[index] ?? '');
      t.is(JSON.stringify(read), JSON.stringify(expected).replaceAll('NAME', '-NAME'), message);
      count += 1;
    }
  }
  t.true(count > 30, `${count} commands`);
});

/** The commands in a line that start this program, without its name. */
function ownCommands(line: string): readonly string[] {
  return line
    .split(/ (?:\||&&) /)
    .flatMap((command) => /^(?:\w+=\S+ )?ackring (.*)$/.exec(command)?.[1] ?? []);
}

/** As the program parses it; a placeholder (`NAME`, `[options]`) counts as a value. */
async function readLine(line: string): Promise<unknown> {
  const argv = line.replaceAll(/\s*\[[^\]]*\]/g, '').split(/\s+/);
  const words = findWords(argv).map(({ word }) => word);
  const [first = ''] = words;
  // `access` is a command and a group.
  const isGroup = words.length === 1 && !commands.has(first) && commands.membersOf(first).length > 0;
  if (words.length === 0 || isGroup) return null;
  const { name } = commands.find(words);
  return readArguments(argv, await commands.load(name));
}
