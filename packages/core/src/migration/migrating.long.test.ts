import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
