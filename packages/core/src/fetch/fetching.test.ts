import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { reachedCluster } from '@ackring/testkit/reached-cluster';
import { specimenClusterId, specimenOwner } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { withOwner } from '../kubeconfig/ownership.js';
import { systemClock } from '../machine/clock.js';
import { createKubeconfigFiles, type KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { AckringError } from '../words/errors.js';
import { createFetching, filesFor, readingFor, refuseUnusable } from './fetching.js';
import { editTogether } from './switch-context.js';

const text = 'kind: Config\ncurrent-context: mine\n';

/** KUBECONFIG names files `a`, which exists, and `b`, which does not; `path` names one beside them. */
async function place(
  t: ExecutionContext,
): Promise<{ store: KubeconfigFiles; path: (name: string) => string }> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-fetch-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const path = (name: string): string => join(home, name);
  await writeFile(path('a'), text);
  const environment = { KUBECONFIG: `${path('a')}:${path('b')}` };
  const stateDirectory = path('state');
  return { store: createKubeconfigFiles({ environment, home, stateDirectory, clock: systemClock }), path };
}

test('the files of KUBECONFIG are read, and the destination if it is not among them', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('c'), 'contexts: [');
  const a = { path: path('a'), exists: true, isWritable: true, isMember: true, text };
  const b = { path: path('b'), exists: false, isWritable: true, isMember: true, text: null };
  const c = { path: path('c'), exists: true, isWritable: true, isMember: false, text: 'contexts: [' };
  const named = (name: string) => path(name);
  for (const [destination, expected] of [
    [{ kind: 'merge', file: null }, [a, b]],
    [{ kind: 'merge', file: named('b') }, [a, b]],
    [{ kind: 'merge', file: named('c') }, [a, b, c]],
    [{ kind: 'file', file: named('c') }, [a, b, c]],
  ] as const) {
    const found = await filesFor(destination, store);
    t.deepEqual(
      found.map(({ kubeconfig: _, problem: __, ...file }) => file),
      expected as readonly unknown[],
      JSON.stringify(destination),
    );
    t.is(found[0]?.kubeconfig?.currentContext, 'mine');
    for (const { kubeconfig } of found.slice(1)) t.is(kubeconfig?.currentContext ?? null, null);
    // A broken file is known to exist, but not its contents.
    t.is(found[2]?.kubeconfig ?? null, null);
  }
});

for (const [what, prepare, code, message] of [
  ['a folder', (file: string) => mkdir(file), 'FileUnreadable', /it is a folder$/],
  ['its own link', (file: string) => symlink(file, file), 'FileUnwritable', /go in a circle$/],
  ['below a file', (file: string) => writeFile(dirname(file), ''), 'FileUnwritable', /is not a folder$/],
  ['no text', (file: string) => writeFile(file, Buffer.from([0xff])), 'KubeconfigInvalid', /not UTF-8/],
  ['a pipe', (file: string) => promisify(execFile)('mkfifo', [file]), 'FileUnwritable', /not a regular file/],
] as const) {
  test(`a destination that is ${what} is refused before anything is issued`, async (t) => {
    const { store, path } = await place(t);
    const destination = { kind: 'merge', file: path('below/c') } as const;
    if (what !== 'below a file') await mkdir(path('below'));
    await prepare(destination.file);
    const found = (await filesFor(destination, store)).find((each) => each.path === destination.file);
    await t.throwsAsync(async () => found && refuseUnusable(found), { code, message });
  });
}

test('a destination that is broken, or not there yet, is not refused by this', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('a'), 'contexts: [');
  for (const each of await filesFor({ kind: 'merge', file: path('new/c') }, store))
    await t.notThrowsAsync(refuseUnusable(each), each.path);
});

test('for stdout no file is read, not even one that cannot be', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('a'), Buffer.from([0xff, 0xfe, 0x00]));
  t.deepEqual(await filesFor({ kind: 'stdout' }, store), []);
  const reading = await readingFor({ kind: 'stdout' }, { store, now: new Date(0) });
  t.deepEqual(reading.files, []);
  t.true(reading.isUnwritten());
});

test('the files of a plan are read again if one was written, or created, or was just being written', async (t) => {
  const { store, path } = await place(t);
  const destination = { kind: 'merge', file: path('c') } as const;
  // By the file system's own clock.
  const { ctime } = await stat(path('a'));
  const later = new Date(ctime.getTime() + 60_000);
  t.false((await readingFor(destination, { store, now: ctime })).isUnwritten());
  for (const name of ['a', 'b', 'c']) {
    const reading = await readingFor(destination, { store, now: later });
    t.true(reading.isUnwritten());
    await writeFile(path(name), `${text}# ${name}\n`);
    t.false(reading.isUnwritten(), name);
  }
});

test('an unreadable file counts as absent until it has to be written', async (t) => {
  const { store, path } = await place(t);
  await writeFile(path('c'), Buffer.from([0xff, 0xfe, 0x00]));
  const found = await filesFor({ kind: 'merge', file: path('c') }, store);
  t.like(found[2], { text: null, kubeconfig: null });
  await chmod(path('c'), 0o600);
  await t.throwsAsync(editTogether(store)(path('c'), 'x', () => ({ text })));
});

test('all edits of one fetch are undone at once, and return what was computed under the lock', async (t) => {
  const { store, path } = await place(t);
  const edit = editTogether(store);
  const given: (string | null)[] = [];
  const change = (before: string | null) => {
    given.push(before);
    return { text: `${before ?? 'kind: Config\n'}# changed\n`, number: given.length };
  };
  t.is((await edit(path('a'), 'one', change)).number, 1);
  t.is((await edit(path('b'), 'two', change)).number, 2);
  t.deepEqual(given, [text, null]);
  t.deepEqual(
    (await store.history()).map(({ summary }) => summary),
    ['two', 'one'],
  );
  await store.undo();
  t.is(await readFile(path('a'), 'utf8'), text);
  await t.throwsAsync(readFile(path('b')), { code: 'ENOENT' });
  // Another fetch is another task.
  await editTogether(store)(path('a'), 'three', change);
  await editTogether(store)(path('b'), 'four', change);
  await store.undo();
  t.is(await readFile(path('a'), 'utf8'), `${text}# changed\n`);
});

type Ports = Parameters<typeof createFetching>[0];
type Draft = Parameters<ReturnType<typeof createFetching>['planAcquire']>[0];

/** A fetch that is planned, and then done, with all that was asked for on the way. */
async function fetching(t: ExecutionContext, change: Partial<Ports> = {}) {
  const { store, path } = await place(t);
  const { ports, cluster, caller, yaml } = await reachedCluster();
  const asked: string[] = [];
  const own = {
    ack: async () => ({ ...ports.api, fetchSubaccountKubeconfig: async () => ({ yaml }) }),
    files: store,
    now: ports.clock.now,
    namePattern: async () => '{name}',
    profile: null,
    profileInUse: async () => null,
    program: () => ({ command: '/opt/ackring', args: [] }),
    whoSigns: async () => {
      asked.push('who signs');
      return caller;
    },
    proofs: ports.proofs,
    refuseWhenReadOnly: async () => void asked.push('read-only'),
    forgetCluster: async () => void asked.push('forget'),
    ...change,
  };
  const request: Draft = {
    ...{ cluster, access: 'auto', durationMinutes: 15, contextName: null, use: false, verify: false },
    ...{ destination: { kind: 'merge', file: null } },
  };
  return { ...createFetching(own as unknown as Ports), request, asked, store, path };
}

const away = () => Promise.reject(new Error('away'));
const alike = specimenOwner({ clusterId: specimenClusterId(9) });

for (const [what, pattern, profile, contextName, expected] of [
  ['its name alone', '{name}', null, null, []],
  ['the account', '{account}/{name}', null, null, ['who signs']],
  ['the account, where it is named otherwise', '{account}/{name}', null, 'mine', []],
  ['the profile, of which there is none', '{profile}/{name}', null, null, ['who signs']],
  ['the profile', '{profile}/{name}', 'work', null, []],
] as const)
  test(`by a pattern of ${what}, ${expected.length === 0 ? 'nobody is asked' : 'it is asked'} who signs`, async (t) => {
    const given = { namePattern: async () => pattern, profileInUse: async () => profile };
    const { planAcquire, request, asked } = await fetching(t, given);
    await planAcquire({ ...request, contextName });
    t.deepEqual(asked, expected);
    const silent = await fetching(t, { ...given, whoSigns: away });
    const planned = silent.planAcquire({ ...silent.request, contextName });
    if (expected.length > 0) await t.throwsAsync(planned, { message: 'away' });
    else await t.notThrowsAsync(planned);
  });

test('a cluster is described once more only where its endpoints are not known', async (t) => {
  const described: string[] = [];
  const { cluster } = await reachedCluster();
  const describeCluster = async () => {
    described.push(cluster.id);
    return cluster;
  };
  const { planAcquire, request } = await fetching(t, { ack: async () => ({ describeCluster }) as never });
  await planAcquire(request);
  t.deepEqual(described, []);
  await planAcquire({ ...request, cluster: { ...cluster, endpoints: null } } as Draft);
  t.deepEqual(described, [cluster.id]);
});

test('where another cluster has the name, it is asked who signs, and without an answer planned all the same', async (t) => {
  const context = withOwner({ cluster: 'c', user: 'u' }, alike);
  const kubeconfig = JSON.stringify({ contexts: [{ name: 'prod', context }], clusters: [], users: [] });
  for (const whoSigns of [undefined, away]) {
    const { planAcquire, request, asked, path } = await fetching(
      t,
      whoSigns === undefined ? {} : { whoSigns },
    );
    await writeFile(path('a'), kubeconfig);
    const { context: chosen } = await planAcquire(request);
    // Of an entry of the caller’s own, whose account is not named, nothing but the id tells them apart.
    t.is(chosen, `prod/${request.cluster.id}`);
    t.deepEqual(asked, whoSigns === undefined ? ['who signs'] : []);
  }
});

test('the entry of a cluster with the same id in another account stays as it is', async (t) => {
  const { planAcquire, request, path } = await fetching(t);
  const { cluster } = request;
  for (const [account, isTaken] of [
    ['mine', true],
    ['theirs', false],
  ] as const) {
    const owner = specimenOwner({
      clusterId: cluster.id,
      account,
      clusterName: 'elsewhere',
      kind: 'temporary',
      uid: null,
    });
    const context = withOwner({ cluster: 'c', user: 'u' }, owner);
    await writeFile(
      path('a'),
      JSON.stringify({ contexts: [{ name: 'held', context }], clusters: [], users: [] }),
    );
    const plan = await planAcquire({ ...request, cluster: { ...cluster, account: { id: 'mine' } } } as Draft);
    t.is(plan.context === 'held', isTaken, account);
  }
});

for (const [what, change, expected] of [
  ['merged', {}, ['read-only']],
  ['written to stdout', { destination: { kind: 'stdout' } }, []],
  ['written as a plug-in’s entry', { plugIn: 'certificate' }, ['read-only', 'forget']],
] as const satisfies [string, Partial<Draft>, string[]][])
  test(`what is ${what} asks for ${expected.join(' and ') || 'nothing'}`, async (t) => {
    const { planAcquire, acquire, request, asked } = await fetching(t);
    await acquire(await planAcquire({ ...request, ...change }));
    t.deepEqual(asked, expected);
  });

for (const [where, kind, command] of [
  ['a file', 'merge', '/opt/ackring'],
  ['stdout, and so maybe on another machine', 'stdout', 'ackring'],
] as const)
  test(`the entry of a plug-in on ${where} starts ${command}`, async (t) => {
    const { planAcquire, acquire, request, path } = await fetching(t);
    const destination = kind === 'stdout' ? ({ kind } as const) : ({ kind, file: null } as const);
    const { text } = await acquire(await planAcquire({ ...request, destination, plugIn: 'certificate' }));
    const written = text ?? (await readFile(path('a'), 'utf8'));
    t.regex(written, new RegExp(`command: ${command}$`, 'm'));
    if (text !== null) t.true(text.startsWith('apiVersion: v1\n'));
  });

test('nobody but the account root hands a kubeconfig over', async (t) => {
  const { planAcquire, acquire, request, asked } = await fetching(t);
  const plan = await planAcquire({ ...request, holder: { uid: '7', name: 'mei' } });
  await t.throwsAsync(acquire(plan), { instanceOf: AckringError });
  t.deepEqual(asked, ['who signs']);
});

for (const task of ['both', undefined])
  test(`two fetches ${task === undefined ? 'are undone one by one' : 'of one task are undone together'}`, async (t) => {
    const { planAcquire, acquire, request, store, path } = await fetching(t);
    for (const contextName of ['one', 'two'])
      await acquire(await planAcquire({ ...request, contextName }), task === undefined ? {} : { task });
    await store.undo();
    t.is((await readFile(path('a'), 'utf8')).includes('one'), task === undefined);
  });
