import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { specimenCluster } from '@ackring/testkit/cluster';
import { reachedServer } from '@ackring/testkit/reached-cluster';
import { makeSpecimen, specimenNow } from '@ackring/testkit/specimen';
import { all, type WorldPlace, worldPlace } from '@ackring/testkit/world-place';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../machine/clock.js';
import type { Cluster } from '../words/cluster.js';
import { dayMs } from '../words/duration.js';
import { shell } from '../words/shell-word.js';
import { createWorld, type World } from '../world.js';
import { createVerifying, type VerifyingPorts } from './verifying.js';

// What each kubeconfig may do, and what the cloud is asked about its holder.

const team = { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'team' } };

/** The caller has rights in one namespace only. For a cloud that lags by a day, time can be moved on. */
function place(t: ExecutionContext, { isBehind = false } = {}): Promise<WorldPlace> {
  const roles = ['dev@team'];
  const apiServer = { objects: [team] };
  const holders = { ops: { daysLeft: 900, roles }, mei: { daysLeft: 900, roles } };
  return worldPlace(t, createWorld, {
    now: new Date(Date.now() - (isBehind ? dayMs : 0)),
    scenario: {
      identities: [{ name: 'mei' }],
      clusters: [{ name: 'one', holders, apiServer }],
    },
  });
}

async function issued(world: World, name: string, durationMinutes: number | null = null): Promise<string> {
  const plan = await world.planAcquire({
    cluster: await world.findCluster(name),
    durationMinutes,
    access: 'public',
    destination: { kind: 'stdout' },
    contextName: name,
    use: false,
    verify: false,
  });
  return (await world.acquire(plan)).text ?? '';
}

async function write(file: string, text: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

/** As on another machine, without any of these files. */
async function revoke({ open, home }: WorldPlace, name: string): Promise<void> {
  const { incident, findCluster } = open({}, { KUBECONFIG: join(home, 'none') });
  const plan = await incident.planRevoke(await findCluster(name));
  await incident.applyRevoke(plan, { confirm: name });
}

async function causes(world: World, files?: readonly string[], trust = false) {
  const { entries } = await world.contexts(files);
  const verdicts = await all(world.verify(entries, { trust }));
  return Object.fromEntries(verdicts.map(({ context, cause }) => [context, cause]));
}

const asked = {
  names: 'DescribeClusterUserKubeconfig',
  namespaces: 'DescribeUserClusterNamespaces',
} as const;

/** With the same key and certificate, under other names. */
function renamed(text: string, change: { readonly to: string; readonly namespace?: string }): string {
  const { to, namespace } = change;
  const line = namespace === undefined ? '' : `\n    namespace: ${namespace}`;
  return text
    .replaceAll(/^( *-? *name:) one$/gm, `$1 ${to}`)
    .replace(/^( *)cluster: one\n( *)user: one/m, `$1cluster: ${to}\n$2user: ${to}${line}`);
}

test('for one’s own file the cloud says where to look; about a foreign one it is asked nothing', async (t) => {
  const here = await place(t);
  const { emulator, home, kubeconfig } = here;
  const world = here.open();
  const text = await issued(world, 'one');
  await write(kubeconfig, text);
  t.deepEqual(await causes(world), { one: null });
  t.is(emulator.requests.count(asked.namespaces), 1);
  const other = await write(join(home, 'other.yaml'), text);
  await rm(kubeconfig);
  emulator.requests.clear();
  t.deepEqual(await causes(world, [other]), { one: 'forbidden' });
  t.deepEqual(await causes(world, [other], true), { one: 'forbidden' });
  const [verdict] = await all(world.verify((await world.contexts([other])).entries));
  t.is(verdict?.file, other);
  t.true(verdict?.remedy?.includes(shell`ackring leak ${other}`), verdict?.remedy ?? '');
  t.is(emulator.requests.count(), 0);
});

test('a context is none that works beside a name that is twice in a file: kubectl refuses all of them', async (t) => {
  const here = await place(t);
  const { home, kubeconfig } = here;
  const text = await issued(here.open(), 'one');
  await write(kubeconfig, text);
  const twice = await write(join(home, 'twice'), 'users: [{name: u, user: {}}, {name: u, user: {}}]\n');
  const world = here.open({}, { KUBECONFIG: `${kubeconfig}:${twice}` });
  const [verdict] = await all(world.verify((await world.contexts()).entries));
  t.is(verdict?.cause, 'refusedByKubectl');
  t.regex(verdict?.detail ?? '', /twice has user "u" twice, which kubectl refuses/);
});

test('a fresh kubeconfig is tried where its holder has rights', async (t) => {
  const here = await place(t);
  const world = here.open();
  const plan = await world.planAcquire({
    cluster: await world.findCluster('one'),
    durationMinutes: 60,
    access: 'public',
    destination: { kind: 'merge', file: null },
    contextName: null,
    use: false,
    verify: true,
  });
  const { verdict } = await world.acquire(plan);
  t.is(verdict?.cause, null, verdict?.detail);
});

test('another context with the same certificate shows where to look, one with another certificate does not', async (t) => {
  const here = await place(t);
  const { emulator, home, kubeconfig } = here;
  const world = here.open();
  const text = await issued(world, 'one');
  const own = await write(kubeconfig, text);
  const beside = async (other: string): Promise<Record<string, unknown>> => {
    const second = await write(join(home, 'second'), other);
    const paths = [own, second, join(home, 'missing')];
    return causes(here.open({}, { KUBECONFIG: paths.join(':') }), [own]);
  };
  emulator.faults.add({ operation: asked.namespaces, effect: { kind: 'error', status: 403 } });
  t.deepEqual(await causes(world), { one: 'forbidden' });
  const same = renamed(text, { to: 'same', namespace: 'team' });
  t.regex(same, /namespace: team/);
  t.deepEqual(await beside(same), { one: null });
  t.deepEqual(await beside(renamed(text, { to: 'same' })), { one: 'forbidden' });
  const elsewhere = same.replace(/server: https:\/\/[^\n]*/, 'server: https://127.0.0.1:1');
  t.deepEqual(await beside(elsewhere), { one: 'forbidden' });
  const another = renamed(await issued(world, 'one', 60), { to: 'another', namespace: 'team' });
  t.deepEqual(await beside(another), { one: 'forbidden' });
});

test('a revoked certificate is recognized by the current name in the cloud, asked once per cluster', async (t) => {
  const here = await place(t, { isBehind: true });
  const { emulator, kubeconfig } = here;
  const world = here.open();
  const text = await issued(world, 'one');
  await write(kubeconfig, text);
  const again = renamed(text, { to: 'again' });
  const second = await write(join(here.home, 'second'), again);
  await emulator.clock.advance(dayMs);
  await revoke(here, 'one');
  emulator.requests.clear();
  const both = here.open({}, { KUBECONFIG: `${kubeconfig}:${second}` });
  t.deepEqual(await causes(both), { one: 'revoked', again: 'revoked' });
  t.is(emulator.requests.count(asked.names), 1);
});

test("a later certificate in one’s own files proves a revoke without a call, one in others' files proves nothing", async (t) => {
  const here = await place(t, { isBehind: true });
  const { emulator, home, kubeconfig } = here;
  const world = here.open();
  const dead = await write(join(home, 'dead'), await issued(world, 'one'));
  await emulator.clock.advance(dayMs);
  await revoke(here, 'one');
  const later = await issued(world, 'one');
  const strangers = await write(join(home, 'later'), renamed(later, { to: 'later' }));
  emulator.requests.clear();
  const { entries } = await world.contexts([dead, strangers]);
  const verdicts = await all(world.verify(entries));
  t.is(verdicts.find(({ context }) => context === 'one')?.cause, 'forbidden');
  await write(kubeconfig, later);
  t.deepEqual(await causes(world, [dead]), { one: 'revoked' });
  t.is(emulator.requests.count(), 0);
});

test("only a certificate's holder is told about it", async (t) => {
  const here = await place(t);
  const { emulator, kubeconfig } = here;
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['mei'] ?? {};
  const mei = here.open(
    {},
    { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
  );
  await write(kubeconfig, await issued(mei, 'one'));
  emulator.requests.clear();
  t.deepEqual(await causes(here.open()), { one: 'forbidden' });
  t.is(emulator.requests.count(asked.namespaces) + emulator.requests.count(asked.names), 0);
});

test('whoever stops a verification gets no verdict', async (t) => {
  const here = await place(t);
  const world = here.open();
  await write(here.kubeconfig, await issued(world, 'one'));
  const { entries } = await world.contexts();
  await t.throwsAsync(all(world.verify(entries, { signal: AbortSignal.abort() })), { code: 'Cancelled' });
});

const fetchedCluster = specimenCluster();

const known: readonly (readonly [what: string, clusters: readonly Cluster[], called: string])[] = [
  ['nothing', [], fetchedCluster.name],
  ['the same cluster', [fetchedCluster], fetchedCluster.name],
  ['its former name', [{ ...fetchedCluster, name: 'former' }], fetchedCluster.name],
  ['another of its name', [specimenCluster({ id: 'c1' })], fetchedCluster.id],
];

/** What is to be typed where another authority's server answers for a fetched kubeconfig. */
async function remedyWhere(clusters: readonly Cluster[], file: string | null): Promise<string> {
  const ports = {
    files: { paths: ['/own'] },
    clock: { now: () => specimenNow },
    knownClusters: async () => clusters,
    apiServer: {
      whoAmI: async () => ({
        kind: 'tls',
        code: 'SELF_SIGNED_CERT_IN_CHAIN',
        presentedSans: [],
        serverTime: null,
      }),
    },
    plugIns: {},
    cloudNames: () => ({}),
  } as unknown as VerifyingPorts;
  const { yaml } = await makeSpecimen({ clusterId: fetchedCluster.id, server: reachedServer });
  const asked = { context: null, file, cluster: fetchedCluster, signal: undefined };
  return (await createVerifying(ports).verifyIssued(yaml, asked)).remedy ?? '';
}

for (const [what, clusters, called] of known)
  test(`where ${what} was known, commands call the cluster of a fetched kubeconfig ${called}`, async (t) => {
    t.regex(await remedyWhere(clusters, null), new RegExp(shell`ackring get ${called} --long-term\``));
  });

for (const [file, flag] of [
  ['/own', ''],
  ['/elsewhere', ' --kubeconfig /elsewhere'],
] as const)
  test(`of a kubeconfig that was fetched into ${file} commands name ${flag === '' ? 'no' : 'the'} file`, async (t) => {
    t.true((await remedyWhere([], file)).includes(`ackring get prod --long-term${flag}\``));
  });

for (const context of ['two', null])
  test(`a fetched kubeconfig without ${context ?? 'a current context'} is none to verify`, async (t) => {
    const ports = { clock: systemClock } as unknown as VerifyingPorts;
    const asked = { context, cluster: specimenCluster({ id: 'c1' }), signal: undefined };
    const asking = createVerifying(ports).verifyIssued('contexts: []\n', asked);
    const message = `the fetched kubeconfig lacks the context "${context ?? ''}"`;
    await t.throwsAsync(asking, { code: 'ContextNotFound', message });
  });
