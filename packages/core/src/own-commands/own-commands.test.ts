import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { createOwnCommands, readOwnCommands } from './running.js';
import { filledWords, rowVariables, wordsOfLine } from './words.js';

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
    configFolder: '/proc/nowhere',
    environment: { PATH: process.env['PATH'], ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'hush' },
  });
  const script = 'process.stdout.write(JSON.stringify([process.argv.slice(1), Object.keys(process.env)]))';
  const filled = filledWords(['node', 'x.js', 'run {row}'], { row: hostile });
  if (filled.kind !== 'words') return t.fail();
  const args = [process.execPath, '-e', script, ...filled.words.slice(2)] as const;
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

for (const [line, value, kind] of [
  ['kubectl --context {row} get ns', hostile, 'words'],
  ['kubectl describe node {row}', 'node-1', 'words'],
  ['sh script.sh {row}', hostile, 'words'],
  ['mywatch kubectl --context {row} get ns', hostile, 'refused'],
  ['mywatch kubectl --context {row} get ns', 'x$(touch y)', 'refused'],
  ['mywatch kubectl --context {row} get ns', 'two words', 'refused'],
  ['mywatch kubectl --context {row} get ns', 'ack/東京-1@prod', 'words'],
  ['kubectl exec pod -- mywatch {row}', 'x;y', 'refused'],
] as const)
  test(`${line} with ${JSON.stringify(value)}: ${kind}`, (t) => {
    const words = wordsOfLine(line);
    if (typeof words === 'string') return t.fail(words);
    t.is(filledWords(words, { row: value }).kind, kind);
  });

test('what takes a command line gets the values of the row as variables', async (t) => {
  const words = wordsOfLine(`sh -c 'printf %s "$ROW_CONTEXT"'`);
  if (typeof words === 'string') return t.fail(words);
  const own = createOwnCommands({
    configFolder: '/proc/nowhere',
    environment: { PATH: process.env['PATH'] },
  });
  const row = rowVariables({ context: hostile, region: null });
  t.deepEqual(Object.keys(row), ['ROW_CONTEXT']);
  const { stdout } = await own.capture(words, AbortSignal.timeout(60_000), row);
  t.is(stdout, hostile);
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
  [`env X=1 zsh -c 'echo {row}'`, 'runner'],
  ['watch kubectl --context {context} get pods', 'runner'],
  ['/usr/bin/ssh host kubectl --context {context} get ns', 'runner'],
  ['su -c {row}', 'runner'],
  [`script -qc 'kubectl --context {context} get ns'`, 'runner'],
  ['env -S {row}', 'runner'],
  [`tmux new-window 'kubectl --context {context} get ns'`, 'runner'],
  ['sudo {row}', 'runner'],
  ['find . -name {row} -exec ls', 'runner'],
  [`git -c alias.x={row} x`, 'runner'],
  ['kubectl exec pod -- watch {row}', 'runner'],
  ['sh -c -- {row}', 'script'],
  ['node -p {row}', 'script'],
  ['node --eval={row}', 'script'],
  ['node x.js --eval {row}', 'script'],
  ['perl -E {row}', 'script'],
  ['perl -we {row}', 'script'],
  ['awk {row}', 'script'],
  [`sed s/{row}/x/ file`, 'script'],
  ['php -r {row}', 'script'],
  ['pwsh -Command {row}', 'script'],
  ['python3.12 -c {row}', 'script'],
  ['kubectl exec pod sh -c {row}', 'script'],
  ['mywrapper sh -c {row}', 'script'],
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
  t.deepEqual(await read(t, '# none yet\n'), []);
  t.deepEqual(await readOwnCommands('/proc/nowhere/keys.yaml', []), []);
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

const lines: [line: string, words: string[]][] = [
  ['ls', ['ls']],
  ['  ls \t -l  ', ['ls', '-l']],
  [`ls ''`, ['ls', '']],
  [`ls 'a "b" \\ c'`, ['ls', 'a "b" \\ c']],
  [`ls "a 'b' c"`, ['ls', "a 'b' c"]],
  [String.raw`ls "a \"b\" \\ c"`, ['ls', 'a "b" \\ c']],
  [String.raw`ls "a\b\$"`, ['ls', String.raw`a\b\$`]],
  [String.raw`ls 'a\"b\\'`, ['ls', String.raw`a\"b\\`]],
  [String.raw`ls a\ b\"c\\d`, ['ls', 'a b"c\\d']],
  [String.raw`ls \x`, ['ls', 'x']],
  ['ls \\', ['ls', '\\']],
  [`l"s" a'b'"c"d`, ['ls', 'abcd']],
  [`ls "a|b" 'c > d' e\\;f`, ['ls', 'a|b', 'c > d', 'e;f']],
];

for (const [line, words] of lines)
  test(`${line} has ${words.length} words`, (t) => {
    t.deepEqual(wordsOfLine(line), words as [string, ...string[]]);
  });
