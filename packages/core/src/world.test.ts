import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Scenario } from '@ackring/emulator/world/scenario';
import { place as apiServerPlace } from '@ackring/testkit/api-server-place';
import { all, worldPlace } from '@ackring/testkit/world-place';
import test, { type ExecutionContext } from 'ava';
import type { AcquireDraft } from './fetch/request.js';
import { readFleet } from './fleet/whole-fleet.js';
import type { Cluster } from './words/cluster.js';
import { AckringError } from './words/errors.js';
import { createWorld } from './world.js';

// The connected capabilities: a real home folder, an embedded cloud, API servers that answer.

const oneCluster: Scenario = {
  identities: [{ name: 'mei' }],
  clusters: [
    { name: 'prod', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 300, lastSeenDaysAgo: 40 } } },
  ],
};

const place = (t: ExecutionContext, scenario: Scenario = oneCluster) =>
  worldPlace(t, createWorld, { scenario });

function merged(cluster: Cluster, change: Partial<AcquireDraft> = {}): AcquireDraft {
  return {
    cluster,
    durationMinutes: 60,
    access: 'auto',
    destination: { kind: 'merge', file: null },
    contextName: null,
    use: false,
    verify: true,
    ...change,
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof AckringError ? error.code : String(error);
  }
}

test('a plan is fetched, merged, verified, recorded and undone', async (t) => {
  const { open } = await place(t);
  const world = open();
  const plan = await world.planAcquire(merged(await world.findCluster('prod')));
  const { verdict, context } = await world.acquire(plan);
  t.is(verdict?.verdict, 'ok', JSON.stringify(verdict));
  const { entries } = await world.contexts();
  t.deepEqual(
    entries.map((entry) => entry.context),
    [context],
  );
  await world.undo();
  t.deepEqual((await world.contexts()).entries, []);
  const { lines } = await world.incident.journal();
  t.deepEqual(
    lines.map(({ action }) => action),
    ['write', 'undo'],
  );
});

test('switching the current context and writing the entries is one task to undo', async (t) => {
  const { open, home, kubeconfig } = await place(t);
  const first = join(home, 'first');
  const text = 'apiVersion: v1\nkind: Config\ncurrent-context: kept\n';
  await mkdir(join(home, '.kube'));
  await writeFile(first, text);
  await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\n');
  const world = open({}, { KUBECONFIG: `${first}:${kubeconfig}` });
  const destination = { kind: 'merge', file: kubeconfig } as const;
  const asked = merged(await world.findCluster('prod'), { destination, use: true, verify: false });
  await world.acquire(await world.planAcquire(asked));
  t.regex(await readFile(first, 'utf8'), /current-context: prod/);
  t.regex(await readFile(kubeconfig, 'utf8'), /name: prod/);
  await world.undo();
  t.is(await readFile(first, 'utf8'), text);
  t.notRegex(await readFile(kubeconfig, 'utf8'), /name: prod/);
});

test('in read-only mode nothing is written, issued, sent or removed', async (t) => {
  const { open, emulator } = await place(t);
  const writing = open();
  const cluster = await writing.findCluster('prod');
  const plan = await writing.planAcquire(merged(cluster));
  await writing.acquire(plan);
  const { entries } = await writing.contexts();
  const [entry] = entries;
  if (entry === undefined) throw new Error('nothing was merged');
  const revoke = await writing.incident.planRevoke(cluster);
  const clean = await writing.incident.planClean({ users: ['mei'], clusters: [] });
  const san = await writing.incident.planSan(cluster, { names: ['added.example'] });
  const configuration = await writing.rotation.configuration(null);
  const issued = emulator.requests.count('DescribeClusterUserKubeconfig');

  const world = open({ readOnly: true });
  const confirmed = { confirm: 'prod' };
  const refused = {
    acquire: () => world.acquire(plan),
    undo: () => world.undo(),
    skipVerification: () => world.skipVerification(entry),
    renew: () => all(world.renew([])),
    fetchOverSsh: () =>
      world.fetchOverSsh(cluster, { destination: 'root@127.0.0.1', contextName: null, use: false }),
    revoke: () => world.incident.applyRevoke(revoke, confirmed),
    clean: () => world.incident.applyClean(clean, { confirm: 'mei', force: false, confirmForce: null }),
    san: () => world.incident.applySan(san, confirmed),
    rotate: () => world.rotation.apply({ file: null, configuration }),
    invoke: () => world.functions.invoke('ackring-rotate', '{}'),
    stdout: async () =>
      world.acquire(await world.planAcquire(merged(cluster, { destination: { kind: 'stdout' } }))),
  };
  for (const [name, work] of Object.entries(refused)) t.is(await codeOf(work()), 'ReadOnly', name);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), issued);
  t.is((await writing.contexts()).entries.length, 1);
});

test('plug-ins of own files run as from kubectl, those of other files only when trusted and without the cloud’s keys', async (t) => {
  const { open, home, kubeconfig } = await place(t);
  const world = open();
  const cluster = await world.findCluster('prod');
  const { text } = await world.acquire(
    await world.planAcquire(merged(cluster, { destination: { kind: 'stdout' }, verify: false })),
  );
  const ran = join(home, 'ran');
  await writeFile(join(home, 'plugin'), `#!/bin/sh\nenv > '${ran}'\nexit 3\n`, { mode: 0o755 });
  const exec = `exec: {apiVersion: client.authentication.k8s.io/v1, command: ${home}/plugin, interactiveMode: Never}`;
  const armed = (text ?? '').replace(/client-certificate-data: .*\n.*client-key-data: .*/, exec);
  t.regex(armed, /plugin/);
  const other = join(home, 'handed-over.yaml');
  await writeFile(other, armed);
  const look = async (file: string, trust: boolean) => {
    await rm(ran, { force: true });
    const { entries } = await world.contexts([file]);
    const [verdict] = await all(world.verify(entries, trust ? { trust } : {}));
    return [verdict?.cause, await readFile(ran, 'utf8').catch(() => null)] as const;
  };
  t.deepEqual(await look(other, false), ['untrusted', null]);
  const [cause, environment] = await look(other, true);
  t.is(cause, 'execPluginFailed');
  t.notRegex(environment ?? 'ACCESS_KEY', /ACCESS_KEY/);
  await mkdir(join(home, '.kube'));
  await writeFile(kubeconfig, armed);
  t.regex((await look(kubeconfig, false))[1] ?? '', /ACCESS_KEY_SECRET/);
});

test('a plug-in’s entry is tried by its plug-in where it is written, and what is printed by what was issued', async (t) => {
  const { open } = await place(t);
  const world = open();
  const asked = merged(await world.findCluster('prod'), { plugIn: 'certificate' });
  // The program that the entry names is not at hand here.
  const { verdict } = await world.acquire(await world.planAcquire(asked));
  t.is(verdict?.cause, 'execPluginMissing');
  const printed = await world.acquire(await world.planAcquire({ ...asked, destination: { kind: 'stdout' } }));
  t.is(printed.verdict?.verdict, 'ok', JSON.stringify(printed.verdict));
  t.regex(printed.text ?? '', /exec-credential/);
});

test('after a revoke, contexts that share a user get its new credential once, and the dead one comes back nowhere', async (t) => {
  const { open, kubeconfig } = await place(t);
  const world = open();
  const cluster = await world.findCluster('prod');
  await world.acquire(await world.planAcquire(merged(cluster, { durationMinutes: null })));
  const [own] = (await world.contexts()).entries;
  const before = await readFile(kubeconfig, 'utf8');
  const shared = before.replace(/^contexts:\n/m, (line) => {
    return `${line}- name: same-user\n  context: {cluster: ${own?.cluster}, user: ${own?.user}}\n`;
  });
  await writeFile(kubeconfig, shared);
  const { entries: held } = await world.contexts();
  const plan = await world.incident.planRevoke(cluster);
  t.is(plan.contexts.length, 2, JSON.stringify(plan.contexts));
  const { revoked, steps } = await world.incident.applyRevoke(plan, { confirm: 'prod' });
  t.is(revoked, 'yes');
  t.deepEqual(
    steps.filter(({ result }) => result === 'failed'),
    [],
  );
  const [newest, earlier] = await world.history();
  t.regex(newest?.summary ?? '', /after a revoke/);
  t.notRegex(earlier?.summary ?? '', /after a revoke/);
  t.false(newest?.undoable);
  const statuses = (await world.judgedByRecord(held)).map(({ status }) => status);
  t.deepEqual(statuses, ['revoked', 'revoked']);
  const verdicts = await all(world.verify((await world.contexts()).entries));
  t.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    ['ok', 'ok'],
  );
});

test('an id with a known region costs one call; if it has gone from there, every region is asked', async (t) => {
  const { open, emulator } = await place(t, {
    clusters: [
      { name: 'prod', region: 'cn-hangzhou' },
      { name: 'twin', region: 'cn-hangzhou' },
      { name: 'twin', region: 'cn-beijing' },
    ],
  });
  const world = open();
  await all(world.scanFleet());
  const [{ id } = { id: '' }] =
    (await world.cachedFleet())?.clusters.filter(({ name }) => name === 'prod') ?? [];
  emulator.requests.clear();
  t.is((await world.findCluster(id)).name, 'prod');
  t.is(emulator.requests.count(), 1);
  t.is(await codeOf(world.findCluster('twin')), 'ClusterAmbiguous');
  t.is(await codeOf(world.findCluster(`c${'0'.repeat(32)}`)), 'ClusterNotFound');
  t.is(await codeOf(open({ regions: ['cn-beijing'] }).findCluster(id)), 'ClusterNotFound');
  t.is(await codeOf(all(open({ regions: ['cn-hangzou'] }).scanFleet())), 'RegionUnknown');
});

test('regions that are given go before those of the settings', async (t) => {
  const { open } = await place(t, {
    clusters: [
      { name: 'one', region: 'cn-hangzhou' },
      { name: 'two', region: 'cn-beijing' },
    ],
  });
  const settings = { regions: ['cn-beijing'] };
  const namesIn = async (world: ReturnType<typeof open>) => {
    const { clusters } = await readFleet(world.scanFleet());
    return clusters.map(({ name }) => name);
  };
  t.deepEqual(await namesIn(open({ settings })), ['two']);
  t.deepEqual(await namesIn(open({ settings, regions: ['cn-hangzhou'] })), ['one']);
});

test('part of the fleet is never kept as the whole', async (t) => {
  const { open } = await place(t, {
    clusters: [
      { name: 'prod', region: 'cn-hangzhou' },
      { name: 'far', region: 'cn-beijing' },
    ],
  });
  await all(open({ regions: ['cn-hangzhou'] }).scanFleet());
  t.is(await open().cachedFleet(), null);
  await all(open().scanFleet());
  t.is((await open().cachedFleet())?.clusters.length, 2);
});

test('the CLI’s profiles are told, those that were never filled in only to whoever asks', async (t) => {
  const { open, home } = await place(t);
  const world = open();
  t.deepEqual(await world.profiles(), []);
  await mkdir(join(home, '.aliyun'));
  const file = join(home, '.aliyun', 'config.json');
  await writeFile(file, '[');
  t.deepEqual(await world.profiles({ withEmpty: true }), []);
  const filled = { name: 'filled', mode: 'AK', access_key_id: 'id', access_key_secret: 'secret' };
  const half = { ...filled, name: 'half', access_key_secret: '' };
  const empty = { ...half, name: 'empty', access_key_id: '' };
  await writeFile(file, JSON.stringify({ current: 'filled', profiles: [empty, filled, half] }));
  t.deepEqual(await world.profiles(), ['filled', 'half']);
  t.deepEqual(await world.profiles({ withEmpty: true }), ['empty', 'filled', 'half']);
});

test('a cluster is read by a context only where kubectl would read its files too', async (t) => {
  const { open, home, kubeconfig } = await place(t);
  const world = open();
  const plan = await world.planAcquire(merged(await world.findCluster('prod'), { verify: false }));
  const { context } = await world.acquire(plan);
  const namespaces = {
    ...{ apiVersion: 'v1', resource: 'namespaces', namespace: null, name: null },
    ...{ labelSelector: null, fieldSelector: null, log: null },
  };
  const asked = { context: context ?? '' };
  t.like(await world.readCluster(asked, namespaces), { kind: 'list' });
  const [broken, twice] = [join(home, 'broken'), join(home, 'twice')];
  await writeFile(broken, '{');
  await writeFile(twice, 'users:\n- {name: a, user: {}}\n- {name: a, user: {}}\n');
  for (const other of [broken, twice]) {
    const beside = open({}, { KUBECONFIG: `${kubeconfig}:${other}` });
    t.not(await codeOf(beside.readCluster(asked, namespaces)), 'done', other);
  }
});

// One after the other: a busy machine has enough clouds above.

test.serial(
  'the name of a context has the account where its pattern wants it: without an answer there is none',
  async (t) => {
    const { open, emulator } = await place(t);
    const world = open({ settings: { contextName: '{account}/{name}' } });
    const cluster = await world.findCluster('prod');
    t.is((await world.planAcquire(merged(cluster))).context, `${emulator.accountId}/prod`);
    emulator.faults.add({ operation: 'GetCallerIdentity', effect: { kind: 'error', status: 403 } });
    const silent = open({ settings: { contextName: '{account}/{name}' } });
    t.not(await codeOf(silent.planAcquire(merged(cluster))), 'done');
    t.is(await codeOf(silent.planAcquire(merged(cluster, { contextName: 'mine' }))), 'done');
  },
);

test.serial('a namesake of another cluster asks for the account, and does without an answer', async (t) => {
  const two = ['cn-hangzhou', 'cn-beijing'].map((region) => ({
    name: 'prod',
    region,
    holders: { ops: { daysLeft: 900 } },
  }));
  const { open, emulator } = await place(t, { clusters: two });
  const world = open();
  const [one, other] = (await readFleet(world.scanFleet())).clusters;
  if (one === undefined || other === undefined) return t.fail();
  await world.acquire(await world.planAcquire(merged(one, { verify: false })));
  emulator.faults.add({ operation: 'GetCallerIdentity', effect: { kind: 'error', status: 403 } });
  const { context } = await open().planAcquire(merged(other));
  t.not(context, 'prod');
});

test.serial('without a directory in the settings nobody is a member of one', async (t) => {
  const { open } = await place(t);
  const world = open();
  t.is(await world.directory(), null);
  t.is(await world.knownDirectory(), null);
});

test.serial('a change of a directory’s members is told once, to whoever will say so', async (t) => {
  const member = { member: 'joined', clusters: [], identities: [] } as const;
  const accounts = [
    { name: 'shop', ...member },
    { name: 'bank', ...member },
  ];
  const { open, emulator, home } = await place(t, { clusters: [{ name: 'hub' }], accounts });
  const { accessKeyId, accessKeySecret } = emulator.identities['ops'] ?? {};
  const profile = { name: 'org', mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  await mkdir(join(home, '.aliyun'));
  await writeFile(join(home, '.aliyun/config.json'), JSON.stringify({ current: 'org', profiles: [profile] }));
  const directory = { profile: 'org', role: 'ackring', externalId: null, without: [] };
  const world = open({ settings: { directory } });
  const names = (known: { readonly members: readonly { readonly name: string }[] } | null) =>
    known?.members.map(({ name }) => name).toSorted() ?? null;
  t.is(await world.knownDirectory(), null);
  t.deepEqual(names(await world.directory()), ['bank', 'shop']);
  t.deepEqual(names(await world.knownDirectory()), ['bank', 'shop']);
  const elsewhere = { ACKRING_RD_ENDPOINT: 'http://127.0.0.1:1' };
  t.is(await open({ settings: { directory } }, elsewhere).knownDirectory(), null);
  const folder = join(home, 'state', 'directory');
  const [file = ''] = await readdir(folder);
  const kept = JSON.parse(await readFile(join(folder, file), 'utf8'));
  const before = kept.members.filter(({ name }: { readonly name: string }) => name !== 'shop');
  await writeFile(join(folder, file), JSON.stringify({ ...kept, members: before }));
  const joined = async (options?: { readonly isTold: boolean }) =>
    (await open({ settings: { directory } }).directory(options))?.joined.length;
  t.deepEqual([await joined({ isTold: false }), await joined(), await joined()], [1, 1, 0]);
});

test.serial('rights that end are those of this machine, unless a ledger is named', async (t) => {
  const { open, home } = await place(t);
  const { granting } = open();
  t.deepEqual(await granting.rights(), { rights: [], errors: [] });
  t.not(await codeOf(granting.rights(join(home, 'no-such-rotation.yaml'))), 'done');
});

test.serial('hubs are listed beside clusters where the settings say so', async (t) => {
  const hub = { name: 'fleet', kind: 'hub', region: 'cn-hangzhou', members: ['prod'] } as const;
  const { open } = await place(t, { clusters: [{ name: 'prod' }, hub] });
  const names = async (hubs: boolean) => {
    const { clusters } = await readFleet(open({ settings: { hubs } }).scanFleet({ hubs: true }));
    return clusters.map(({ name }) => name).toSorted();
  };
  t.deepEqual(await names(false), ['prod']);
  t.deepEqual(await names(true), ['fleet', 'prod']);
});

test.serial('a hub that was seen is known by its id', async (t) => {
  const hub = { name: 'fleet', kind: 'hub', region: 'cn-hangzhou', members: ['prod'] } as const;
  const { open, emulator } = await place(t, { clusters: [{ name: 'prod' }, hub] });
  const world = () => open({ settings: { hubs: true } });
  const id = [...emulator.world.clusters.all()].find(({ name }) => name === 'fleet')?.id ?? '';
  const described = () => world().describeCluster({ id, region: hub.region });
  t.is(await codeOf(described()), 'ClusterNotFound');
  await readFleet(world().scanFleet({ hubs: true }));
  t.is((await described()).name, 'fleet');
});

test.serial(
  'an inventory is kept in the namespace of the hub’s context, unless another is named',
  async (t) => {
    const list =
      '{"kind":"ClusterProfileList","apiVersion":"multicluster.x-k8s.io/v1alpha1","metadata":{},"items":[]}';
    await using hub = await apiServerPlace((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(list),
    );
    const { open, kubeconfig } = await place(t);
    const data = (pem: string | null) => Buffer.from(pem ?? '').toString('base64');
    const { server, certificateAuthority, clientCertificate, clientKey } = hub.target;
    const write = (namespace: string) =>
      writeFile(
        kubeconfig,
        `clusters: [{name: hub, cluster: {server: "${server}", certificate-authority-data: ${data(certificateAuthority)}}}]
contexts: [{name: hub, context: {cluster: hub, user: hub${namespace}}}]
users: [{name: hub, user: {client-certificate-data: ${data(clientCertificate)}, client-key-data: ${data(clientKey)}}}]
`,
      );
    await mkdir(dirname(kubeconfig), { recursive: true });
    const planned = async (namespace: string | null) =>
      (
        await open({}, { KUBECONFIG: kubeconfig }).planInventory(
          { hub: 'hub', namespace, access: 'auto', accounts: [] },
          {},
        )
      ).namespace;
    await write('');
    t.is(await planned(null), 'default');
    await write(', namespace: team');
    t.is(await planned(null), 'team');
    t.is(await planned('other'), 'other');
    t.deepEqual(
      hub.asked.map((asked) => /namespaces\/([^/]+)\//.exec(asked)?.[1]),
      ['default', 'team', 'other'],
    );
  },
);

test.serial('a kubeconfig that is handed over is on record with its end', async (t) => {
  const { open, emulator, home } = await place(t);
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['root'] ?? {};
  const keys = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
  const world = open({}, keys);
  const destination = { kind: 'file', file: join(home, 'mei.yaml') } as const;
  const holder = { uid: emulator.identities['mei']?.uid ?? '', name: 'mei' };
  const asked = merged(await world.findCluster('prod'), { destination, holder, verify: false });
  const { notAfter } = await world.acquire(await world.planAcquire(asked));
  const { lines } = await world.incident.journal();
  t.like(lines.at(-1), { action: 'handover', phase: 'done', details: { notAfter: notAfter?.toISOString() } });
  t.truthy(notAfter);
});
