import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { plannedContract } from './kubeconfig-contracts.js';
import { type Ackring, createAckring } from './run-ackring.js';

const run = promisify(execFile);

interface Named {
  readonly name: string;
}

/** kubectl's merged view of all files, including secrets. */
interface Flat {
  readonly clusters: readonly Named[] | null;
  readonly contexts: readonly (Named & { readonly context: object })[] | null;
  readonly users: readonly Named[] | null;
  readonly 'current-context': string;
}

async function place(ackring: Ackring, texts: Readonly<Record<string, string>>) {
  const folder = join(ackring.home, 'kube');
  await mkdir(folder);
  for (const [name, text] of Object.entries(texts))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  const environment = {
    KUBECONFIG: Object.keys(texts)
      .map((name) => join(folder, name))
      .join(delimiter),
  };
  const env = { PATH: process.env['PATH'], HOME: ackring.home, ...environment };
  const flat = async (): Promise<Flat> => {
    const { stdout } = await run('kubectl', ['config', 'view', '--flatten', '--raw', '-o', 'json'], { env });
    return JSON.parse(stdout);
  };
  const names = async () => {
    const { stdout } = await run('kubectl', ['config', 'get-contexts', '-o', 'name'], { env });
    return stdout.trim().split('\n');
  };
  const text = (name: string) => readFile(join(folder, name), 'utf8');
  const planned = async (t: ExecutionContext, args: readonly string[], code = 0) => {
    const ran = await ackring.run([...args, '--json'], { environment });
    t.is(ran.code, code, `${args.join(' ')}: ${ran.stderr}`);
    return v.parse(plannedContract, ran.json());
  };
  const tell = (args: readonly string[], stdin?: string) =>
    ackring.run(args, { environment, ...(stdin === undefined ? {} : { stdin }) });
  return { folder, flat, names, text, planned, tell };
}

const entry = (name: string, { cluster = name, user = name } = {}) => ({
  clusters: `- cluster:\n    server: https://127.0.0.1:1\n  name: ${cluster}\n`,
  contexts: `- context:\n    cluster: ${cluster}\n    user: ${user}\n  name: ${name}\n`,
  users: `- name: ${user}\n  user:\n    token: t\n`,
});

const config = (entries: readonly ReturnType<typeof entry>[], current = '') =>
  `# mine\napiVersion: v1\nclusters:\n${entries.map(({ clusters }) => clusters).join('')}contexts:\n${entries
    .map(({ contexts }) => contexts)
    .join(
      '',
    )}current-context: "${current}"\nkind: Config\nusers:\n${entries.map(({ users }) => users).join('')}`;

const two = { a: config([entry('dev'), entry('web')], 'web'), b: config([entry('prod')]) };

const without = (flat: Flat, name: string): Flat => {
  const others = <T extends Named>(list: readonly T[] | null) =>
    (list ?? []).filter((each) => each.name !== name);
  return {
    ...flat,
    clusters: others(flat.clusters),
    contexts: others(flat.contexts),
    users: others(flat.users),
  };
};

test('rename is to kubectl what its own rename-context is', async (t) => {
  const [ours, theirs] = await Promise.all([createAckring(t, null), createAckring(t, null)]);
  const [own, other] = [await place(ours, two), await place(theirs, two)];
  const env = {
    PATH: process.env['PATH'],
    HOME: theirs.home,
    KUBECONFIG: ['a', 'b'].map((name) => join(other.folder, name)).join(delimiter),
  };
  for (const [from, to] of [
    ['web', 'site'],
    ['prod', 'live'],
  ] as const) {
    const dry = await own.planned(t, ['contexts', 'rename', from, to, '--dry-run']);
    t.true(dry.every(({ applied }) => !applied));
    const done = await own.planned(t, ['contexts', 'rename', from, to]);
    t.deepEqual(
      done.map(({ changes }) => changes),
      dry.map(({ changes }) => changes),
    );
    await run('kubectl', ['config', 'rename-context', from, to], { env });
    const names = (flat: Flat) => [...(flat.contexts ?? [])].map(({ name }) => name).toSorted();
    const [is, should] = [await own.flat(), await other.flat()];
    t.deepEqual(names(is), names(should));
    t.is(is['current-context'], should['current-context']);
  }
  t.true((await own.text('a')).startsWith('# mine\n'));
});

test('remove without a yes prints the plan and exits 6; with it, kubectl no longer sees the context, and undo restores all', async (t) => {
  const files = await place(await createAckring(t, null), two);
  const before = await files.flat();
  const plan = await files.planned(t, ['contexts', 'remove', 'web', 'prod'], 6);
  t.deepEqual(
    plan.map(({ changes }) => changes.map(({ path, change }) => `${change} ${path}`)),
    [
      ['remove clusters/web', 'remove contexts/web', 'remove users/web'],
      ['remove clusters/prod', 'remove contexts/prod', 'remove users/prod'],
    ],
  );
  t.deepEqual(await files.flat(), before);
  const told = await files.tell(['contexts', 'remove', 'web']);
  t.is(told.code, 6);
  t.regex(told.stdout, /- contexts\/web/);
  t.regex(told.stderr, /current-context still names web/);
  const done = await files.planned(t, ['contexts', 'remove', 'web', 'prod', '--yes']);
  t.true(done.every(({ applied }) => applied));
  t.deepEqual(await files.flat(), without(without(before, 'web'), 'prod'));
  t.is((await files.tell(['undo'])).code, 0);
  t.deepEqual({ a: await files.text('a'), b: await files.text('b') }, two);
});

test('prune removes what kubectl cannot use, and nothing else', async (t) => {
  const ackring = await createAckring(t, null);
  const lost = entry('lost', { cluster: 'gone' });
  const files = await place(ackring, {
    config: config([entry('dev'), { ...lost, clusters: '' }, { ...entry('alone'), contexts: '' }]),
  });
  const before = await files.flat();
  const plan = await files.planned(t, ['contexts', 'prune', '--orphaned', '--dry-run']);
  t.deepEqual(
    plan[0]?.changes.map(({ path }) => path),
    ['clusters/alone', 'contexts/lost', 'users/lost', 'users/alone'],
  );
  await files.planned(t, ['contexts', 'prune', '--orphaned', '--yes']);
  t.deepEqual(await files.flat(), without(without(before, 'lost'), 'alone'));
  t.deepEqual(await files.planned(t, ['contexts', 'prune', '--orphaned', '--yes']), []);
});

test("prune --gone asks the cloud as the context's account, and removes only deleted clusters", async (t) => {
  await using emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'prod', holders: { ops: { daysLeft: 900 } } },
        { name: 'old', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  const ackring = await createAckring(t, emulator);
  for (const name of ['prod', 'old']) t.is((await ackring.run(['get', name, '--no-verify'])).code, 0);
  const none = await ackring.run(['contexts', 'prune', '--json', '--yes']);
  t.deepEqual(none.json(), [], none.stderr);
  const text = await readFile(ackring.kubeconfig, 'utf8');
  const old = emulator.world.clusters.named('old')?.id ?? '';
  await writeFile(ackring.kubeconfig, text.replaceAll(old, `c${'0'.repeat(32)}`));
  const pruned = await ackring.run(['contexts', 'prune', '--gone', '--json', '--yes']);
  t.is(pruned.code, 0, pruned.stderr);
  t.deepEqual(
    v.parse(plannedContract, pruned.json()).map(({ changes }) => changes.map(({ path }) => path)),
    [['clusters', 'contexts', 'users'].map((section) => `${section}/ack/ap-northeast-1/old`)],
  );
  t.regex(await readFile(ackring.kubeconfig, 'utf8'), /ap-northeast-1\/prod/);
});

test('merge adds what kubectl then uses unchanged, beside the existing entries', async (t) => {
  const ackring = await createAckring(t, null);
  const files = await place(ackring, two);
  const before = await files.flat();
  const handed = join(ackring.home, 'handed.yaml');
  const text = config([entry('dev', { cluster: 'kubernetes', user: 'admin' }), entry('lab')], 'lab');
  await writeFile(handed, text.replaceAll('127.0.0.1', '127.0.0.2'));
  const plan = await files.planned(t, ['merge', handed, '--dry-run']);
  t.deepEqual(await files.flat(), before);
  t.deepEqual(
    await files.planned(t, ['merge', handed, '--use']).then(([first]) => first?.file),
    plan[0]?.file,
  );
  t.deepEqual((await files.names()).toSorted(), ['dev', 'dev/2', 'lab', 'prod', 'web']);
  const after = await files.flat();
  t.is(after['current-context'], 'lab');
  t.deepEqual(
    { ...without(without(after, 'dev/2'), 'lab'), 'current-context': before['current-context'] },
    before,
  );
  t.like(
    after.contexts?.find(({ name }) => name === 'dev/2'),
    {
      context: { cluster: 'dev/2', user: 'dev/2' },
    },
  );
  const again = await files.tell(['merge', handed]);
  t.is(again.code, 0, again.stderr);
  t.regex(again.stderr, /dev\/2 is there already/);
  await files.tell(['undo']);
  t.deepEqual({ a: await files.text('a'), b: await files.text('b') }, two);
});

test('merge reads standard input, and refuses what would run or send something unless allowed', async (t) => {
  const files = await place(await createAckring(t, null), two);
  const text = config([entry('lab')]).replace(
    'token: t',
    'exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/evil, interactiveMode: Never}',
  );
  const refused = await files.tell(['merge', '-'], text);
  t.is(refused.code, 6);
  t.regex(refused.stderr, /"lab" runs \/bin\/evil/);
  t.regex(refused.stderr, /--allow programs/);
  t.deepEqual({ a: await files.text('a'), b: await files.text('b') }, two);
  t.is((await files.tell(['merge', '-', '--allow', 'programs'], text)).code, 0);
  t.true((await files.names()).includes('lab'));
  t.is((await files.tell(['merge', '-', '--allow', 'everything'], text)).code, 2);
});

test('read-only mode refuses each before it asks, and shows the plan of a dry run', async (t) => {
  const files = await place(await createAckring(t, null), two);
  for (const args of [
    ['use', 'dev'],
    ['contexts', 'rename', 'dev', 'x'],
    ['contexts', 'remove', 'dev', '--yes'],
    ['contexts', 'prune', '--orphaned', '--yes'],
    ['merge', 'x.yaml'],
  ]) {
    const refused = await files.tell([...args, '--read-only']);
    t.regex(refused.stderr, /read-only/, args.join(' '));
    t.is(refused.code, 6);
  }
  t.is((await files.tell(['contexts', 'remove', 'dev', '--dry-run', '--read-only'])).code, 0);
  t.deepEqual({ a: await files.text('a'), b: await files.text('b') }, two);
});

test('names with a leading dash follow --', async (t) => {
  const files = await place(await createAckring(t, null), { config: config([entry('-x'), entry('dev')]) });
  t.is((await files.tell(['use', '--', '-x'])).code, 0);
  t.is((await files.tell(['contexts', 'rename', '--', '-x', '-y'])).code, 0);
  t.is((await files.tell(['contexts', 'remove', '--yes', '--', '-y'])).code, 0);
  t.deepEqual(await files.names(), ['dev']);
});
