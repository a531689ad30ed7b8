import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { createAckring } from './run-ackring.js';

const role = 'ackring';
const till = { name: 'till', holders: { [role]: { daysLeft: 181 } } };
const safe = { name: 'safe', holders: { [role]: { daysLeft: 181 } } };
const prod = [{ name: 'prod', holders: { [role]: { daysLeft: 900 } } }];
const ours = { name: role, type: 'role' as const, trusts: ['root@ackring'], externalId: 'ours-42' };
const external = ['--role', role, '--external-id', 'ours-42'];

/** A directory of four: two that let us in, one that does not, and one that is being deleted. */
async function directory(t: ExecutionContext, now = new Date()) {
  const accounts = [
    { name: 'shop', member: 'joined' as const, clusters: [...prod, till], identities: [ours] },
    { name: 'bank', member: 'joined' as const, clusters: [...prod, safe], identities: [ours] },
    {
      name: 'shut',
      member: 'joined' as const,
      clusters: prod,
      identities: [{ ...ours, externalId: 'another' }],
    },
    { name: 'going', member: 'deleting' as const, clusters: prod, identities: [ours] },
  ];
  const emulator = await startEmulator({ now, scenario: { clusters: [{ name: 'hub' }], accounts } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await mkdir(join(ackring.home, '.aliyun'));
  const profileOf = (name: string, who: string) => {
    const { accessKeyId, accessKeySecret } = emulator.identities[who] ?? {};
    return { name, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  };
  const blank = { name: 'blank', mode: 'AK', access_key_id: '', access_key_secret: '' };
  const profiles = [profileOf('org', 'ops'), profileOf('alone', 'shop/ops'), blank];
  await writeFile(join(ackring.home, '.aliyun/config.json'), JSON.stringify({ current: 'org', profiles }));
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
  const run = (...args: string[]) => ackring.runHere(args, { environment });
  const idOf = (name: string) => emulator.identities[`${name}/ops`]?.arn.split(':')[3] ?? '';
  return { emulator, ackring, run, idOf, memberOf: (name: string) => `org@${idOf(name)}` };
}

const sourced = v.array(v.object({ name: v.string(), account: v.string(), source: v.string() }));

test('a member that cannot be entered, or is being deleted, is told and hides none of the others', async (t) => {
  const { emulator, run, idOf, memberOf } = await directory(t);
  const added = await run('accounts', 'add', '--directory', 'org', ...external, '--json');
  t.is(added.code, 0, added.stderr);
  t.deepEqual(added.json(), {
    ...{ accounts: ['org'], all: false, changed: true },
    directory: { profile: 'org', role, without: [] },
    tried: [],
  });
  const listed = await run('clusters', '--json');
  t.is(listed.code, 7, listed.stderr);
  t.deepEqual(
    v
      .parse(sourced, listed.json())
      .map(({ name, account, source }) => `${source} ${account} ${name}`)
      .toSorted(),
    [
      `org ${emulator.accountId} hub`,
      ...['shop', 'bank'].map((name) => `${memberOf(name)} ${idOf(name)} prod`),
      `${memberOf('shop')} ${idOf('shop')} till`,
      `${memberOf('bank')} ${idOf('bank')} safe`,
    ].toSorted(),
  );
  const refusals = listed.stderr.split('\n').filter((line) => line.startsWith('{'));
  t.is(refusals.length, 1, listed.stderr);
  t.regex(refusals[0] ?? '', new RegExp(`"CredentialsInvalid".*"profile":"${memberOf('shut')}"`));
  t.regex(refusals[0] ?? '', /may not assume the role acs:ram::\d+:role\/ackring.*sts:AssumeRole/);
  const text = await run('clusters');
  t.regex(text.stderr, new RegExp(`${idOf('going')} \\(going\\) is being deleted, and was not asked`));
});

const listing = v.array(
  v.object({
    profile: v.string(),
    inFleet: v.boolean(),
    account: v.nullable(v.string()),
    member: v.nullable(v.object({ name: v.string(), state: v.string() })),
    error: v.nullable(v.object({ code: v.string() })),
  }),
);

test('accounts lists the members, with who one is in each and why not', async (t) => {
  const { run, emulator, idOf, memberOf } = await directory(t);
  await run('accounts', 'add', '--directory', 'org', ...external);
  const listed = await run('accounts', '--json');
  t.is(listed.code, 7, listed.stderr);
  const member = (name: string, account: string | null, state = 'joined', error: object | null = null) => ({
    ...{ profile: memberOf(name), account, inFleet: state === 'joined', member: { name, state }, error },
  });
  const profile = (name: string, account: string, inFleet: boolean) => ({
    ...{ profile: name, account, inFleet, member: null, error: null },
  });
  t.deepEqual(v.parse(listing, listed.json()), [
    profile('org', emulator.accountId, true),
    profile('alone', idOf('shop'), false),
    member('shop', idOf('shop')),
    member('bank', idOf('bank')),
    member('shut', null, 'joined', { code: 'CredentialsInvalid' }),
    member('going', null, 'beingDeleted'),
  ]);
  const text = await run('accounts');
  t.regex(text.stdout, /org@\d+ \(going\) .* being deleted/);
  t.regex(text.stderr, /never filled in, so not asked: blank$/m);
  t.regex(text.stderr, /the members of the directory of org, by their role ackring/);
});

test('a member that is left out is asked nothing, said wherever the fleet is told, and taken in again', async (t) => {
  const { emulator, run, idOf, memberOf } = await directory(t);
  await run('accounts', 'add', '--directory', 'org', ...external);
  const removed = await run('accounts', 'remove', memberOf('shut'), memberOf('bank'));
  t.is(removed.code, 0, removed.stderr);
  t.regex(removed.stderr, new RegExp(`left out of it: .*${memberOf('bank')}`));
  const [before, sessions] = [emulator.requests.all().length, 'AssumeRole'];
  const clusters = await run('clusters', '--json');
  t.is(clusters.code, 0, clusters.stderr);
  const asked = emulator.requests.all().slice(before);
  t.is(asked.filter(({ operation }) => operation === sessions).length, 1, 'of the shop alone');
  const sources = v.parse(sourced, clusters.json()).map(({ source }) => source);
  t.deepEqual([...new Set(sources)].toSorted(), ['org', memberOf('shop')].toSorted());
  const listed = await run('accounts', '--json');
  t.is(listed.code, 0, listed.stderr);
  const rows = v.parse(listing, listed.json());
  for (const name of ['shut', 'bank'])
    t.like(
      rows.find(({ profile }) => profile === memberOf(name)),
      { inFleet: false, account: null, member: { name, state: 'leftOut' }, error: null },
    );
  // Another role takes nobody in who was left out.
  await run('accounts', 'add', '--directory', 'org', ...external);
  const [ids, one] = [[idOf('shut'), idOf('bank')].toSorted(), memberOf('bank')];
  const again = (await run('accounts', 'remove', one, '--json')).json();
  t.like(again, { changed: false, directory: { profile: 'org', role, without: ids } });
  t.like((await run('accounts', 'add', one, '--json')).json(), {
    ...{ accounts: ['org'], changed: true },
    directory: { without: [idOf('shut')] },
  });
  t.true(
    v
      .parse(sourced, (await run('clusters', '--json')).json())
      .some(({ account }) => account === idOf('bank')),
  );
  const unknown = await run('accounts', 'remove', 'org@1234567890123456');
  t.is(unknown.code, 4, unknown.stderr);
});

test('who joins and who leaves is said, once by the next start and for a month by accounts', async (t) => {
  const { run, emulator, idOf, memberOf } = await directory(t);
  await run('accounts', 'add', '--directory', 'org', ...external);
  const members = emulator.world.directory;
  const bank = members?.get(idOf('bank'));
  if (members === null || bank === undefined) throw new Error('no bank');
  members.delete(bank.id);
  // JSON says nothing beside its rows: whoever reads text still hears it.
  const without = await run('clusters', '--json');
  t.notRegex(without.stderr, /has left/);
  t.regex((await run('clusters')).stderr, new RegExp(`${bank.id} \\(bank\\) has left the directory`));
  t.false(v.parse(sourced, without.json()).some(({ account }) => account === bank.id));
  t.notRegex((await run('clusters')).stderr, /has left/);
  const rows = v.parse(listing, (await run('accounts', '--json')).json());
  const left = rows.find((row) => row.profile === memberOf('bank'));
  t.like(left, { inFleet: false, member: { name: 'bank', state: 'left' } });
  members.set(bank.id, bank);
  t.regex((await run('clusters')).stderr, new RegExp(`${bank.id} \\(bank\\) has joined the directory`));
  t.true(
    v.parse(sourced, (await run('clusters', '--json')).json()).some(({ account }) => account === bank.id),
  );
});

test('while the directory does not answer its members are those of last time, and that is said', async (t) => {
  const { run, emulator, idOf } = await directory(t);
  await run('accounts', 'add', '--directory', 'org', ...external);
  emulator.faults.add({ service: 'rd', effect: { kind: 'error', status: 403, code: 'NoPermission' } });
  const listed = await run('clusters', '--json');
  t.is(listed.code, 7);
  t.regex(listed.stderr, /resourcemanager:ListAccounts.*"profile":"org"/);
  t.true(v.parse(sourced, listed.json()).some(({ account }) => account === idOf('bank')));
});

test('a directory is taken in only if its members can be listed, and what is wrong is said at once', async (t) => {
  const { run, ackring } = await directory(t);
  t.is((await run('accounts', 'add', '--directory', 'alone')).code, 3);
  t.is((await run('accounts', 'add', '--directory', 'nobody')).code, 4);
  t.is((await run('accounts', 'add', '--role', 'ackring')).code, 2);
  t.is((await run('accounts', 'add', '--directory', 'org', '--read-only')).code, 6);
  const wrong = await run('accounts', 'add', '--directory', 'org', '--role', 'a/b', '--external-id', '?');
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /role: must be the name of a role[\s\S]*externalId: must be an external id/);
  t.like((await run('accounts', '--json')).json(), [{ profile: 'org', inFleet: true }]);
  await run('accounts', 'add', '--directory', 'org', ...external);
  t.like((await run('accounts', 'remove', '--directory', '--json')).json(), {
    ...{ accounts: ['org'], directory: null, changed: true },
  });
  const folder = join(ackring.home, '.config/ackring');
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ directory: { profile: '', role: 'a b', externalId: 1, more: 1 } }),
  );
  const refused = await run('clusters');
  for (const place of ['profile', 'role', 'externalId', 'more'])
    t.regex(refused.stderr, new RegExp(`directory\\.${place}`));
});

test('no key of a member is in any file, and its kubeconfig is got by its account', async (t) => {
  const { run, ackring, emulator, idOf, memberOf } = await directory(t);
  await run('accounts', 'add', '--directory', 'org', ...external);
  for (const account of [memberOf('bank'), idOf('shop')]) {
    const got = await run('get', `${account}/ap-northeast-1/prod`, '--temporary=1h');
    t.is(got.code, 0, got.stderr);
  }
  const sessions = emulator.world.identities.sessions();
  t.true(sessions.length >= 2);
  for (const file of await readdir(ackring.home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const text = await readFile(join(file.parentPath, file.name), 'utf8');
    for (const { accessKeyId, accessKeySecret, securityToken } of sessions)
      for (const part of [accessKeyId, accessKeySecret, securityToken])
        t.false(text.includes(part), file.name);
  }
});

test('a name is looked for in all accounts of the fleet, and one that two have is refused with both', async (t) => {
  const { run, emulator, memberOf } = await directory(t);
  await run('accounts', 'add', '--directory', 'org', ...external);
  emulator.world.directory?.delete(memberOf('shut').slice('org@'.length));
  const asked = () => emulator.requests.count('DescribeClustersForRegion');
  // Once by scans of all, then by what they saw.
  for (const isSeen of [false, true]) {
    const before = asked();
    const got = await run('get', 'till', '--json', '--temporary=1h');
    t.is(got.code, 0, got.stderr);
    t.true(v.parse(v.object({ verified: v.boolean() }), got.json()).verified);
    t.is(asked() === before, isSeen);
    const both = ['shop', 'bank'].map((name) => `${memberOf(name)}/ap-northeast-1/prod`);
    const refused = await run('get', 'prod');
    t.is(refused.code, 3, refused.stderr);
    t.regex(refused.stderr, /2 clusters are named prod/);
    for (const place of both) t.true(refused.stderr.includes(place), refused.stderr);
    const absent = await run('get', 'tilt');
    t.is(absent.code, 3);
    t.regex(absent.stderr, /similar names: till/);
    await run('clusters');
  }
  t.is((await run('get', 'prod', '--profile', memberOf('shop'))).code, 0);
});

const dayMs = 86_400_000;
const renewals = v.array(v.object({ context: v.string(), result: v.string() }));

test('each context is renewed from the account that it was fetched from', async (t) => {
  // Outside of the window by the cloud's clock: it gives what there is, which by this machine's is due.
  const { run, emulator } = await directory(t, new Date(Date.now() - 2 * dayMs));
  await run('accounts', 'add', '--directory', 'org', ...external);
  for (const name of ['till', 'safe']) {
    const got = await run('get', name, '--long-term', '--context', name);
    t.is(got.code, 0, got.stderr);
  }
  await emulator.clock.advance(2 * dayMs);
  const renewed = await run('renew', '--all', '--json', '--yes');
  t.is(renewed.code, 0, renewed.stderr + renewed.stdout);
  t.deepEqual(
    v
      .parse(renewals, renewed.json())
      .map(({ context, result }) => `${context} ${result}`)
      .toSorted(),
    ['safe renewed', 'till renewed'],
  );
});

test('clusters of members are completed by the member, region and name', async (t) => {
  const { run, memberOf } = await directory(t);
  await run('accounts', 'add', '--directory', 'org', ...external);
  await run('clusters');
  const place = `${memberOf('shop')}/ap-northeast-1/till`;
  for (const typed of ['', 'org@', `${memberOf('shop')}/`]) {
    const { stdout } = await run('complete', '--', 'get', typed);
    t.true(
      stdout.split('\n').some((line) => line.startsWith(place)),
      typed,
    );
  }
});
