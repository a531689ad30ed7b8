import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { openTerminal, temporaryHome } from '../terminal/driver.js';
import { getContract } from './contracts.js';
import { useContract } from './kubeconfig-contracts.js';
import { createAckring } from './run-ackring.js';

const run = promisify(execFile);
const context = 'ack/ap-northeast-1/prod';

/** The files of KUBECONFIG: current-context as written, or null for a file without that line. */
type Files = Readonly<Record<string, string | null>>;

const kubeconfig = (name: string, current: string | null) => `apiVersion: v1
kind: Config
clusters: [{name: ${name}, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: ${name}, user: {token: t}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
${current === null ? '' : `current-context: ${current} # mine\n`}`;

async function place(folder: string, files: Files): Promise<Readonly<Record<string, string>>> {
  await mkdir(folder);
  for (const [name, current] of Object.entries(files))
    await writeFile(join(folder, name), kubeconfig(name, current), { mode: 0o600 });
  return { KUBECONFIG: ['a', 'b', 'c'].map((name) => join(folder, name)).join(delimiter) };
}

const currentOf = async (folder: string, name: string) =>
  /^current-context: ([^ \n]*)/m.exec(await readFile(join(folder, name), 'utf8').catch(() => ''))?.[1] ??
  null;

async function cloud(t: ExecutionContext): Promise<Emulator> {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  return emulator;
}

const switches = test.macro<[Files, string]>(async (t, files, decides) => {
  const ackring = await createAckring(t, await cloud(t));
  const folder = join(ackring.home, 'kube');
  const environment = await place(folder, files);
  const texts = () =>
    Promise.all(['a', 'b', 'c'].map((name) => readFile(join(folder, name), 'utf8').catch(() => null)));
  const before = await texts();

  const dry = await ackring.run(['get', 'prod', '--use', '--dry-run', '--json'], { environment });
  t.is(dry.code, 0, dry.stderr);
  t.deepEqual(await texts(), before);
  const got = await ackring.run(['get', 'prod', '--use', '--json'], { environment });
  t.is(got.code, 0, got.stderr);
  for (const told of [v.parse(getContract, dry.json()), v.parse(getContract, got.json())]) {
    const change = told.changes.find(({ path }) => path === 'current-context');
    t.is(change?.file ?? told.file, join(folder, decides));
  }
  for (const name of ['a', 'b', 'c'])
    t.is(await currentOf(folder, name), name === decides ? context : (files[name] ?? null), name);
  const kubectl = await run('kubectl', ['config', 'current-context'], {
    env: { PATH: process.env['PATH'], HOME: ackring.home, ...environment },
  });
  t.is(kubectl.stdout.trim(), context);

  const undone = await ackring.run(['undo'], { environment });
  t.is(undone.code, 0, undone.stderr);
  t.deepEqual(await texts(), before);
});

test('get --use sets the first existing file, as kubectl does', switches, { a: null, b: 'b', c: 'c' }, 'a');
test('get --use fills an empty one', switches, { a: '', b: 'b' }, 'a');
test('get --use sets the file of the entries if that decides', switches, { a: 'a', b: 'b' }, 'a');
test('get --use skips a missing file', switches, { b: null, c: null }, 'b');
test('get --use sets the last if no file exists yet', switches, {}, 'c');

const uses = test.macro<[Files, string]>({
  exec: async (t, files, name) => {
    const ackring = await createAckring(t, null);
    const [ours, theirs] = [join(ackring.home, 'ours'), join(ackring.home, 'theirs')];
    const environment = await place(ours, files);
    const env = { PATH: process.env['PATH'], HOME: ackring.home, ...(await place(theirs, files)) };
    await run('kubectl', ['config', 'use-context', name], { env });
    const used = await ackring.run(['use', name, '--json'], { environment });
    t.is(used.code, 0, used.stderr);
    for (const file of ['a', 'b', 'c'])
      t.is(await currentOf(ours, file), await currentOf(theirs, file), file);
    const shown = await run('kubectl', ['config', 'current-context'], { env: { ...env, ...environment } });
    t.is(shown.stdout.trim(), name);
    const { file } = v.parse(useContract, used.json());
    t.is(await currentOf(ours, file.slice(-1)), name);
    const undone = await ackring.run(['undo'], { environment });
    t.is(undone.code, 0, undone.stderr);
    for (const file of ['a', 'b', 'c']) t.is(await currentOf(ours, file), files[file] ?? null, file);
  },
  title: (title) => `use writes where kubectl does: ${title}`,
});

test('into the first of files that set none', uses, { a: null, b: null }, 'b');
test('into the first file, though another decides', uses, { a: null, b: 'b', c: 'c' }, 'c');
test('into the deciding file if it is the first', uses, { a: 'a', b: 'b' }, 'b');
test('skipping a missing file', uses, { b: 'b', c: null }, 'c');
test('into an empty one', uses, { a: '', b: 'b' }, 'a');

test('undo reverts neither write if one of the two files was changed since', async (t) => {
  const ackring = await createAckring(t, null);
  const folder = join(ackring.home, 'kube');
  const environment = await place(folder, { a: 'a', b: 'b' });
  t.is((await ackring.run(['use', 'b', '--namespace', 'web'], { environment })).code, 0);
  const entries = `${await readFile(join(folder, 'a'), 'utf8')}# mine\n`;
  await writeFile(join(folder, 'a'), entries);
  const undone = await ackring.run(['undo'], { environment });
  t.is(undone.code, 6, undone.stderr);
  t.is(await readFile(join(folder, 'a'), 'utf8'), entries);
  t.regex(await readFile(join(folder, 'b'), 'utf8'), /"namespace": "web"/);
});

test('the journal has both writes, and undo says which files it restored', async (t) => {
  const ackring = await createAckring(t, null);
  const folder = join(ackring.home, 'kube');
  const environment = await place(folder, { a: 'a', b: 'b' });
  await ackring.run(['use', 'b', '--namespace', 'web'], { environment });
  const history = await ackring.run(['history'], { environment });
  t.regex(history.stdout, /namespace of b: web[^\n]*\/b\b/);
  t.regex(history.stdout, /switched to b[^\n]*\/a\b/);
  const undone = await ackring.run(['undo', '--json'], { environment });
  t.like(undone.json(), {
    applied: true,
    changes: [
      { file: join(folder, 'b'), path: 'contexts/b', change: 'update' },
      { file: join(folder, 'a'), path: 'current-context', change: 'update' },
    ],
    stays: [],
    unknown: null,
    file: join(folder, 'b'),
    dead: [],
    summary: 'namespace of b: web',
    files: [join(folder, 'b'), join(folder, 'a')],
  });
});

test('the screen’s fetch dialog sets the first file too', async (t) => {
  await using emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  await using temporary = await temporaryHome();
  const folder = join(temporary.home, 'kube');
  const environment = await place(folder, { a: null, b: 'b' });
  await using terminal = await openTerminal({ cloud: emulator, environment });
  await terminal.see('1 cluster');
  await terminal.press('f');
  await terminal.see('Fetch a kubeconfig · prod');
  await terminal.see(/\+ context/);
  await terminal.see('current-context stays "b"');
  await terminal.press('u');
  await terminal.see('current-context becomes "ack/ap-northeast-1/prod"');
  await terminal.press('enter');
  await terminal.see(/✓ ack\/ap-northeast-1\/prod answers as/);
  t.is(await currentOf(folder, 'a'), context);
  t.is(await currentOf(folder, 'b'), 'b');
});
