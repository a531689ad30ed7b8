import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { resolveContexts } from '../kubeconfig/resolve.js';
import { systemClock } from '../machine/clock.js';
import { createKubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import type { GoneSight } from './gone.js';
import { recentContexts } from './recent-contexts.js';
import { switchTo } from './switching.js';
import { createTidying } from './tidying.js';

const folders: string[] = [];
test.after.always(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const nothingGone: GoneSight = { contexts: [], notes: [] };

/** The files of KUBECONFIG by name; null for one that does not exist. */
async function place(
  texts: Readonly<Record<string, string | null>>,
  gone: () => Promise<GoneSight> = async () => nothingGone,
) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-tidying-'));
  folders.push(home);
  for (const [name, text] of Object.entries(texts))
    if (text !== null) await writeFile(join(home, name), text, { mode: 0o600 });
  const paths = Object.keys(texts).map((name) => join(home, name));
  const files = createKubeconfigFiles({
    environment: { KUBECONFIG: paths.join(delimiter) },
    home,
    stateDirectory: join(home, 'state'),
    clock: systemClock,
    lockWaitMs: 50,
  });
  const recent = recentContexts(join(home, 'recent'), paths);
  const tidying = createTidying({
    files,
    recent,
    now: () => new Date('2026-11-24T00:00:00Z'),
    refuseWhenReadOnly: async () => undefined,
    gone,
  });
  const read = (name: string) => readFile(join(home, name), 'utf8');
  return { home, files, recent, tidying, read };
}

/** `name: cluster/user`, in kubectl's layout, with entries of those names. */
const config = (
  contexts: Readonly<Record<string, string>>,
  { entries = [], current }: { entries?: readonly string[]; current?: string } = {},
) => {
  const pairs = Object.entries(contexts).map(([name, place]) => [name, ...place.split('/')] as const);
  const names = [...new Set([...pairs.flatMap(([, cluster]) => cluster ?? []), ...entries])];
  const users = [...new Set([...pairs.flatMap(([, , user]) => user ?? []), ...entries])];
  const list = (key: string, items: readonly string[]) =>
    items.length === 0 ? `${key}: []\n` : `${key}:\n${items.join('')}`;
  return [
    '# mine\napiVersion: v1\n',
    list(
      'clusters',
      names.map((name) => `- cluster:\n    server: https://127.0.0.1:1\n  name: ${name}\n`),
    ),
    list(
      'contexts',
      pairs.map(
        ([name, cluster, user]) =>
          `- context:\n    cluster: ${cluster}\n    user: ${user}\n  name: ${name}\n`,
      ),
    ),
    current === undefined ? '' : `current-context: ${current}\n`,
    'kind: Config\n',
    list(
      'users',
      users.map((name) => `- name: ${name}\n  user:\n    token: t\n`),
    ),
  ].join('');
};

const refusal = async (t: ExecutionContext, work: Promise<unknown>) =>
  (await t.throwsAsync(work, { instanceOf: AckringError })) ?? t.fail();

const names = (text: string, section: 'clusters' | 'contexts' | 'users') =>
  ((parse(text) as Record<string, { name: string }[] | null>)[section] ?? []).map(({ name }) => name);

test('a rename changes the name, current-context with it, and no other byte', async (t) => {
  const text = config({ dev: 'c/u', prod: 'c/u' }, { current: 'dev' });
  const { tidying, read, files, home } = await place({ config: text });
  const plan = await tidying.planRename('dev', 'stage');
  t.deepEqual(
    plan.files.map(({ file, changes }) => [
      file,
      ...changes.map(({ path, change, detail }) => [path, change, toText(detail)]),
    ]),
    [
      [
        join(home, 'config'),
        ['contexts/dev', 'remove', 'user u'],
        ['contexts/stage', 'add', 'user u'],
        ['current-context', 'update', 'stage (was dev)'],
      ],
    ],
  );
  t.is(await read('config'), text);
  await tidying.applyPlan(plan);
  t.is(
    await read('config'),
    text.replace('name: dev\n', 'name: stage\n').replace('current-context: dev', 'current-context: stage'),
  );
  await files.undo();
  t.is(await read('config'), text);
});

test('if another file decides, current-context is set where kubectl sets it; one undo reverts both', async (t) => {
  const texts = { a: config({ one: 'c/u' }), b: config({ dev: 'd/v' }, { current: 'dev' }) };
  const { tidying, read, files } = await place(texts);
  await tidying.applyPlan(await tidying.planRename('dev', 'stage'));
  t.regex(await read('a'), /^current-context: stage$/m);
  t.is(await read('b'), texts.b.replace('name: dev\n', 'name: stage\n'));
  await files.undo();
  t.deepEqual({ a: await read('a'), b: await read('b') }, texts);
});

for (const [what, to, code] of [
  ['a name that is taken in another file', 'prod', 'Conflict'],
  ['no name', '', 'UsageInvalid'],
  ['a name with a line break', 'a\nb', 'UsageInvalid'],
  ['a name that moves the cursor', '\u001b[2J', 'UsageInvalid'],
  ['the word for the context before', '-', 'UsageInvalid'],
] as const)
  test(`nothing is renamed to ${what}`, async (t) => {
    const { tidying } = await place({ a: config({ dev: 'c/u' }), b: config({ prod: 'd/v' }) });
    t.is((await refusal(t, tidying.planRename('dev', to))).code, code);
  });

test('what was used before is remembered by its new name, once it has it', async (t) => {
  const { tidying, files, recent } = await place({
    config: config({ a: 'a/a', b: 'b/b' }, { current: 'a' }),
  });
  const ports = { files, recent, now: systemClock.now };
  await switchTo({ context: 'b', namespace: null }, ports);
  const plan = await tidying.planRename('a', 'c');
  t.deepEqual(recent.read(), ['b', 'a'], 'a plan renames nothing');
  await tidying.applyPlan(plan);
  t.deepEqual(recent.read(), ['b', 'c']);
  t.is((await switchTo({ context: { previous: true }, namespace: null }, ports)).after, 'c');
});

for (const [to, others, meant] of [
  ['tokyo', ['ack/tokyo'], 'ack/tokyo'],
  ['ack/tokyo', ['a/ack/tokyo'], 'a/ack/tokyo'],
  // What is said twice meant nothing.
  ['tokyo', ['ack/tokyo', 'lab/tokyo'], null],
  ['tokyo', ['ack/west-tokyo', 'tokyo/ack'], null],
  ['dev', ['ack/dev'], null],
  ['ack/dev', [], null],
] as const)
  test(`renamed to ${to} beside ${others.join(' and ')}, ${meant ?? 'nothing'} is meant no more`, async (t) => {
    const contexts = Object.fromEntries(['dev', ...others].map((name) => [name, 'c/u']));
    const { tidying } = await place({ config: config(contexts) });
    const { notes } = await tidying.planRename('dev', to);
    t.deepEqual(notes, meant === null ? [] : [{ kind: 'shadowed', context: meant, name: to }]);
  });

test('the context to rename must exist', async (t) => {
  const { tidying } = await place({ config: config({ dev: 'c/u' }) });
  const { code, message } = await refusal(t, tidying.planRename('dve', 'x'));
  t.is(code, 'ContextNotFound');
  t.regex(message, /did you mean "dev"/);
});

test('hostile names can be renamed', async (t) => {
  for (const name of ['-rf', 'a\nb', '\u001b[31mred']) {
    const { tidying, read } = await place({ config: config({ [JSON.stringify(name)]: 'c/u' }) });
    await tidying.applyPlan(await tidying.planRename(name, 'tame'));
    t.deepEqual(names(await read('config'), 'contexts'), ['tame']);
  }
});

test('a context is removed with the cluster and user that no other context uses', async (t) => {
  const text = config({ dev: 'c/u', web: 'c/w', prod: 'p/u' });
  const { tidying, read, files } = await place({ config: text });
  const plan = await tidying.planRemove(['web', 'prod']);
  t.deepEqual(
    plan.files[0]?.changes.map(({ path, change }) => `${change} ${path}`),
    ['remove clusters/p', 'remove contexts/web', 'remove contexts/prod', 'remove users/w'],
  );
  await tidying.applyPlan(plan);
  t.is(await read('config'), config({ dev: 'c/u' }));
  await files.undo();
  t.is(await read('config'), text);
});

test('the last context leaves lists that kubectl reads as empty', async (t) => {
  const { tidying, read } = await place({ config: config({ dev: 'c/u' }) });
  await tidying.applyPlan(await tidying.planRemove(['dev']));
  const text = await read('config');
  t.deepEqual([names(text, 'clusters'), names(text, 'contexts'), names(text, 'users')], [[], [], []]);
  t.true(text.startsWith('# mine\n'));
});

test('what a context of another file uses stays, even if that context is hidden', async (t) => {
  const texts = {
    a: config({ dev: 'c/u' }),
    b: config({ web: 'c/w' }),
    c: config({ web: 'x/u' }),
  };
  const { tidying, read } = await place(texts);
  const plan = await tidying.planRemove(['dev']);
  t.deepEqual(
    plan.files[0]?.changes.map(({ path }) => path),
    ['contexts/dev'],
  );
  await tidying.applyPlan(plan);
  t.is(await read('b'), texts.b);
  t.is(await read('c'), texts.c);
});

test('each file keeps its own entries: removals happen in the file they are in', async (t) => {
  const { tidying, read, files } = await place({
    a: config({ dev: 'c/u' }).replace(/clusters:\n(- .*\n( .*\n)+)/, 'clusters: []\n'),
    b: config({}, { entries: ['c'] }),
  });
  const plan = await tidying.planRemove(['dev']);
  t.deepEqual(
    plan.files.map(({ changes }) => changes.map(({ path }) => path)),
    [['contexts/dev', 'users/u'], ['clusters/c']],
  );
  await tidying.applyPlan(plan);
  t.deepEqual(names(await read('b'), 'users'), ['c']);
  t.is((await files.undo()).files.length, 2);
});

test('removing the current context leaves current-context as it is, as kubectl does, with a warning', async (t) => {
  const { tidying, read } = await place({ config: config({ dev: 'c/u', prod: 'c/u' }, { current: 'dev' }) });
  const plan = await tidying.planRemove(['dev']);
  t.deepEqual(plan.notes, [{ kind: 'stillCurrent', context: 'dev' }]);
  await tidying.applyPlan(plan);
  t.regex(await read('config'), /^current-context: dev$/m);
});

test('a context of the same name that takes effect is reported', async (t) => {
  const { tidying, home } = await place({
    a: config({ dev: 'c/u' }, { current: 'dev' }),
    b: config({ dev: 'd/v' }),
  });
  for (const plan of [await tidying.planRemove(['dev']), await tidying.planRename('dev', 'x')])
    t.deepEqual(plan.notes, [{ kind: 'uncovered', context: 'dev', file: join(home, 'b') }]);
});

test('all missing names are reported, and nothing is removed', async (t) => {
  const { tidying } = await place({ config: config({ dev: 'c/u' }) });
  t.regex((await refusal(t, tidying.planRemove(['dev', 'x', 'y']))).message, /context "x", context "y"/);
});

for (const changed of ['a', 'b', 'c'])
  test(`a plan is refused once file ${changed} of those written (a, b) or read (c) has changed`, async (t) => {
    const texts = {
      a: config({ dev: 'c/u' }).replace(/clusters:\n(- .*\n( .*\n)+)/, 'clusters: []\n'),
      b: config({}, { entries: ['c'] }),
      c: config({ web: 'd/v' }),
    };
    const { tidying, read, home } = await place(texts);
    const plan = await tidying.planRemove(['dev']);
    const edited = `# edited\n${await read(changed)}`;
    await writeFile(join(home, changed), edited);
    t.is((await refusal(t, tidying.applyPlan(plan))).code, 'Conflict');
    for (const [name, text] of Object.entries(texts))
      t.is(await read(name), name === changed ? edited : text);
  });

test('a plan from elsewhere is not carried out', async (t) => {
  const { tidying } = await place({ a: config({ dev: 'c/u' }) });
  const plan = await tidying.planRemove(['dev']);
  await t.throwsAsync(tidying.applyPlan({ ...plan }), { message: /not made here/ });
});

test('a context renamed to its own name is written nowhere', async (t) => {
  const { tidying } = await place({ a: config({ dev: 'c/u' }, { current: 'dev' }) });
  t.deepEqual((await tidying.planRename('dev', 'dev')).files, []);
});

test('a plan holds no secret', async (t) => {
  const { tidying } = await place({ config: config({ dev: 'c/u' }).replace('token: t', 'token: hush') });
  t.false(JSON.stringify(await tidying.planRemove(['dev'])).includes('hush'));
});

test('with an unreadable file nothing is planned: what it uses is unknown', async (t) => {
  const { tidying } = await place({ a: config({ dev: 'c/u' }), b: 'contexts: [' });
  t.is((await refusal(t, tidying.planRemove(['dev']))).code, 'KubeconfigInvalid');
  t.is((await refusal(t, tidying.planPrune(['orphaned']))).code, 'KubeconfigInvalid');
});

test('unused entries and incomplete contexts are orphaned; one without a user is not', async (t) => {
  const text = `${config({ dev: 'c/u', lost: 'gone/w' }, { entries: ['alone'] }).replace(/- cluster:\n {4}server: \S+\n {2}name: gone\n/, '')}`;
  const withoutUser = text.replace('contexts:\n', 'contexts:\n- context:\n    cluster: c\n  name: nobody\n');
  const { tidying, read } = await place({ config: withoutUser });
  await tidying.applyPlan(await tidying.planPrune(['orphaned']));
  t.is(
    await read('config'),
    config({ dev: 'c/u' }).replace('contexts:\n', 'contexts:\n- context:\n    cluster: c\n  name: nobody\n'),
  );
});

test('nothing is orphaned while a file of KUBECONFIG, which may use it, is missing', async (t) => {
  const { tidying, home } = await place({ a: config({ lost: 'c/u' }, { entries: ['alone'] }), b: null });
  const plan = await tidying.planPrune(['orphaned']);
  t.deepEqual(plan.files, []);
  t.deepEqual(plan.notes, [{ kind: 'fileMissing', file: join(home, 'b') }]);
});

test('contexts of deleted clusters are removed; if the cloud cannot be asked, the rest is done anyway', async (t) => {
  const texts = { config: config({ dev: 'c/u', old: 'd/v' }, { entries: ['alone'] }) };
  const sees = await place(texts, async () => ({ contexts: ['old'], notes: [] }));
  await sees.tidying.applyPlan(await sees.tidying.planPrune(['gone']));
  t.is(await sees.read('config'), config({ dev: 'c/u' }, { entries: ['alone'] }));

  const error = new AckringError('CredentialsMissing', 'no credentials', { remedy: 'Log in.' });
  const blind = await place(texts, () => Promise.reject(error));
  t.is((await refusal(t, blind.tidying.planPrune(['gone']))).code, 'CredentialsMissing');
  const plan = await blind.tidying.planPrune(['expired', 'orphaned', 'gone']);
  t.deepEqual(plan.notes, [{ kind: 'notAsked', context: null, why: 'unanswered', error }]);
  t.deepEqual(
    plan.files[0]?.changes.map(({ path }) => path),
    ['clusters/alone', 'users/alone'],
  );
});

const handed = {
  name: '-',
  text: config({ lab: 'l/m' }, { current: 'lab' }).replace('token: t', 'token: theirs'),
};

const targets: [what: string, name: string | null, isCurrentThere: boolean][] = [
  ['where kubectl would write', null, true],
  ['in another file of KUBECONFIG', 'b', true],
  // There its own current-context is set, and that of KUBECONFIG stays.
  ['in a file that is not in KUBECONFIG', 'apart', false],
];
for (const [what, name, isCurrentThere] of targets) {
  test(`a kubeconfig at hand is taken in and made current ${what}`, async (t) => {
    const { tidying, home, read, files } = await place({
      a: config({ dev: 'c/u' }),
      b: config({ web: 'd/v' }),
    });
    const file = name === null ? null : join(home, name);
    const plan = await tidying.planMerge({
      ...{ sources: [handed], file, contextName: null, use: true, allowed: new Set<never>() },
    });
    await tidying.applyPlan(plan);
    t.true(names(await read(name ?? 'a'), 'contexts').includes('lab'));
    const { currentContext } = await files
      .readAll(files.paths)
      .then(({ kubeconfigs }) => resolveContexts(kubeconfigs));
    t.is(currentContext === 'lab', isCurrentThere);
    if (!isCurrentThere) t.regex(await read('apart'), /^current-context: lab$/m);
  });

  test(`what is there already is made current ${what}`, async (t) => {
    const there = config({ lab: 'l/m', dev: 'c/u' }, { current: 'dev' });
    const { tidying, home, read } = await place({ a: there, b: there });
    await writeFile(join(home, 'apart'), there, { mode: 0o600 });
    const sources = [{ name: '-', text: there.replace('current-context: dev', 'current-context: lab') }];
    const file = name === null ? null : join(home, name);
    const plan = await tidying.planMerge({
      ...{ sources, file, contextName: null, use: true, allowed: new Set<never>() },
    });
    await tidying.applyPlan(plan);
    t.regex(await read(name === 'apart' ? name : 'a'), /^current-context: lab$/m);
  });
}

test('JSON, anchors and DOS line ends stay as written', async (t) => {
  const contexts = { dev: 'c/u', web: 'd/v', prod: 'p/w' };
  for (const removed of [
    ['dev'],
    ['web'],
    ['prod'],
    ['dev', 'web'],
    ['web', 'prod'],
    ['dev', 'prod'],
    ['dev', 'web', 'prod'],
  ]) {
    const json = JSON.stringify(parse(config(contexts)), null, 2);
    const inJson = await place({ config: json });
    await inJson.tidying.applyPlan(await inJson.tidying.planRemove(removed));
    const expected = parse(
      config(Object.fromEntries(Object.entries(contexts).filter(([name]) => !removed.includes(name)))),
    );
    t.deepEqual(JSON.parse(await inJson.read('config')), expected, removed.join());

    const dos = config(contexts).replaceAll('\n', '\r\n');
    const inDos = await place({ config: dos });
    await inDos.tidying.applyPlan(await inDos.tidying.planRemove(removed));
    const text = await inDos.read('config');
    t.false(/(?<!\r)\n/.test(text));
    t.deepEqual(
      names(text, 'contexts'),
      Object.keys(contexts).filter((name) => !removed.includes(name)),
    );
  }
});

test('an entry that another one aliases is not removed', async (t) => {
  const anchored =
    'clusters:\n- name: c\n  cluster: &c {server: "https://127.0.0.1:1"}\n- {name: d, cluster: *c}\ncontexts:\n- {name: a, context: {cluster: c, user: u}}\n- {name: b, context: {cluster: d, user: u}}\nusers:\n- {name: u, user: {token: t}}\n';
  const { tidying, read } = await place({ config: anchored });
  t.is((await refusal(t, tidying.planRemove(['a']))).code, 'Refused');
  await tidying.applyPlan(await tidying.planRemove(['b']));
  t.deepEqual(names(await read('config'), 'clusters'), ['c']);
});
