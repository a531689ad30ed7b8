import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { get, mappings, migrationPlace, shownBy, told } from '@ackring/testkit/migration-place';
import test from 'ava';
import type { AccessObjects, StoredObject } from '../machine/api-server/access-objects.js';
import type { ApiServerTarget } from '../words/target.js';
import { createWorld, type World } from '../world.js';
import { ensureAccess } from './moving.js';

test('the plan names what each needs, and what is in the way', async (t) => {
  const { plan, open, emulator, home } = await migrationPlace(t, createWorld);
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
  // Where nothing was begun, nothing is kept.
  await t.throwsAsync(readdir(join(home, 'state', 'migrations')), { code: 'ENOENT' });
  t.deepEqual(
    [...new Set(everybody.steps.map(({ identity }) => identity.name))],
    ['gone', 'mei', 'ops', 'robot'],
  );
  await t.throwsAsync(plan(['nobody']), { code: 'ResourceNotFound' });
});

test('in read-only mode the plan says what it says otherwise, and nothing of it is done', async (t) => {
  const { open, emulator, kubeconfig } = await migrationPlace(t, createWorld);
  const asked = { users: null, clusters: [], quietDays: 0 };
  const decisions = async (world: World) =>
    (await world.migration.plan(asked)).steps.map(({ identity, cluster, verdict, reason }) =>
      [identity.name, cluster.name, verdict, reason].join(' '),
    );
  const readOnly = open({ readOnly: true });
  t.deepEqual(await decisions(readOnly), await decisions(open()));
  const plan = await readOnly.migration.plan(asked);
  const refused = readOnly.migration.apply(plan, { confirm: 'all', isEverybody: true, clean: true });
  await t.throwsAsync(refused, { code: 'ReadOnly' });
  t.is(emulator.requests.count('CleanClusterUserPermissions'), 0);
  await t.throwsAsync(readFile(kubeconfig), { code: 'ENOENT' });
});

test('somebody is mapped with the same rights, moves by a token, and loses the certificate in the end', async (t) => {
  const { plan, apply, as, open } = await migrationPlace(t, createWorld);
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
  const { response } = await as('mei').execToken({
    clusterId,
    execInfo: undefined,
    recipient: { servers: [], authority: null },
  });
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
  const { apply, open, kubeconfig, emulator } = await migrationPlace(t, createWorld);
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
  const { plan, open, emulator } = await migrationPlace(t, createWorld);
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

  const leaving = await open().incident.planClean({ users: ['mei'], clusters: ['ready'] });
  const { tokensLeft } = await open().incident.applyClean(leaving, { confirm: 'mei' });
  t.deepEqual(
    tokensLeft.map(({ error }) => error.message),
    ['a token still gives mei access to ready: mapping theirs makes it theirs'],
  );
});

test('an object that appears between the look and the write is a conflict', async (t) => {
  const { plan } = await migrationPlace(t, createWorld);
  const [step] = (await plan(['mei'])).steps;
  if (step?.access == null) return t.fail();
  const read: (StoredObject | null)[] = [null, { uid: '1', version: '1', body: { subjects: [] } }];
  const objects: AccessObjects = {
    listMappings: async () => [],
    list: async () => [],
    apply: async () => ({ kind: 'applied' }),
    read: async () => read.shift() ?? null,
    create: async () => 'exists',
    replace: async () => 'gone',
    remove: async () => 'gone',
  };
  const target = { server: 'https://192.0.2.1' } as ApiServerTarget;
  const { access } = step;
  const written = ensureAccess(step, { target, access }, { objects: () => objects }, undefined);
  await t.throwsAsync(written, { code: 'Conflict' });
  t.deepEqual(read, []);
});

test('nothing is changed without the name', async (t) => {
  const { plan, open } = await migrationPlace(t, createWorld);
  const planned = await plan(['mei']);
  for (const confirm of [null, '', 'Mei', 'all'])
    await t.throwsAsync(open().migration.apply(planned, { confirm, clean: false }), {
      code: 'ConfirmationMissing',
    });
});

test('stopped while the certificate is being removed, a move is finished and told', async (t) => {
  const { plan, apply, as, open, emulator } = await migrationPlace(t, createWorld);
  await apply('mei');
  await get(as('mei'), { plugIn: 'token', destination: { kind: 'stdout' } });
  const toClean = await plan(['mei']);
  const stop = new AbortController();
  emulator.requests.clear();
  const removing = ['CleanUserPermissions', 'CleanClusterUserPermissions'];
  void Promise.race(removing.map((each) => emulator.requests.reached(each, 1))).then(() => stop.abort());
  const asked = { confirm: 'mei', clean: true, signal: stop.signal };
  t.deepEqual(told(await open().migration.apply(toClean, asked)), [['mei', 'cleaned', 'cleaned', null]]);
  t.true(stop.signal.aborted);
  t.like((await plan(['mei'])).steps[0], { verdict: 'done', reason: 'Cleaned', present: { isMapped: true } });
});

test('stopped once its contexts are back, a move is taken back to its end, and before that not at all', async (t) => {
  const { plan, apply, open, emulator, kubeconfig } = await migrationPlace(t, createWorld);
  await get(open(), {});
  const before = await readFile(kubeconfig, 'utf8');
  await apply('ops');
  const moved = await readFile(kubeconfig, 'utf8');
  for (const [operation, result, text] of [
    ['ListUserKubeConfigStates', 'failed', moved],
    ['DescribeClusterUserKubeconfig', 'undone', before],
  ] as const) {
    const undo = await open().migration.planUndo({ users: ['ops'], clusters: [] });
    const stop = new AbortController();
    emulator.requests.clear();
    void emulator.requests.reached(operation, 1).then(() => stop.abort());
    const outcomes = await open().migration.undo(undo, { confirm: 'ops', signal: stop.signal });
    t.true(stop.signal.aborted, operation);
    t.is(outcomes[0]?.result, result);
    t.is(await readFile(kubeconfig, 'utf8'), text);
  }
  t.like((await plan(['ops'])).steps[0], { verdict: 'migrate', present: { isMapped: false } });
});
