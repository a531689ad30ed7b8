import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import test from 'ava';
import { createAckring } from './run-ackring.js';

// Each of these once waited for a writer that never came, or read until memory ran out.

const missing = 'FileUnreadable';

const ways: [what: string, args: (file: string) => readonly string[]][] = [
  ['contexts', (file) => ['contexts', '--kubeconfig', file, '--json']],
  ['inspect', (file) => ['inspect', file, '--json']],
  ['verify', (file) => ['verify', '--all', '--kubeconfig', file, '--json']],
  ['renew', (file) => ['renew', '--all', '--kubeconfig', file, '--json']],
  ['rotate plan', (file) => ['rotate', 'plan', '--config', file, '--json']],
];

for (const [what, args] of ways) {
  test(`${what} refuses a pipe, a device, a folder and a file of 200 MB at once`, async (t) => {
    const ackring = await createAckring(t, null);
    const [pipe, large] = [join(ackring.home, 'pipe'), join(ackring.home, 'large')];
    execFileSync('mkfifo', [pipe]);
    await writeFile(large, '');
    await truncate(large, 200 * 1_048_576);
    for (const file of [pipe, '/dev/zero', ackring.home, large]) {
      const run = await ackring.runHere(args(file));
      t.is(run.code, 1, `${file}: ${run.stderr}`);
      t.like(JSON.parse(run.stderr), { error: { code: missing } });
    }
  });
}

const naming: [what: string, args: (file: string) => readonly string[]][] = [
  ['token explain', (file) => ['token', 'explain', file, '--json']],
  ['policy check', (file) => ['policy', 'check', '--file', file, '--json']],
  ['leak', (file) => ['leak', file, '--json']],
  ['serve', (file) => ['serve', '--token-file', file, '--json']],
  ['merge', (file) => ['merge', file, '--json']],
  ['contexts', (file) => ['contexts', '--kubeconfig', file, '--json']],
  ['verify', (file) => ['verify', '--all', '--kubeconfig', file, '--json']],
  ['renew', (file) => ['renew', '--all', '--kubeconfig', file, '--json']],
  ['inspect', (file) => ['inspect', file, '--json']],
  ['rotate plan', (file) => ['rotate', 'plan', '--config', file, '--json']],
];

for (const [what, args] of naming) {
  test(`${what} says of a file that is not there that it is not there`, async (t) => {
    const ackring = await createAckring(t, null);
    const run = await ackring.runHere(args(join(ackring.home, 'nothing')));
    const { error } = JSON.parse(run.stderr);
    // Of rules 1 would say that they are broken, and of a search that a key still opens something.
    t.is(run.code, what === 'policy check' ? 2 : 3, run.stderr);
    t.is(error.code, what === 'policy check' ? 'ConfigurationInvalid' : 'FileNotFound');
    t.regex(error.message, /there is no .*nothing/);
    t.notRegex(run.stderr, /ENOENT|unexpected/);
  });
}

test('of a file without contexts it is said which one it is, and how to look into it', async (t) => {
  const ackring = await createAckring(t, null);
  const file = join(ackring.home, 'an empty');
  await writeFile(file, '');
  const remedy = `Look at what it holds: \`kubectl config view --kubeconfig '${file}'\`.`;
  for (const [command, ...options] of [
    ['inspect', file],
    ['inspect', file, '--all'],
    ['verify', '--kubeconfig', file, '--all'],
    ['merge', file],
  ]) {
    const run = await ackring.runHere([command ?? '', ...options, '--json']);
    const { error } = JSON.parse(run.stderr);
    t.true(error.message.includes('an empty'), error.message);
    t.is(error.remedy, remedy, command);
  }
});

test('inspect says of a name that is neither a context nor a file what is similar', async (t) => {
  const ackring = await createAckring(t, null);
  const mine = join(ackring.home, 'mine');
  await writeFile(mine, 'contexts: [{name: ack/tokyo/prod, context: {}}]');
  const { code, stderr } = await ackring.runHere(['inspect', 'prdo'], { environment: { KUBECONFIG: mine } });
  t.is(code, 3);
  t.deepEqual(stderr.trimEnd().split('\n'), [
    'error: no kubeconfig file holds context "prdo", and no file is called so; did you mean "ack/tokyo/prod"? [ContextNotFound]',
    'remedy: Did you mean `ackring inspect ack/tokyo/prod`? Run `ackring contexts` for all of them.',
  ]);
});

for (const command of ['inspect', 'leak']) {
  test(`${command} ends although its standard input does not`, async (t) => {
    const ackring = await createAckring(t, null);
    const child = ackring.start([command, '-', '--json']);
    // Its end closes the pipe that is still being written to.
    child.stdin.on('error', () => undefined);
    createReadStream('/dev/zero').pipe(child.stdin);
    const [stderr, [code]] = await Promise.all([textOf(child.stderr), once(child, 'close')]);
    t.is(code, 1, stderr);
    t.like(JSON.parse(stderr), { error: { code: missing } });
  });
}

test('leak does not report unsearched files as clean', async (t) => {
  const ackring = await createAckring(t, null);
  const large = join(ackring.home, 'large');
  await writeFile(large, '');
  await truncate(large, 200 * 1_048_576);
  const run = await ackring.runHere(['leak', large, '--json']);
  t.is(run.code, 7, run.stderr);
  t.deepEqual(run.json(), []);
  t.like(JSON.parse(run.stderr), { file: large, error: { code: missing } });
  const people = await ackring.runHere(['leak', large]);
  t.is(people.code, 7);
  t.regex(people.stderr, /not searched: it is a binary file larger than 16 MiB/);
  t.regex(people.stderr, /no kubeconfig was found in what could be searched/);
});

test('versions of a file that cannot be searched are told together, and for a program each', async (t) => {
  const ackring = await createAckring(t, null);
  const repository = join(ackring.home, 'repository');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args]);
  await mkdir(repository);
  git('init', '-q');
  for (const version of ['one', 'two', 'three']) {
    await writeFile(join(repository, 'sealed'), `Salted__${version}`);
    git('add', '.');
    git('commit', '-qm', version);
  }
  const { stderr } = await ackring.runHere(['leak', repository]);
  t.deepEqual(stderr.match(/^.*(?=: error: not searched)/gm), ['sealed', 'sealed (in the history)']);
  t.regex(stderr, /not searched: of 3 versions of it: it is, or holds, something encrypted/);
  const told = (await ackring.runHere(['leak', repository, '--json'])).stderr.trimEnd().split('\n');
  t.is(told.filter((line) => JSON.parse(line).file === 'sealed (in the history)').length, 3);
});

test('a pipe in place of the settings, of the profiles or of a certificate delays nobody', async (t) => {
  const ackring = await createAckring(t, null);
  const settings = join(ackring.home, 'settings', 'config.json');
  const profiles = join(ackring.home, '.aliyun', 'config.json');
  for (const pipe of [settings, profiles]) {
    await mkdir(dirname(pipe), { recursive: true });
    execFileSync('mkfifo', [pipe]);
  }
  const environment = { ACKRING_CONFIG_DIR: dirname(settings) };
  const refused = await ackring.run(['clusters', '--json'], { environment });
  t.like(JSON.parse(refused.stderr), { error: { code: missing } });
  const unknown = await ackring.run(['clusters', '--json']);
  t.like(JSON.parse(unknown.stderr), { error: { code: missing } });
});

test('of several files the valid ones are listed, and each broken one is a line of JSON', async (t) => {
  const ackring = await createAckring(t, null);
  const [sound, broken, cut] = ['sound', 'broken', 'cut'].map((name) => join(ackring.home, name));
  const text =
    'contexts: [{name: a, context: {cluster: a, user: a}}]\nusers: [{name: a, user: {client-key-data: LS0t}}]\n';
  await writeFile(sound ?? '', text);
  await writeFile(broken ?? '', 'clusters: hello\n');
  await writeFile(cut ?? '', text.slice(0, text.indexOf('LS0t') + 2).concat('}}]\n'));
  const files = [sound, broken, cut].flatMap((file) => ['--kubeconfig', file ?? '']);
  const run = await ackring.runHere(['contexts', ...files, '--json']);
  t.is(run.code, 7, run.stderr);
  t.like(run.json(), [{ context: 'a' }]);
  const problems = run.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.like(problems, [
    { file: broken, error: { code: 'KubeconfigInvalid' } },
    { file: cut, error: { code: 'KubeconfigInvalid' } },
  ]);
  const merged = await ackring.runHere(['contexts', '--kubeconfig', broken ?? '', '--json']);
  t.is(merged.code, 1);
  t.is(await readFile(broken ?? '', 'utf8'), 'clusters: hello\n');
});

const none = { code: 3, told: 'ContextNotFound' } as const;

const ofKubeconfig: [
  what: string,
  args: readonly string[],
  ofNone: { readonly code: number; readonly told: string | null },
][] = [
  ['verify', ['verify', '--all', '--json'], none],
  ['renew', ['renew', '--all', '--json'], { code: 0, told: null }],
  ['inspect', ['inspect', '--json'], none],
];

for (const [what, args, ofNone] of ofKubeconfig) {
  test(`${what} finds fault with a KUBECONFIG whose files are missing, unreadable or no files`, async (t) => {
    const ackring = await createAckring(t, null);
    const [empty, broken, missing] = ['empty', 'broken', 'missing'].map((name) => join(ackring.home, name));
    await writeFile(empty ?? '', '');
    await writeFile(broken ?? '', 'not: [a');
    for (const [file, code, told] of [
      [missing, 3, 'FileNotFound'],
      [ackring.home, 1, 'FileUnreadable'],
      [broken, 1, 'KubeconfigInvalid'],
      [empty, ofNone.code, ofNone.told],
      // kubectl passes over one that is missing beside another.
      [`${missing}:${empty}`, ofNone.code, ofNone.told],
    ] as const) {
      const run = await ackring.runHere(args, { environment: { KUBECONFIG: file ?? '' } });
      t.is(run.code, code, `${file}: ${run.stderr}`);
      if (told !== null) t.like(JSON.parse(run.stderr), { error: { code: told } });
    }
  });
}
