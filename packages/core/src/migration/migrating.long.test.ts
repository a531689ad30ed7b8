import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addonsOf } from '@ackring/emulator/world/addons';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { get, mappings, migrationPlace, shownBy, told } from '@ackring/testkit/migration-place';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { createWorld } from '../world.js';

test('of a user that is gone everything can be taken back', async (t) => {
  const { apply, open, emulator } = await migrationPlace(t, createWorld);
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

test('on a cluster of 1.24, which reviews nobody, one’s own token is proven all the same', async (t) => {
  const { open } = await migrationPlace(t, createWorld);
  const { migration } = open();
  const planned = await migration.plan({ users: ['ops', 'mei'], clusters: ['old'], quietDays: 0 });
  const outcomes = await migration.apply(planned, { confirm: 'mei,ops', clean: false });
  t.deepEqual(told(outcomes), [
    ['mei', 'migrated', 'watching', null],
    ['ops', 'migrated', 'watching', null],
  ]);
});

test('roles given while it is watched are carried over; one that was taken stops it, and is named', async (t) => {
  const { plan, apply, open } = await migrationPlace(t, createWorld);
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
  const { plan, apply, open, emulator } = await migrationPlace(t, createWorld);
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
  const { plan, apply, open } = await migrationPlace(t, createWorld);
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
  const { apply, open, kubeconfig } = await migrationPlace(t, createWorld);
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
  const { apply, plan, open, kubeconfig } = await migrationPlace(t, createWorld);
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

test('a context under another authority keeps its certificate, and stops no other', async (t) => {
  const { apply, open, kubeconfig } = await migrationPlace(t, createWorld);
  await get(open(), { use: true });
  await get(open(), { contextName: 'beside' });
  const before = await readFile(kubeconfig, 'utf8');
  // The last one's cluster trusts somebody else.
  const stranger = Buffer.from((await makeSpecimen()).authority).toString('base64');
  const at = before.indexOf(
    'certificate-authority-data: ',
    before.indexOf('certificate-authority-data: ') + 1,
  );
  t.true(at > 0);
  const text = before.slice(0, at) + before.slice(at).replace(/data: \S+/, `data: ${stranger}`);
  await writeFile(kubeconfig, text);
  const [outcome] = await apply('ops');
  t.like(outcome, { result: 'migrated', stage: 'watching', error: { code: 'Refused' } });
  t.regex(outcome?.error?.message ?? '', /is put into .*: its server is checked against another authority/);
  const { entries } = await open().contexts();
  t.deepEqual(entries.map(({ credential }) => credential.kind).toSorted(), ['certificate', 'exec']);
  // There is nothing else to do by now.
  t.like((await apply('ops'))[0], { result: 'refused', error: { code: 'Refused' } });
});

test('a certificate in a file of its own gives way to a token like any other', async (t) => {
  const { apply, open, kubeconfig } = await migrationPlace(t, createWorld);
  await get(open(), { use: true });
  const text = await readFile(kubeconfig, 'utf8');
  const { pem, key } = shownBy(text);
  await writeFile(join(dirname(kubeconfig), 'own.crt'), pem);
  await writeFile(join(dirname(kubeconfig), 'own.key'), key);
  await writeFile(
    kubeconfig,
    text
      .replace(/client-certificate-data: \S+/, 'client-certificate: own.crt')
      .replace(/client-key-data: \S+/, 'client-key: own.key'),
  );
  t.deepEqual(told(await apply('ops')), [['ops', 'migrated', 'watching', null]]);
  t.notRegex(await readFile(kubeconfig, 'utf8'), /own\.crt|own\.key/);
});

test('a switch that was undone by itself is planned again, and done again once that is confirmed', async (t) => {
  const { apply, plan, open, kubeconfig } = await migrationPlace(t, createWorld);
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
  const { apply, open, home } = await migrationPlace(t, createWorld);
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

test('a mapping that lets others in by the certificate’s name is told of when the certificate goes', async (t) => {
  const { plan, apply, as, open, emulator } = await migrationPlace(t, createWorld);
  await apply('mei');
  await get(as('mei'), { plugIn: 'token', destination: { kind: 'stdout' } });
  const [step] = (await plan(['mei'])).steps;
  const issued = await get(open(), { destination: { kind: 'stdout' } });
  const { arn = '' } = emulator.identities['ops'] ?? {};
  const body = {
    apiVersion: 'ramauthenticator.k8s.alibabacloud/v1alpha1',
    kind: 'RAMIdentityMapping',
    metadata: { name: 'theirs' },
    spec: { arn, username: step?.record?.commonName ?? '', groups: [] },
  };
  t.is((await askKubernetes(shownBy(issued.text ?? ''), 'POST', mappings, body)).status, 201);
  const [outcome] = await apply('mei', true);
  t.is(outcome?.result, 'cleaned');
  t.is(outcome?.error?.code, 'DoneInPart');
  t.regex(
    outcome?.error?.message ?? '',
    /still comes in as \d+-\w+, as the certificate did: mapping theirs$/,
  );
});

test('a certificate stays where tokens stopped working between the plan and the clean', async (t) => {
  const { plan, apply, as, open, emulator } = await migrationPlace(t, createWorld);
  await apply('mei');
  await get(as('mei'), { plugIn: 'token', destination: { kind: 'stdout' } });
  const planned = await plan(['mei']);
  t.like(planned.steps[0], { verdict: 'clean', reason: 'Unused' });
  const cluster = emulator.world.clusters.named('ready');
  const switched = (isOn: boolean) => {
    if (cluster === undefined) return;
    const config = JSON.stringify({ EnableNonBootstrapMapping: isOn });
    cluster.addons = addonsOf(cluster).map((addon) => ({ ...addon, config }));
  };
  // Only the last look can see it: the plan is compared with the cluster once more before.
  const { requests } = emulator;
  const compared = requests.count('GetClusterAddonInstance') + 1;
  const isSwitched = requests.reached('GetClusterAddonInstance', compared).then(() => switched(false));
  const [outcome] = await open().migration.apply(planned, { confirm: 'mei', clean: true });
  t.like(outcome, { result: 'refused', error: { code: 'Refused' } });
  await isSwitched;
  t.is(emulator.requests.count('CleanClusterUserPermissions'), 0);
  switched(true);
  t.deepEqual(told(await apply('mei', true)), [['mei', 'cleaned', 'cleaned', null]]);
});

test('a clean that fails is told with its reason, and one that was only cut off is one that is done', async (t) => {
  const { apply, as, emulator } = await migrationPlace(t, createWorld);
  await apply('mei');
  await get(as('mei'), { plugIn: 'token', destination: { kind: 'stdout' } });
  const operation = 'CleanClusterUserPermissions';
  const cleanedUnder = async (effect: Parameters<typeof emulator.faults.add>[0]['effect']) => {
    const end = emulator.faults.add({ operation, effect });
    const outcomes = told(await apply('mei', true));
    end();
    return outcomes;
  };
  t.deepEqual(await cleanedUnder({ kind: 'error', status: 403, code: 'StatusForbidden' }), [
    ['mei', 'failed', 'watching', 'Forbidden'],
  ]);
  t.deepEqual(await cleanedUnder({ kind: 'error', status: 500, after: true }), [
    ['mei', 'cleaned', 'cleaned', null],
  ]);
  // Nothing is left of it to be cleaned, and nothing is sent.
  const sent = emulator.requests.count(operation);
  t.deepEqual(told(await apply('mei', true)), [['mei', 'left', 'cleaned', null]]);
  t.is(emulator.requests.count(operation), sent);
});

test('an expired certificate is not given back in the place of the token', async (t) => {
  const { apply, open, kubeconfig, emulator } = await migrationPlace(t, createWorld);
  await get(open(), { use: true });
  t.deepEqual(told(await apply('ops')), [['ops', 'migrated', 'watching', null]]);
  const moved = await readFile(kubeconfig, 'utf8');
  const grant = emulator.world.clusters.named('ready')?.grants.get(emulator.identities['ops']?.uid ?? '');
  if (grant === undefined) return t.fail();
  const { lifeHours } = grant;
  grant.lifeHours = 1;
  const undo = async () => {
    const plan = await open().migration.planUndo({ users: ['ops'], clusters: [] });
    return told(await open().migration.undo(plan, { confirm: 'ops' }));
  };
  t.deepEqual(await undo(), [['ops', 'refused', 'watching', 'Refused']]);
  t.is(await readFile(kubeconfig, 'utf8'), moved);
  grant.lifeHours = lifeHours;
  t.deepEqual(await undo(), [['ops', 'undone', 'certificate', null]]);
});

test('what was changed since in the cluster is not removed by an undo', async (t) => {
  const { apply, open, emulator } = await migrationPlace(t, createWorld);
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

test('what somebody else cleaned is not taken back, and what they took away is not given again', async (t) => {
  const { plan, apply, open, emulator } = await migrationPlace(t, createWorld);
  t.deepEqual(told(await apply('mei')), [['mei', 'migrated', 'watching', null]]);
  const elsewhere = await open().incident.planClean({ users: ['mei'], clusters: ['ready'] });
  const { tokensLeft } = await open().incident.applyClean(elsewhere, { confirm: 'mei' });
  t.deepEqual(
    tokensLeft.map(({ step, error }) => [step.row.identity.name, error.code]),
    [['mei', 'DoneInPart']],
  );

  const gone = await open().incident.planClean({ users: ['mei'], clusters: ['ready'] });
  t.deepEqual(
    gone.steps.map(({ reason }) => reason),
    ['AlreadyRemoved'],
  );
  await t.throwsAsync(open().incident.applyClean(gone, { confirm: null }), { code: 'ConfirmationMissing' });
  const again = await open().incident.applyClean(gone, { confirm: 'mei' });
  t.is(again.backup, null);
  t.deepEqual(
    again.outcomes.map(({ result }) => result),
    ['alreadyRemoved'],
  );
  t.deepEqual(
    again.tokensLeft.map(({ step, error }) => [step.row.identity.name, error.code]),
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
