import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { keyOf } from '@ackring/testkit/official-rpc-client';
import { worldPlace } from '@ackring/testkit/world-place';
import test, { type ExecutionContext } from 'ava';
import type { AcquireDraft } from '../fetch/request.js';
import type { AccessObjects, StoredObject } from '../machine/api-server/access-objects.js';
import { AckringError } from '../words/errors.js';
import type { ApiServerTarget } from '../words/target.js';
import { createWorld, type World } from '../world.js';
import type { MigrationOutcome } from './apply.js';
import { ensureAccess } from './moving.js';

const addons = ['ack-ram-authenticator'];
const scenario = {
  identities: [
    { name: 'mei' },
    { name: 'robot', type: 'role' as const, trusts: ['root'] },
    { name: 'gone', state: 'Deleted' as const },
  ],
  clusters: [
    {
      name: 'ready',
      addons,
      holders: {
        ops: { daysLeft: 900 },
        mei: { daysLeft: 400, roles: ['dev@default', 'restricted@kube-system'], lastSeenDaysAgo: 20 },
        robot: { daysLeft: 100, roles: ['admin-view'], lastSeenDaysAgo: 0 },
        gone: { daysLeft: 100 },
      },
    },
    {
      name: 'old',
      version: '1.24.6-aliyun.1',
      addons,
      holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 20, roles: ['dev'] } },
    },
    { name: 'bare', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 20, roles: ['dev'] } } },
  ],
};

const mappings = '/apis/ramauthenticator.k8s.alibabacloud/v1alpha1/ramidentitymappings';

async function place(t: ExecutionContext) {
  const found = await worldPlace(t, createWorld, { scenario, sharedKeys: 4 });
  const { emulator, open } = found;
  const as = (name: string): World => {
    const { accessKeyId, accessKeySecret } = keyOf(emulator, name);
    return open(
      {},
      { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    );
  };
  const plan = (users: readonly string[], clusters: readonly string[] = ['ready'], world = open()) =>
    world.migration.plan({ users, clusters, quietDays: 0 });
  const apply = async (user: string, clean = false, world = open()) => {
    const planned = await world.migration.plan({ users: [user], clusters: ['ready'], quietDays: 0 });
    return world.migration.apply(planned, { confirm: user, clean });
  };
  return { ...found, as, plan, apply };
}

const told = (outcomes: readonly MigrationOutcome[]) =>
  outcomes.map(({ step, result, stage, error }) => [step.identity.name, result, stage, error?.code ?? null]);

async function get(world: World, over: Partial<AcquireDraft>) {
  const cluster = await world.findCluster('ready');
  const request = {
    cluster,
    durationMinutes: null,
    access: 'auto' as const,
    destination: { kind: 'merge' as const, file: null },
    contextName: null,
    use: false,
    verify: true,
    ...over,
  };
  return world.acquire(await world.planAcquire(request));
}

test('the plan names what each needs, and what is in the way', async (t) => {
  const { plan, open, emulator } = await place(t);
  const { steps } = await plan(['mei', 'ops', 'gone'], []);
  t.deepEqual(
    steps.map(({ identity, cluster, verdict, reason }) => [identity.name, cluster.name, verdict, reason]),
    [
      ['gone', 'ready', 'blocked', 'IsOrphaned'],
      ['mei', 'bare', 'blocked', 'AuthenticatorMissing'],
      ['mei', 'old', 'migrate', 'HoldsCertificate'],
      ['mei', 'ready', 'migrate', 'HoldsCertificate'],
      ['ops', 'bare', 'blocked', 'AuthenticatorMissing'],
      ['ops', 'old', 'migrate', 'HoldsCertificate'],
      ['ops', 'ready', 'migrate', 'HoldsCertificate'],
    ],
  );
  const mei = steps[3];
  const { uid = '', arn = '' } = emulator.identities['mei'] ?? {};
  t.like(mei?.access?.mapping, { arn, username: `ram:${uid}`, groups: ['system:users'] });
  t.deepEqual(
    mei?.access?.bindings.map(({ kind, namespace, role }) => [kind, namespace, role.name]),
    [
      ['RoleBinding', 'default', 'cs:ns:dev'],
      ['RoleBinding', 'kube-system', 'cs:ns:restricted'],
    ],
  );
  t.is(mei?.use.kind, 'unused');
  const everybody = await open().migration.plan({ users: null, clusters: [], quietDays: null });
  t.deepEqual(
    [...new Set(everybody.steps.map(({ identity }) => identity.name))],
    ['gone', 'mei', 'ops', 'robot'],
  );
  await t.throwsAsync(plan(['nobody']), { code: 'ResourceNotFound' });
});

test('somebody is mapped with the same rights, moves by a token, and loses the certificate in the end', async (t) => {
  const { plan, apply, as, open } = await place(t);
  t.deepEqual(told(await apply('mei')), [['mei', 'migrated', 'watching', null]]);
  t.like((await plan(['mei'])).steps[0], { verdict: 'wait', reason: 'TokenNotSeen' });
  t.deepEqual(told(await apply('mei', true)), [['mei', 'left', 'watching', null]]);

  const got = await get(as('mei'), { plugIn: 'token', destination: { kind: 'stdout' } });
  t.is(got.verdict?.verdict, 'ok', got.verdict?.detail);
  t.like((await plan(['mei'])).steps[0], { verdict: 'clean', reason: 'Unused' });
  t.deepEqual(told(await apply('mei')), [['mei', 'left', 'watching', null]]);
  t.deepEqual(told(await apply('mei', true)), [['mei', 'cleaned', 'cleaned', null]]);
  t.like((await plan(['mei'])).steps[0], { verdict: 'done', reason: 'Cleaned' });
  const { id: clusterId } = await open().findCluster('ready');
  const { response } = await as('mei').execToken({ clusterId, execInfo: undefined });
  const { server, authority } = shownBy(got.text ?? '');
  const token = 'token' in response.status ? response.status.token : '';
  const bearing = { authorization: `Bearer ${token}` };
  const ask = (path: string) => askKubernetes({ server, authority }, 'GET', path, undefined, bearing);
  t.is((await ask('/api/v1/namespaces/default/pods')).status, 200);
  t.is((await ask('/api/v1/nodes')).status, 403);
  const undo = await open().migration.planUndo({ users: ['mei'], clusters: [] });
  t.like(undo.steps[0], { verdict: 'blocked', reason: 'Cleaned' });
});

test('one’s own contexts get tokens in their place, and undo takes everything back', async (t) => {
  const { apply, open, kubeconfig, emulator } = await place(t);
  await get(open(), { use: true });
  const before = await readFile(kubeconfig, 'utf8');
  const outcomes = await apply('ops');
  t.deepEqual(told(outcomes), [['ops', 'migrated', 'watching', null]], outcomes[0]?.error?.message);
  const after = await readFile(kubeconfig, 'utf8');
  t.notRegex(after, /client-key-data|client-certificate-data/);
  t.regex(after, /exec-credential/);
  t.is(/current-context: .*/.exec(after)?.[0], /current-context: .*/.exec(before)?.[0]);
  const [entry] = (await open().contexts()).entries;
  t.like(entry, { credential: { kind: 'exec', issues: 'token' }, ack: { source: 'owned' } });

  const undo = await open().migration.planUndo({ users: ['ops'], clusters: [] });
  await t.throwsAsync(open().migration.undo(undo, { confirm: 'mei' }), { code: 'ConfirmationMissing' });
  t.deepEqual(told(await open().migration.undo(undo, { confirm: 'ops' })), [
    ['ops', 'undone', 'certificate', null],
  ]);
  t.is(await readFile(kubeconfig, 'utf8'), before);
  const cluster = emulator.world.clusters.named('ready');
  t.truthy(cluster);
  t.like((await open().migration.plan({ users: ['ops'], clusters: ['ready'], quietDays: 0 })).steps[0], {
    verdict: 'migrate',
    present: { isMapped: false },
  });
});

test('a mapping that appears after the plan is neither overwritten nor passed over', async (t) => {
  const { plan, open, emulator } = await place(t);
  const planned = await plan(['mei']);
  const issued = await get(open(), { destination: { kind: 'stdout' } });
  const { arn = '' } = emulator.identities['mei'] ?? {};
  const administrator = shownBy(issued.text ?? '');
  const body = {
    apiVersion: 'ramauthenticator.k8s.alibabacloud/v1alpha1',
    kind: 'RAMIdentityMapping',
    metadata: { name: 'theirs' },
    spec: { arn, username: 'theirs', groups: [] },
  };
  t.is((await askKubernetes(administrator, 'POST', mappings, body)).status, 201);
  const outcomes = await open().migration.apply(planned, { confirm: 'mei', clean: false });
  t.deepEqual(told(outcomes), [['mei', 'refused', 'certificate', 'Conflict']]);
  const { steps } = await plan(['mei']);
  t.like(steps[0], { verdict: 'blocked', reason: 'MappedOtherwise', obstacle: 'theirs' });
  const again = await open().migration.apply(await plan(['mei']), { confirm: 'mei', clean: false });
  t.deepEqual(told(again), [['mei', 'refused', 'certificate', 'Refused']]);
});

test('what somebody else cleaned is not taken back, and what they took away is not given again', async (t) => {
  const { plan, apply, open, emulator } = await place(t);
  t.deepEqual(told(await apply('mei')), [['mei', 'migrated', 'watching', null]]);
  const elsewhere = await open().incident.planClean({ users: ['mei'], clusters: ['ready'] });
  const { tokensLeft } = await open().incident.applyClean(elsewhere, { confirm: 'mei' });
  t.deepEqual(
    tokensLeft.map(({ step, error }) => [step.row.identity.name, error.code]),
    [['mei', 'DoneInPart']],
  );

  const undo = await open().migration.planUndo({ users: ['mei'], clusters: [] });
  t.deepEqual(told(await open().migration.undo(undo, { confirm: 'mei' })), [
    ['mei', 'refused', 'watching', 'Refused'],
  ]);
  t.like((await plan(['mei'])).steps[0], {
    verdict: 'resume',
    reason: 'Cleaned',
    present: { isMapped: true, missing: [] },
  });

  const issued = await get(open(), { destination: { kind: 'stdout' } });
  const mapping = `${mappings}/ackring-ram-${emulator.identities['mei']?.uid}`;
  const removed = await askKubernetes(shownBy(issued.text ?? ''), 'DELETE', mapping);
  t.is(removed.status, 200);
  t.like((await plan(['mei'])).steps[0], { verdict: 'blocked', reason: 'ChangedSince' });
  t.deepEqual(told(await apply('mei')), [['mei', 'refused', 'watching', 'Conflict']]);
});

test('of a user that is gone everything can be taken back', async (t) => {
  const { apply, open, emulator } = await place(t);
  t.deepEqual(told(await apply('mei')), [['mei', 'migrated', 'watching', null]]);
  const path = `/users/${emulator.identities['mei']?.uid}/kubeconfig/states`;
  for (const [status, code, result] of [
    [403, 'StatusForbidden', 'failed'],
    [404, 'ErrorUserNotFound', 'undone'],
  ] as const) {
    const remove = emulator.faults.add({ path, effect: { kind: 'error', status, code } });
    const undo = await open().migration.planUndo({ users: ['mei'], clusters: [] });
    const [outcome] = await open().migration.undo(undo, { confirm: 'mei' });
    t.is(outcome?.result, result, outcome?.error?.message);
    remove();
  }
});

test('what was changed since in the cluster is not removed by an undo', async (t) => {
  const { apply, open, emulator } = await place(t);
  t.deepEqual(told(await apply('mei')), [['mei', 'migrated', 'watching', null]]);
  const administrator = shownBy((await get(open(), { destination: { kind: 'stdout' } })).text ?? '');
  const { uid = '', arn = '' } = emulator.identities['mei'] ?? {};
  const name = `ackring-ram-${uid}`;
  const body = {
    apiVersion: 'ramauthenticator.k8s.alibabacloud/v1alpha1',
    kind: 'RAMIdentityMapping',
    metadata: { name },
    spec: { arn, username: 'theirs', groups: [] },
  };
  t.is((await askKubernetes(administrator, 'DELETE', `${mappings}/${name}`)).status, 200);
  t.is((await askKubernetes(administrator, 'POST', mappings, body)).status, 201);
  const undo = await open().migration.planUndo({ users: ['mei'], clusters: [] });
  t.deepEqual(told(await open().migration.undo(undo, { confirm: 'mei' })), [
    ['mei', 'refused', 'watching', 'Conflict'],
  ]);
  t.is((await askKubernetes(administrator, 'GET', `${mappings}/${name}`)).status, 200);
});

test('an object that appears between the look and the write is a conflict', async (t) => {
  const { plan } = await place(t);
  const [step] = (await plan(['mei'])).steps;
  if (step?.access == null) return t.fail();
  const read: (StoredObject | null)[] = [null, { uid: '1', version: '1', body: { subjects: [] } }];
  const objects: AccessObjects = {
    listMappings: async () => [],
    read: async () => read.shift() ?? null,
    create: async () => 'exists',
    remove: async () => 'gone',
  };
  const target = { server: 'https://192.0.2.1' } as ApiServerTarget;
  const written = ensureAccess(target, step.access, { objects: () => objects }, undefined);
  await t.throwsAsync(written, { code: 'Conflict' });
  t.deepEqual(read, []);
});

function shownBy(text: string) {
  const data = (key: string): string =>
    Buffer.from(new RegExp(`${key}: (\\S+)`).exec(text)?.[1] ?? '', 'base64').toString();
  return {
    server: /server: (\S+)/.exec(text)?.[1] ?? '',
    authority: data('certificate-authority-data'),
    pem: data('client-certificate-data'),
    key: data('client-key-data'),
  };
}

test('nothing is changed without the name, and nothing in read-only mode', async (t) => {
  const { plan, open } = await place(t);
  const planned = await plan(['mei']);
  for (const confirm of [null, '', 'Mei', 'all'])
    await t.throwsAsync(open().migration.apply(planned, { confirm, clean: false }), {
      code: 'ConfirmationMissing',
    });
  const readOnly = open({ readOnly: true });
  await t.throwsAsync(readOnly.migration.apply(planned, { confirm: 'mei', clean: false }), {
    code: 'ReadOnly',
  });
  const blind = await readOnly.migration.plan({ users: ['mei'], clusters: ['ready'], quietDays: 0 });
  t.like(blind.steps[0], { verdict: 'blocked', reason: 'Unreadable', error: { code: 'ReadOnly' } });
  t.true(blind.steps[0]?.error instanceof AckringError);
});

test('on a cluster of 1.24, which reviews nobody, one’s own token is proven all the same', async (t) => {
  const { open } = await place(t);
  const { migration } = open();
  const planned = await migration.plan({ users: ['ops', 'mei'], clusters: ['old'], quietDays: 0 });
  const outcomes = await migration.apply(planned, { confirm: 'mei,ops', clean: false });
  t.deepEqual(told(outcomes), [
    ['mei', 'migrated', 'watching', null],
    ['ops', 'migrated', 'watching', null],
  ]);
});

test('roles given while it is watched are carried over; one that was taken stops it, and is named', async (t) => {
  const { plan, apply, open } = await place(t);
  await apply('mei');
  const cluster = await open().findCluster('ready');
  const change = async (direction: 'give' | 'take', name: string) => {
    const role = { name, isCustom: false, namespace: 'kube-public' };
    const { granting } = open();
    const granted = await granting.planGrant({ direction, user: 'mei', cluster, role });
    await granting.applyGrant(granted, { confirm: 'mei' });
  };
  await change('give', 'restricted');
  const resumed = await plan(['mei']);
  t.like(resumed.steps[0], { verdict: 'resume', reason: 'Interrupted', stage: 'watching' });
  t.is(resumed.steps[0]?.present?.missing.length, 1);
  t.deepEqual(told(await apply('mei')), [['mei', 'migrated', 'watching', null]]);
  t.like((await plan(['mei'])).steps[0], { verdict: 'wait', reason: 'TokenNotSeen' });
  await change('take', 'restricted');
  t.like((await plan(['mei'])).steps[0], { verdict: 'blocked', reason: 'BoundOtherwise' });
});

test('one’s own mapping that somebody took away is written again, by the certificate', async (t) => {
  const { plan, apply, open, emulator } = await place(t);
  await apply('ops');
  const cluster = emulator.world.clusters.named('ready');
  if (cluster === undefined) return t.fail();
  const issued = await get(open(), { destination: { kind: 'stdout' }, durationMinutes: 60 });
  const name = `ackring-ram-${emulator.identities['ops']?.uid}`;
  const gone = await askKubernetes(shownBy(issued.text ?? ''), 'DELETE', `${mappings}/${name}`);
  t.is(gone.status, 200);
  t.like((await plan(['ops'])).steps[0], { verdict: 'resume', reason: 'Interrupted' });
  t.deepEqual(told(await apply('ops')), [['ops', 'migrated', 'watching', null]]);
  t.is((await plan(['ops'])).steps[0]?.present?.isMapped, true);
});

test('a certificate that was cleaned otherwise is known to be gone, and the token keeps its rights', async (t) => {
  const { plan, apply, open } = await place(t);
  await apply('mei');
  const { incident } = open();
  const { outcomes } = await incident.applyClean(
    await incident.planClean({ users: ['mei'], clusters: ['ready'] }),
    { confirm: 'mei' },
  );
  t.is(outcomes[0]?.result, 'removed');
  t.like((await plan(['mei'])).steps[0], { verdict: 'resume', reason: 'Cleaned' });
  t.deepEqual(told(await apply('mei')), [['mei', 'cleaned', 'cleaned', null]]);
  t.like((await plan(['mei'])).steps[0], { verdict: 'done', reason: 'Cleaned' });
});

test('nobody cleans one’s own certificate, and an undo changes no file that was changed since', async (t) => {
  const { apply, open, kubeconfig } = await place(t);
  await get(open(), { use: true });
  await apply('ops');
  const [cleaned] = await apply('ops', true);
  t.like(cleaned, { result: 'refused', stage: 'watching', error: { code: 'Refused' } });
  t.regex(cleaned?.error?.message ?? '', /IsCaller/);
  const switched = await readFile(kubeconfig, 'utf8');
  await writeFile(kubeconfig, `${switched}# mine\n`);
  const undo = await open().migration.planUndo({ users: ['ops'], clusters: [] });
  t.like(undo.steps[0], { verdict: 'blocked', reason: 'ContextsChanged' });
  t.deepEqual(told(await open().migration.undo(undo, { confirm: 'ops' })), [
    ['ops', 'refused', 'watching', 'Refused'],
  ]);
  t.is(await readFile(kubeconfig, 'utf8'), `${switched}# mine\n`);
});

test('a user entry that another cluster’s context uses too is left alone, and named', async (t) => {
  const { apply, plan, open, kubeconfig } = await place(t);
  await get(open(), { use: true });
  const before = await readFile(kubeconfig, 'utf8');
  const user = /^ {4}user: (\S+)$/m.exec(before)?.[1] ?? '';
  const shared = before.replace(
    /^contexts:$/m,
    `contexts:\n- context:\n    cluster: elsewhere\n    user: ${user}\n  name: elsewhere`,
  );
  t.not(shared, before);
  await writeFile(kubeconfig, shared);
  const changes = (await plan(['ops'])).steps[0]?.contexts.map(({ change }) => change);
  t.deepEqual(new Set(changes), new Set(['shared']));
  t.deepEqual(told(await apply('ops')), [['ops', 'migrated', 'watching', null]]);
  t.is(await readFile(kubeconfig, 'utf8'), shared);
});

test('a switch that was undone by itself is planned again, and done again once that is confirmed', async (t) => {
  const { apply, plan, open, kubeconfig } = await place(t);
  await get(open(), { use: true });
  await apply('ops');
  const switched = await readFile(kubeconfig, 'utf8');
  await open().undo();
  t.regex(await readFile(kubeconfig, 'utf8'), /client-key-data/);
  t.like((await plan(['ops'])).steps[0], { verdict: 'resume', stage: 'watching' });
  t.deepEqual(told(await apply('ops')), [['ops', 'migrated', 'watching', null]]);
  t.is(await readFile(kubeconfig, 'utf8'), switched);
});

test('what was begun in a cluster that is gone is forgotten by an undo', async (t) => {
  const { apply, open, home } = await place(t);
  await apply('mei');
  const folder = join(home, 'state', 'migrations');
  const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.json'));
  const [id = ''] = name.split('.');
  const other = `c${'0'.repeat(32)}`;
  const content = await readFile(join(folder, name), 'utf8');
  await rename(join(folder, name), join(folder, name.replace(id, other)));
  await writeFile(join(folder, name.replace(id, other)), content.replaceAll(id, other));
  const undo = await open().migration.planUndo({ users: ['mei'], clusters: [] });
  t.deepEqual(told(await open().migration.undo(undo, { confirm: 'mei' })), [
    ['mei', 'undone', 'certificate', null],
  ]);
  t.deepEqual(await open().migration.records(), []);
});
