import { PassThrough } from 'node:stream';
import { quoted } from '@ackring/core/internal/words/say';
import test from 'ava';
import { createOutput, type Output } from './output.js';

const line = '  one two three';
const written: readonly [what: string, write: (output: Output) => void, expected: string][] = [
  ['a sentence', (output) => output.write(quoted('one two three')), 'one two\n  three\n'],
  ['prose', (output) => output.prose(line), '  one\n    two\n    three\n'],
  ['a row', (output) => output.write(line), `${line}\n`],
  ['a file', (output) => output.raw(line), line],
];

for (const [what, write, expected] of written) {
  test(`${what} on a terminal of 10 columns`, (t) => {
    t.is(textOf(write, { isTTY: true, columns: 10 }), expected);
  });

  test(`${what} in a pipe is as it is`, (t) => {
    t.not(textOf(write, {}), '');
    t.is(textOf(write, {}).trimEnd().split('\n').length, 1);
  });
}

function textOf(write: (output: Output) => void, terminal: { isTTY?: true; columns?: number }): string {
  const stdout = Object.assign(new PassThrough(), terminal);
  const flags = { json: false, quiet: false, progress: { makeRoom: () => {} } };
  const surroundings = { environment: {}, home: '/', problems: {}, signal: new AbortController().signal };
  write(createOutput({ stdout, stderr: new PassThrough() } as never, flags, surroundings as never));
  return String(stdout.read() ?? '');
}
