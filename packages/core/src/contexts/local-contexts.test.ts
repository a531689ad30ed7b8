import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { createKubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { minuteMs } from '../words/duration.js';
import type { RefuseWhenReadOnly } from '../words/errors.js';
import { toText } from '../words/say.js';
import { localContexts } from './local-contexts.js';

const { yaml } = await makeSpecimen({});

async function openContexts(
  t: { teardown(end: () => Promise<void>): void },
  refuseWhenReadOnly: RefuseWhenReadOnly = async () => undefined,
) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const file = join(home, 'config');
  await writeFile(file, yaml, { mode: 0o600 });
  // Long after the file was written.
  const clock = { at: new Date(Date.now() + minuteMs) };
  const files = createKubeconfigFiles({
    ...{ environment: { KUBECONFIG: file }, home, stateDirectory: join(home, 'state') },
    clock: { now: () => clock.at, sleep: async () => undefined },
  });
  const unused = async (): Promise<never> => Promise.reject(new Error('not asked'));
  const contexts = localContexts({
    ...{
      files,
      recent: { read: () => [], add: unused } as never,
      tidying: unused,
      checkJournal: unused,
      hasJournal: () => false,
    },
    ...{ now: () => clock.at, refuseWhenReadOnly },
  });
  return { home, file, clock, contexts };
}

test('files that nobody wrote are not read again, for ten minutes', async (t) => {
  const { clock, contexts } = await openContexts(t);
  const before = await contexts.contexts();
  t.is(await contexts.contextsAgain(before), null);
  for (const minutes of [10, -10]) {
    const at = clock.at;
    clock.at = new Date(at.getTime() + minutes * minuteMs);
    t.is((await contexts.contextsAgain(before))?.entries.length, 1);
    clock.at = at;
  }
});

for (const [title, write] of [
  ['written in place', (file: string) => writeFile(file, yaml.replaceAll('kubernetes', 'kuberneted'))],
  [
    'replaced',
    async (file: string) => {
      await writeFile(`${file}.new`, yaml.replaceAll('kubernetes', 'kuberneted'));
      await rename(`${file}.new`, file);
    },
  ],
  ['removed', (file: string) => rm(file)],
] as const) {
  test(`a file that was ${title} is read again`, async (t) => {
    const { file, contexts } = await openContexts(t);
    const before = await contexts.contexts();
    await write(file);
    const after = await contexts.contextsAgain(before);
    t.not(after, null);
    t.notDeepEqual(after?.entries, before.entries);
  });
}

test('a file that was written a moment ago is read again: the next write could look the same', async (t) => {
  const { clock, contexts, file } = await openContexts(t);
  // By the file system's own clock.
  clock.at = (await stat(file)).ctime;
  t.not(await contexts.contextsAgain(await contexts.contexts()), null);
});

test('a certificate in a file of its own changes without the kubeconfig, which is read again', async (t) => {
  const { home, file, contexts } = await openContexts(t);
  await writeFile(join(home, 'client.crt'), 'none');
  await writeFile(file, yaml.replace(/client-certificate-data: .*/, 'client-certificate: client.crt'));
  const before = await contexts.contexts();
  t.not(await contexts.contextsAgain(before), null);
});

test('a reading of which nothing is left says why, and else what is left', async (t) => {
  const { home, file, contexts } = await openContexts(t);
  const broken = join(home, 'broken');
  await writeFile(broken, '{', { mode: 0o600 });
  t.is((await contexts.kubeconfigs([file])).kubeconfigs.length, 1);
  t.like(await contexts.kubeconfigs([broken, file]), {
    kubeconfigs: { length: 1 },
    problems: [{ file: broken }],
  });
  await t.throwsAsync(contexts.kubeconfigs([broken]), { code: 'KubeconfigInvalid' });
  t.like(await contexts.kubeconfigs([]), { kubeconfigs: { length: 0 }, problems: { length: 0 } });
});

test('another’s kubeconfig is read as it is, and one that is not there is named', async (t) => {
  const { home, file, contexts } = await openContexts(t);
  t.deepEqual(await contexts.readForeign([file]), [{ name: file, text: yaml }]);
  await t.throwsAsync(contexts.readForeign([file, join(home, 'none')]), { code: 'FileNotFound' });
});

test('a file that is given and not there is a problem; one of KUBECONFIG is passed over, as kubectl does', async (t) => {
  const { home, file, contexts } = await openContexts(t);
  const none = join(home, 'none');
  const given = await contexts.contexts([file, none]);
  t.deepEqual(
    given.problems.map((problem) => [problem.file, problem.error.code]),
    [[none, 'FileNotFound']],
  );
  t.is(given.currentContext, given.entries[0]?.context ?? t.fail());
  await rm(file);
  t.like(await contexts.contexts(), { problems: { length: 0 }, currentContext: null });
});

test('read-only mode refuses a switch, and not a dry run of it', async (t) => {
  const { contexts } = await openContexts(t, async () => Promise.reject(new Error('read-only')));
  const request = { context: null, namespace: 'web' };
  await t.throwsAsync(contexts.use(request), { message: 'read-only' });
  t.false((await contexts.use({ ...request, isDryRun: true })).applied);
});

test('a current context that no file has is told of, unless a file that cannot be read may have it', async (t) => {
  const { home, file, contexts } = await openContexts(t);
  t.is((await contexts.contexts()).currentMissing, null);
  await writeFile(file, yaml.replace(/current-context: .*/, 'current-context: lab'), { mode: 0o600 });
  t.regex(toText((await contexts.contexts()).currentMissing ?? t.fail()), /"lab", is in no file/);
  const torn = join(home, 'torn');
  await writeFile(torn, 'contexts: [', { mode: 0o600 });
  t.like(await contexts.contexts([file, torn]), { currentContext: 'lab', currentMissing: null });
});

test('a context’s line is known while its file is there', async (t) => {
  const { file, contexts } = await openContexts(t);
  const [entry] = (await contexts.contexts()).entries;
  if (entry === undefined) return t.fail('no context');
  const line = (await contexts.lineOf(entry)) ?? t.fail();
  t.regex(yaml.split('\n')[line - 1] ?? '', /^- context:/);
  await rm(file);
  t.is(await contexts.lineOf(entry), null);
});

test('the check of a server is switched off in its file', async (t) => {
  const { file, contexts } = await openContexts(t);
  const [entry] = (await contexts.contexts()).entries;
  if (entry === undefined) return t.fail('no context');
  await contexts.skipVerification(entry);
  const text = await readFile(file, 'utf8');
  t.true(text.includes('insecure-skip-tls-verify: true'));
  t.false(text.includes('certificate-authority-data'));
});
