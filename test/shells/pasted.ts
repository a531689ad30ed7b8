import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shell } from '@ackring/core/internal/words/shell-word';
import type { ExecutionContext } from 'ava';
import { literalsOf, type ShownCommand, shownCommands } from './shown-commands.js';

/** Names that attack the reader's shell. */
const hostileNames = [
  '$(pwned)',
  '`pwned`',
  '"$(pwned)"',
  "it's",
  "'; pwned; '",
  "\\'; pwned; '",
  'ends in a backslash\\',
  'a\npwned\nb',
  'a\r\npwned\r\nb',
  '; pwned',
  '&& pwned',
  '| pwned',
  '> pwned',
  '!pwned',
  '!!\n!pwned',
  '~',
  '~root',
  '=pwned',
  '*',
  '{a,b}',
  '#no',
  '',
  ' two  words ',
  '東京',
  '\u202epwned',
  '\u001b[31mred',
  '%s%d\n%s',
  '-x',
  '--help',
  '-',
  '--',
  '-$(pwned)',
  '-\npwned',
];

const programs = [
  'ackring',
  'aliyun',
  'chmod',
  'helm',
  'kubectl',
  'ls',
  'mkdir',
  'nslookup',
  'pwned',
  'rm',
  'ssh',
];

/**
 * Passes every command that the program shows, with each of the names in all of its slots, to that shell. Each must
 * start what it starts for a plain name, with the same arguments except for the name, and nothing else.
 */
export function pastesSafely(t: ExecutionContext, argv: readonly string[], prepare: string): void {
  const stubs = createStubs(t);
  const commands = shownCommands();
  t.true(commands.length > 60, `${commands.length} commands`);
  const plain = stubs.run(argv, [
    prepare,
    ...commands.map((command) => fill(command, (slot) => `NAME${slot}`)),
  ]);
  for (const name of hostileNames) {
    const lines = commands.map((command) => fill(command, () => name));
    for (const line of lines) t.notRegex(line, /[\p{Cc}\u202e]/u, line);
    const calls = stubs.run(argv, [prepare, ...lines]);
    for (const [index, { source }] of commands.entries()) {
      const message = `${source} with ${JSON.stringify(name)}: ${lines[index]}`;
      const expected =
        plain[index + 1]?.map((call) => call.map((argument) => withName(argument, name))) ?? [];
      const called = calls[index + 1] ?? [];
      t.true(expected.length > 0, message);
      t.false(
        called.some((call) => isTakenForOption(call, name)),
        message,
      );
      const read = isDash(name) ? called.map((call) => optionsApart(call, name)) : called;
      t.deepEqual(inNoOrder(read, name), inNoOrder(expected, name), message);
    }
  }
}

/** What begins with an option is typed after a command of ours. */
function fill(command: ShownCommand, slot: (at: number) => string): string {
  const line = shell(literalsOf(command), ...command.literals.slice(1).map((_, at) => slot(at)));
  return line.startsWith('--') ? `ackring ${line}` : line;
}

function withName(argument: string, name: string): string {
  return argument.replaceAll(/NAME\d+/g, () => name);
}

/** The calls of a pipeline come in any order, and so do arguments that cannot be taken for options. */
function inNoOrder(calls: readonly (readonly string[])[], name: string): readonly string[] {
  return calls.map((call) => JSON.stringify(isDash(name) ? call.toSorted() : call)).sort();
}

function isDash(name: string): boolean {
  return name.startsWith('-');
}

function optionsApart(call: readonly string[], name: string): readonly string[] {
  const [options, names] = atSeparator(call);
  const value = `=${name}`;
  const apart = options.flatMap((argument) =>
    /^--./.test(argument) && argument.endsWith(value) ? [argument.slice(0, -value.length), name] : [argument],
  );
  return [...apart, ...names];
}

function isTakenForOption(call: readonly string[], name: string): boolean {
  return /^-./.test(name) && name !== '--' && atSeparator(call)[0].includes(name);
}

function atSeparator(call: readonly string[]): readonly [readonly string[], readonly string[]] {
  const end = call.indexOf('--');
  return end === -1 ? [call, []] : [call.slice(0, end), call.slice(end + 1)];
}

function createStubs(t: ExecutionContext) {
  const home = mkdtempSync(join(tmpdir(), 'ackring-pasted-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const record = join(home, 'calls');
  for (const program of programs) {
    const file = join(bin, program);
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\0' "\${0##*/}" "$#" "$@" >>'${record}'\n`);
    chmodSync(file, 0o755);
  }
  return {
    run([program = '', ...options]: readonly string[], lines: readonly string[]) {
      const work = mkdtempSync(join(home, 'work-'));
      writeFileSync(record, '');
      const script = join(home, 'pasted');
      writeFileSync(
        script,
        lines.map((line) => `${line}\nprintf '%s\\0' next-line 0 >>'${record}'\n`).join(''),
      );
      const input = openSync(script, 'r');
      const { stderr } = spawnSync(pathOf(program), options, {
        cwd: work,
        stdio: [input, 'pipe', 'pipe'],
        env: { PATH: bin, HOME: home, LC_ALL: 'C.UTF-8' },
        encoding: 'utf8',
      });
      closeSync(input);
      t.is(stderr, '');
      t.deepEqual(readdirSync(work), []);
      return linesOf(readFileSync(record, 'utf8'));
    },
  };
}

/** The stubs' folder is all of the shell's own PATH. */
function pathOf(program: string): string {
  return execFileSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).trim();
}

/** The calls of each line. */
function linesOf(record: string): readonly (readonly (readonly string[])[])[] {
  const fields = record.split('\0');
  const lines: string[][][] = [[]];
  for (let at = 0; at + 1 < fields.length; ) {
    const count = Number(fields[at + 1]);
    const call = [fields[at] ?? '', ...fields.slice(at + 2, at + 2 + count)];
    at += 2 + count;
    if (call[0] === 'next-line') lines.push([]);
    else lines.at(-1)?.push(call);
  }
  return lines;
}
