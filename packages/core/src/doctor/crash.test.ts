import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { AckringError, toAckringError } from '../words/errors.js';
import { crashText, keepCrash } from './crash.js';

const secret = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7';
const program = {
  stateFolder: '/nowhere',
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
