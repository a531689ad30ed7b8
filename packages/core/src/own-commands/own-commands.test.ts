import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { createOwnCommands, readOwnCommands } from './running.js';
import { filledWords, wordsOfLine } from './words.js';

const hostile = `'; rm -rf ~ #$(reboot)\`id\`"\n| tee x && {context} \\`;

test('a value stays within its word, whatever it contains', async (t) => {
  const words = wordsOfLine(`kubectl --context {context} get "pods in {context}" 'a b' c\\ d`);
  t.deepEqual(words, ['kubectl', '--context', '{context}', 'get', 'pods in {context}', 'a b', 'c d']);
  if (typeof words === 'string') return t.fail();
  t.deepEqual(filledWords(words, { context: hostile }), {
    kind: 'words',
    words: ['kubectl', '--context', hostile, 'get', `pods in ${hostile}`, 'a b', 'c d'],
  });
});

test('a program gets a hostile value literally, and none of the cloud’s keys', async (t) => {
  const own = createOwnCommands({
    file: '/nowhere',
    environment: { PATH: process.env['PATH'], ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'hush' },
  });
  const script = 'process.stdout.write(JSON.stringify([process.argv.slice(1), Object.keys(process.env)]))';
  const filled = filledWords(['x', 'run {row}'], { row: hostile });
  if (filled.kind !== 'words') return t.fail();
  const args = [process.execPath, '-e', script, ...filled.words.slice(1)] as const;
  const { stdout } = await own.capture(args, AbortSignal.timeout(60_000));
  const [got, names] = JSON.parse(stdout);
  t.deepEqual(got, [`run ${hostile}`]);
  t.false(names.includes('ALIBABA_CLOUD_ACCESS_KEY_SECRET'));
});

for (const [value, kind] of [
  ['--kubeconfig=/tmp/evil', 'refused'],
  ['-', 'refused'],
  ['a\0b', 'refused'],
  ['', 'missing'],
  [null, 'missing'],
  ['plain', 'words'],
] as const)
  test(`a value at the start of a word: ${JSON.stringify(value)} is ${kind}`, (t) => {
    t.is(filledWords(['kubectl', '{row}'], { row: value }).kind, kind);
  });

test('within a word a dash is not an option, and an unknown name is missing', (t) => {
  t.is(filledWords(['kubectl', '--context={row}'], { row: '-x' }).kind, 'words');
  t.deepEqual(filledWords(['kubectl', '{toString}'], {}), { kind: 'missing', name: 'toString' });
});

for (const [line, problem] of [
  ['', 'empty'],
  ['kubectl "get', 'quote'],
  ['kubectl get pods | less', 'shell'],
  ['kubectl get pods > /tmp/x', 'shell'],
  ['a && b', 'shell'],
  ['{row} x', 'program'],
  [`sh -c 'echo {row}'`, 'script'],
  [`/bin/bash -lc "kubectl --context {context} get ns"`, 'script'],
  [`python3 -c "print('{row}')"`, 'script'],
  [`kubectl exec pod -- sh -c 'echo {row}'`, 'script'],
  [`env X=1 zsh -c 'echo {row}'`, 'script'],
] as const)
  test(`a line that cannot be run as intended is refused: ${line}`, (t) => {
    t.is(wordsOfLine(line), problem);
  });

test('a script takes values as its arguments', (t) => {
  t.deepEqual(wordsOfLine(`sh -c 'kubectl --context "$1" get ns | wc -l' sh {context}`), [
    'sh',
    '-c',
    'kubectl --context "$1" get ns | wc -l',
    'sh',
    '{context}',
  ]);
});

async function read(t: { teardown(work: () => Promise<void>): void }, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-keys-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'keys.yaml'), text);
  return readOwnCommands(join(folder, 'keys.yaml'), ['clusters', 'contexts']);
}

test('the defaults are safe: it may change something, and has the terminal', async (t) => {
  t.deepEqual(await read(t, 'nodes: {key: ctrl-n, command: kubectl get nodes}'), [
    {
      name: 'nodes',
      key: 'ctrl-n',
      where: [],
      label: 'nodes',
      words: ['kubectl', 'get', 'nodes'],
      isChanging: true,
      isShown: false,
    },
  ]);
  t.deepEqual(await readOwnCommands('/nowhere/keys.yaml', []), []);
});

test('every problem of the file is reported with its place', async (t) => {
  const text = `
a: {key: ctrl-c, command: ls}
b: {key: xx, command: ls, where: [nowhere]}
c: {command: ls}
d: {key: e, command: 'ls | less', other: 1}
`;
  const error = await t.throwsAsync(read(t, text), { instanceOf: AckringError });
  t.is(error?.code, 'ConfigurationInvalid');
  for (const place of ['a.key', 'b.key', 'b.where[0]', 'c.key', 'd.other'])
    t.true(
      error?.problems.some((problem) => problem.startsWith(place)),
      place,
    );
  const shell = await t.throwsAsync(read(t, "d: {key: e, command: 'ls | less'}"), {
    instanceOf: AckringError,
  });
  t.regex(shell?.problems[0] ?? '', /^d\.command: needs a shell/);
  await t.throwsAsync(read(t, 'a: {key: e'), { code: 'ConfigurationInvalid' });
  await t.throwsAsync(read(t, 'a: &x {key: e, command: ls}\nb: *x\n'), { code: 'ConfigurationInvalid' });
});
