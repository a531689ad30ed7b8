import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { AckringError, toAckringError } from '../words/errors.js';
import { crashText, keepCrash } from './crash.js';

const secret = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7';
const program = {
  stateFolder: '/proc/nowhere',
  version: 'ackring 1',
  command: 'clusters',
  now: new Date('2026-11-27T14:05:06.789Z'),
  seconds: 3.6,
  pid: 4711,
};

const textOf = (thrown: unknown) => crashText(toAckringError(thrown), program);

/** What V8 and Node say about offending values. */
const quoting: readonly (readonly [string, () => unknown])[] = [
  ['a property set on a string', () => Object.assign(secret, { 0: 'x' })],
  ['a name that is a value', () => (undefined as unknown as Record<string, string>)[secret]],
  ['an address', () => new URL(secret)],
  ['JSON', () => JSON.parse(secret)],
  ['an argument', () => Buffer.from(Number(1) as unknown as string, secret as BufferEncoding)],
  [
    'a library',
    () => {
      throw Object.assign(new Error(`refused ${secret}`), { cause: new Error(secret), token: secret });
    },
  ],
  [
    'a name',
    () => {
      throw Object.assign(new Error('x'), { name: secret.concat(' ', secret) });
    },
  ],
  [
    'a stack that was made up',
    () => {
      throw Object.assign(new Error('x'), { stack: `Error: ${secret}\n${secret}` });
    },
  ],
  [
    'no error at all',
    () => {
      throw secret;
    },
  ],
];

for (const [what, fall] of quoting) {
  test(`a crash says where it happened, and not what was being handled: ${what}`, (t) => {
    const thrown: unknown = t.throws(fall, { any: true });
    t.false(textOf(thrown).includes(secret.slice(0, 8)));
  });
}

test('an error of the language keeps its text, without values', (t) => {
  const thrown: unknown = t.throws(() => (undefined as unknown as { entries(): unknown }).entries());
  const text = textOf(thrown);
  t.regex(text, /TypeError: Cannot read properties of undefined \(reading 'entries'\)\n {4}at /);
  t.regex(text, /^ackring 1\n2026-11-27T14:05:06\.789Z, 4 s after its start\nin `ackring clusters`/);
  t.regex(text, /No call to the cloud was made\./);
});

/** The lines that name errors, without their frames. */
const namesIn = (thrown: unknown): readonly string[] =>
  textOf(thrown)
    .split('\n')
    .slice(4)
    .filter((line) => line !== '' && !line.startsWith('    at ') && !line.startsWith('No call'));

const chain = (names: readonly string[]): Error | undefined => {
  const [name, ...rest] = names;
  return name === undefined ? undefined : new TypeError(name, { cause: chain(rest) });
};
const refused = new AckringError('Internal', 'it broke', { remedy: 'Report it.' });
const words = 'ab '.repeat(100);

const named: readonly (readonly [what: string, thrown: unknown, names: readonly string[]])[] = [
  ['a text that was thrown', 'x', ['a thrown string']],
  ['an error without a code', new Error('x'), ['Error']],
  ['an error with a code', Object.assign(new Error('x'), { code: 'ENOENT' }), ['Error ENOENT']],
  ['a code that is no word', Object.assign(new TypeError('x'), { code: 'no word' }), ['TypeError']],
  ['a code that is no text', Object.assign(new TypeError('x'), { code: 7 }), ['TypeError: x']],
  [
    'an error of the language with a code',
    Object.assign(new TypeError('x'), { code: 'ERR_X' }),
    ['TypeError ERR_X'],
  ],
  [
    'an error of our own',
    new TypeError('x', { cause: refused }),
    ['TypeError: x', 'caused by AckringError Internal: it broke'],
  ],
  ['a text of up to 200 characters', new TypeError(words), [`TypeError: ${words.slice(0, 200)}`]],
  [
    'five causes at most',
    chain(['a', 'b', 'c', 'd', 'e', 'f']),
    ['TypeError: a', ...['b', 'c', 'd', 'e'].map((name) => `caused by TypeError: ${name}`)],
  ],
];

for (const [what, thrown, names] of named)
  test(`of a crash is told: ${what}`, (t) => t.deepEqual(namesIn(thrown), names));

test('an error without a cause is told itself', (t) => {
  t.regex(crashText(refused, program), /^AckringError Internal: it broke$/m);
});

const framesOf = (stack: unknown) =>
  textOf(Object.assign(new Error('x'), { stack }))
    .split('\n')
    .filter((line) => line.startsWith('    at '));

test('thirty frames are kept, each of at most 300 characters, and none where there are none', (t) => {
  const frames = Array.from({ length: 31 }, (_, at) => `    at f${at} (file.js:1:${at})`);
  t.deepEqual(framesOf(['Error: x', ...frames].join('\n')), frames.slice(0, 30));
  t.deepEqual(framesOf(`    at ${'f '.repeat(200)}`), [`    at ${'f '.repeat(200)}`.slice(0, 300)]);
  t.deepEqual(framesOf(undefined), []);
  t.deepEqual(framesOf(7), []);
});

test('it is stored privately, named in the remedy, and only the last ten are kept', async (t) => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'ackring-crash-'));
  t.teardown(() => rm(stateFolder, { recursive: true }));
  const folder = join(stateFolder, 'crashes');
  const kept = await keepCrash(toAckringError(new TypeError('x')), { ...program, stateFolder });
  const [name = ''] = await readdir(folder);
  t.true(kept.remedy.includes(join(folder, name)), kept.remedy);
  t.is(kept.code, 'Internal');
  t.is((await stat(join(folder, name))).mode & 0o777, 0o600);
  t.is((await stat(folder)).mode & 0o777, 0o700);
  t.regex(await readFile(join(folder, name), 'utf8'), /TypeError/);
  for (const day of Array(12).keys()) await writeFile(join(folder, `crash-2020010${day}.txt`), '');
  await keepCrash(toAckringError(new TypeError('x')), { ...program, stateFolder });
  const names = await readdir(folder);
  t.is(names.length, 10);
  t.true(names.includes(name), 'the latest stay');
});

test('an expected error is not a crash, and an unwritable folder stops nothing', async (t) => {
  const expected = new AckringError('Throttled', 'slow down', { remedy: 'Wait.' });
  t.is(await keepCrash(expected, program), expected);
  const surprise = toAckringError(new Error('x'));
  t.is(await keepCrash(surprise, { ...program, stateFolder: '/dev/null/x' }), surprise);
});
