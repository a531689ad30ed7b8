import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeSpecimen, specimenClusterId, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { systemClock } from '../machine/clock.js';
import { createKubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import { recentContexts } from './recent-contexts.js';
import { switchTo, type UseRequest } from './switching.js';

const folders: string[] = [];
test.after.always(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** The files of KUBECONFIG by name; null for one that does not exist. */
async function place(texts: Readonly<Record<string, string | null>>) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-switching-'));
  folders.push(home);
  for (const [name, text] of Object.entries(texts))
    if (text !== null) await writeFile(join(home, name), text, { mode: 0o600 });
  const files = createKubeconfigFiles({
    environment: {
      KUBECONFIG: Object.keys(texts)
        .map((name) => join(home, name))
        .join(delimiter),
    },
    home,
    stateDirectory: join(home, 'state'),
    clock: systemClock,
    lockWaitMs: 50,
  });
  const recentFile = join(home, 'recent');
  const recent = recentContexts(recentFile, files.paths);
  const use = (asked: Partial<UseRequest>) =>
    switchTo({ context: null, namespace: null, ...asked }, { files, recent, now: systemClock.now });
  const read = async (name: string) => readFile(join(home, name), 'utf8');
  return { home, files, recent, use, read, recentFile };
}

const config = (names: readonly string[], current: string | null) => `apiVersion: v1
clusters:
${names.map((name) => `- cluster:\n    server: https://127.0.0.1:1\n  name: ${name}\n`).join('')}contexts:
${names.map((name) => `- context:\n    cluster: ${name}\n    user: ${name}\n  name: ${name}\n`).join('')}${current === null ? '' : `current-context: ${current}\n`}kind: Config
users:
${names.map((name) => `- name: ${name}\n  user:\n    token: t\n`).join('')}`;

const refusal = async (t: ExecutionContext, work: Promise<unknown>) =>
  (await t.throwsAsync(work, { instanceOf: AckringError })) ?? t.fail();

test('a switch changes current-context and no other byte', async (t) => {
  const { use, read, home } = await place({ config: config(['dev', 'prod'], 'dev') });
  t.deepEqual(await use({ context: 'prod' }), {
    file: join(home, 'config'),
    before: 'dev',
    after: 'prod',
    namespace: null,
    applied: true,
    warnings: [],
    hasEnded: false,
  });
  t.is(await read('config'), config(['dev', 'prod'], 'prod'));
});

test('a dry run reports the same, and writes nothing', async (t) => {
  const { use, read, files } = await place({ config: config(['dev', 'prod'], 'dev') });
  const outcome = await use({ context: 'prod', namespace: 'web', isDryRun: true });
  t.like(outcome, { before: 'dev', after: 'prod', namespace: 'web', applied: false });
  t.is(await read('config'), config(['dev', 'prod'], 'dev'));
  t.deepEqual(await files.history(), []);
  t.is((await refusal(t, use({ context: { previous: true } }))).code, 'ContextNotFound');
});

test('an uneditable file is refused in a dry run too', async (t) => {
  const { use } = await place({ config: `${config(['dev'], 'dev')}---\nkind: Config\n` });
  t.is((await refusal(t, use({ context: 'dev', namespace: 'web', isDryRun: true }))).code, 'Refused');
});

test('a namespace goes to the file of its context, the switch to the first file; undo reverts both', async (t) => {
  const texts = { a: config(['dev'], null), b: config(['prod'], 'prod') };
  const { use, read, files, home } = await place(texts);
  await use({ context: 'dev' });
  t.is(await read('a'), texts.a.concat('current-context: dev\n'));
  await files.undo();
  t.deepEqual({ a: await read('a'), b: await read('b') }, texts);

  const outcome = await use({ context: 'dev', namespace: 'web' });
  t.like(outcome, { file: join(home, 'a'), namespace: 'web' });
  await files.undo();
  t.deepEqual({ a: await read('a'), b: await read('b') }, texts);

  await use({ context: 'prod', namespace: 'web' });
  t.is(await read('b'), texts.b.replace('user: prod\n', 'user: prod\n    namespace: web\n'));
  t.is(await read('a'), texts.a);
});

test('a switch with a namespace writes two files, and one undo reverts both', async (t) => {
  const texts = { a: config(['dev'], 'dev'), b: config(['prod'], null) };
  const { use, read, files, home } = await place(texts);
  const { file } = await use({ context: 'prod', namespace: 'web' });
  t.is(file, join(home, 'a'));
  t.is(await read('a'), config(['dev'], 'prod'));
  t.true((await read('b')).includes('namespace: web'));
  const { files: undone } = await files.undo();
  t.deepEqual(undone, [join(home, 'b'), join(home, 'a')]);
  t.deepEqual({ a: await read('a'), b: await read('b') }, texts);
});

test('of two files neither is written where the second cannot be', async (t) => {
  const texts = { a: `${config(['dev'], 'dev')}---\nkind: Config\n`, b: config(['prod'], null) };
  const { use, read } = await place(texts);
  t.is((await refusal(t, use({ context: 'prod', namespace: 'web' }))).code, 'Refused');
  t.deepEqual({ a: await read('a'), b: await read('b') }, texts);
});

test('a namespace alone is set on the current context', async (t) => {
  const { use, read } = await place({ config: config(['dev', 'prod'], 'prod') });
  t.like(await use({ namespace: 'web' }), { before: 'prod', after: 'prod', namespace: 'web' });
  t.true((await read('config')).includes('user: prod\n    namespace: web\n'));
  t.like(await use({ context: 'prod' }), { namespace: 'web' });
});

test('without a current context there is no namespace to set', async (t) => {
  const { use } = await place({ config: config(['dev'], null) });
  t.is((await refusal(t, use({ namespace: 'web' }))).code, 'ContextNotFound');
});

for (const namespace of ['', 'A', '-a', 'a-', 'a b', 'a\nb', 'a'.repeat(64), 'ns.x'])
  test(`${JSON.stringify(namespace)} is not a valid namespace`, async (t) => {
    const { use } = await place({ config: config(['dev'], 'dev') });
    t.is((await refusal(t, use({ namespace }))).code, 'UsageInvalid');
  });

test('a context that does not exist is reported with the closest match', async (t) => {
  const { use, read } = await place({ config: config(['dev', 'prod'], 'dev') });
  const { code, message } = await refusal(t, use({ context: 'prdo' }));
  t.is(code, 'ContextNotFound');
  t.regex(message, /did you mean "prod"/);
  t.is(await read('config'), config(['dev', 'prod'], 'dev'));
});

test('the previous context is the one that was in use, whoever switched in between', async (t) => {
  const { use, home } = await place({ config: config(['a', 'b', 'c'], 'a') });
  t.is((await refusal(t, use({ context: { previous: true } }))).code, 'ContextNotFound');
  await use({ context: 'b' });
  t.is((await use({ context: { previous: true } })).after, 'a');
  t.is((await use({ context: { previous: true } })).after, 'b');
  await writeFile(join(home, 'config'), config(['a', 'b', 'c'], 'c'));
  t.is((await use({ context: { previous: true } })).after, 'b');
});

test('without a previous context there is nothing to go back to', async (t) => {
  const { use } = await place({ config: config(['a', 'b'], 'nope') });
  await use({ context: 'b' });
  const { message } = await refusal(t, use({ context: { previous: true } }));
  t.regex(message, /no context before this one is known/);
});

test('a namespace is set without switching on request', async (t) => {
  const { use, read, home } = await place({ config: config(['a', 'b'], 'a') });
  const outcome = await use({ context: 'b', namespace: 'web', isStaying: true });
  t.like(outcome, { file: join(home, 'config'), before: 'a', after: 'b', namespace: 'web' });
  t.regex(await read('config'), /^current-context: a$/m);
  t.regex(await read('config'), /user: b\n {4}namespace: web/);
});

test('a previous context that no longer exists is reported, and nothing is switched', async (t) => {
  const { use, home, read } = await place({ config: config(['a', 'b'], 'a') });
  await use({ context: 'b' });
  await writeFile(join(home, 'config'), config(['b'], 'b'));
  t.regex(
    (await refusal(t, use({ context: { previous: true } }))).message,
    /"a", is no longer in any kubeconfig/,
  );
  t.is(await read('config'), config(['b'], 'b'));
});

test('beside a previous context that no longer exists, the one before it is named', async (t) => {
  const { use, home } = await place({ config: config(['a', 'b', 'c'], 'a') });
  await use({ context: 'b' });
  await use({ context: 'c' });
  await writeFile(join(home, 'config'), config(['a', 'c'], 'c'));
  t.regex((await refusal(t, use({ context: { previous: true } }))).remedy, /`ackring use a`/);
});

for (const [what, text] of Object.entries({
  'no JSON': '{',
  'another shape': '["a"]',
  'a number': '{"contexts":[1]}',
  'a name that moves the cursor': '{"contexts":["a\\u001b[2J"]}',
  'a name without end': JSON.stringify({ contexts: ['a'.repeat(2_000)] }),
  'more than it keeps': JSON.stringify({ contexts: Array.from({ length: 60 }, (_, index) => `c${index}`) }),
}))
  test(`a history of contexts with ${what} is ignored`, async (t) => {
    const { use, files, recentFile } = await place({ config: config(['a', 'b'], 'a') });
    await use({ context: 'b' });
    for (const name of await readdir(recentFile)) await writeFile(join(recentFile, name), text);
    t.deepEqual(recentContexts(recentFile, files.paths).read(), []);
    t.is((await refusal(t, use({ context: { previous: true } }))).code, 'ContextNotFound');
  });

test('a broken file of the list is named, and nothing is switched', async (t) => {
  const { use, read } = await place({ a: config(['dev'], null), b: 'contexts: [' });
  const { code, message } = await refusal(t, use({ context: 'dev' }));
  t.is(code, 'KubeconfigInvalid');
  t.regex(message, /\/b, line 1/);
  t.is(await read('a'), config(['dev'], null));
});

test('through a symlink the target is written, and the link stays', async (t) => {
  const { use, read, home } = await place({ config: null, real: config(['dev', 'prod'], 'dev') });
  await symlink('real', join(home, 'config'));
  await use({ context: 'prod' });
  t.is(await read('real'), config(['dev', 'prod'], 'prod'));
  t.is(await read('config'), config(['dev', 'prod'], 'prod'));
});

test('a file locked by another process is not switched', async (t) => {
  const { use, home, read } = await place({ config: config(['dev', 'prod'], 'dev') });
  await writeFile(join(home, 'config.lock'), '');
  t.is((await refusal(t, use({ context: 'prod' }))).code, 'FileLocked');
  t.is(await read('config'), config(['dev', 'prod'], 'dev'));
});

test('JSON, anchors and comments stay as written', async (t) => {
  const json = JSON.stringify({
    'current-context': 'a',
    contexts: ['a', 'b'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
  });
  const inJson = await place({ config: json });
  await inJson.use({ context: 'b' });
  t.deepEqual(JSON.parse(await inJson.read('config')), { ...JSON.parse(json), 'current-context': 'b' });

  const anchored =
    'contexts:\n- name: a\n  context: &one {cluster: c, user: u}\n- {name: b, context: *one}\ncurrent-context: a # mine\n';
  const inYaml = await place({ config: anchored });
  await inYaml.use({ context: 'b' });
  t.is(await inYaml.read('config'), anchored.replace('current-context: a', 'current-context: b'));
});

test('names with a leading dash, line breaks or colours are switched to like any other', async (t) => {
  for (const name of ['-rf', 'a\nb', '\u001b[31mred', '日本', "it's"]) {
    const text = config(['dev', JSON.stringify(name)], 'dev');
    const { use, read } = await place({ config: text });
    await use({ context: name });
    t.deepEqual(parse(await read('config')), { ...parse(text), 'current-context': name });
  }
});

test('what somebody else wrote before the lock was taken stays', async (t) => {
  const { files, home, read } = await place({ config: config(['dev', 'prod'], 'dev') });
  const late = {
    ...files,
    edit: async (...[file, transform, options]: Parameters<typeof files.edit>) => {
      await writeFile(join(home, 'config'), config(['dev', 'prod', 'new'], 'dev'));
      return files.edit(file, transform, options);
    },
  };
  const recent = recentContexts(join(home, 'recent'), files.paths);
  const ports = { files: late, recent, now: systemClock.now };
  await switchTo({ context: 'prod', namespace: null }, ports);
  t.is(await read('config'), config(['dev', 'prod', 'new'], 'prod'));
  const gone = {
    ...late,
    edit: async (...[file, transform, options]: Parameters<typeof files.edit>) => {
      await writeFile(join(home, 'config'), config(['prod'], 'prod'));
      return files.edit(file, transform, options);
    },
  };
  for (const namespace of [null, 'web']) {
    await writeFile(join(home, 'config'), config(['dev', 'prod'], 'prod'));
    const refused = await refusal(t, switchTo({ context: 'dev', namespace }, { ...ports, files: gone }));
    t.is(refused.code, 'Conflict');
  }
});

test('frequent switching does not push out the backups of other writes', async (t) => {
  const { use, files } = await place({ config: config(['a', 'b'], 'a') });
  await files.edit(files.paths[0] ?? '', (text) => `${text}# fetched\n`, { summary: 'fetched' });
  for (let turn = 0; turn < 12; turn += 1) await use({ context: turn % 2 === 0 ? 'b' : 'a' });
  const history = await files.history();
  t.deepEqual(
    history.map(({ summary }) => summary),
    ['switched to a', 'switched to b', 'switched to a', 'switched to b', 'fetched'],
  );
});

test('the end of a name will do where it is typed, and nowhere else', async (t) => {
  const { use } = await place({
    config: config(['ack/cn-hangzhou/dev', 'ack/cn-hangzhou/prod', 'a/x', 'b/x'], null),
  });
  t.is((await use({ context: 'prod', byEnd: true })).after, 'ack/cn-hangzhou/prod');
  // The row of a screen means that one, even after it is gone.
  t.is((await refusal(t, use({ context: 'dev' }))).code, 'ContextNotFound');
  t.is((await refusal(t, use({ context: 'x', byEnd: true }))).code, 'ContextAmbiguous');
  t.regex((await refusal(t, use({ context: 'porv', byEnd: true }))).message, /"porv"$/);
  t.regex(
    (await refusal(t, use({ context: 'prdo', byEnd: true }))).message,
    /did you mean "ack\/cn-hangzhou\/prod"\?$/,
  );
});

for (const [part, entry, own] of [
  ['user', /(user: |- name: )prod$/gm, 'token: t'],
  ['cluster', /(cluster: |:1\n {2}name: )prod$/gm, ':1'],
] as const)
  for (const other of [own, `${own}1`])
    test(`a ${part} that an earlier file has too, with ${other}, is ${other === own ? 'not ' : ''}warned of`, async (t) => {
      const later = config(['prod'], null).replaceAll(entry, '$1dev');
      const { use, home } = await place({ a: config(['dev'], 'dev'), b: later.replace(own, other) });
      const { warnings } = await use({ context: 'prod' });
      t.deepEqual(
        warnings.map((warning) => toText(warning)),
        other === own
          ? []
          : [
              `kubectl takes its ${part} "dev" from ${join(home, 'a')}, not from its own file: take it in by \`ackring merge\``,
            ],
      );
    });

test('a file that is not there yet is no obstacle to a switch in the others', async (t) => {
  const { use, read } = await place({ none: null, config: config(['dev', 'prod'], 'dev') });
  t.like(await use({ context: 'prod' }), { before: 'dev', after: 'prod', applied: true });
  t.is(await read('config'), config(['dev', 'prod'], 'prod'));
});

for (const [what, sinceMs, warned] of [
  ['in its last moment', 0, []],
  ['after it', 1_000, ['its certificate ended at 2026-11-25T08:00:00Z']],
] as const) {
  test(`a switch to a certificate ${what} warns of ${warned.join() || 'nothing'}`, async (t) => {
    const { yaml } = await makeSpecimen({ lifeMs: dayMs });
    const { files, recent } = await place({ config: yaml });
    const now = () => new Date(specimenNow.getTime() + dayMs + sinceMs);
    const context = `${specimenUid}-${specimenClusterId(1)}`;
    const { warnings } = await switchTo({ context, namespace: null }, { files, recent, now });
    t.deepEqual(
      warnings.map((warning) => toText(warning)),
      warned,
    );
  });
}
