import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readIssued, startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';
import { parse } from 'yaml';
import type { KubeconfigFlaw } from '../faults/faults.js';

const dayMs = 86_400_000;

const window = test.macro({
  title: (_, daysLeft: number, isRenewed: boolean) =>
    `with ${daysLeft} days left, asking for the long-term kubeconfig gives ${isRenewed ? 'a new certificate' : 'the one in force'}`,
  async exec(t, daysLeft: number, isRenewed: boolean) {
    await using cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 1000 } } }] });
    const first = await cloud.fetch('a');
    await cloud.emulator.clock.advance((1000.5 - daysLeft) * dayMs);
    const second = await cloud.fetch('a');
    t.is(second.serial !== first.serial, isRenewed);
    t.is(second.pem !== first.pem, isRenewed);
    t.is(second.commonName, first.commonName);
    const lifeDays = (Date.parse(second.expiration) - cloud.emulator.clock.now().getTime()) / dayMs;
    t.is(Math.round(lifeDays), isRenewed ? 1095 : daysLeft);
  },
});

test(window, 181, false);
test(window, 180, true);
test(window, 30, true);
test(window, 0, true);
test(window, -400, true);

test('a first long-term kubeconfig is issued to any caller, and then stays', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a' }] });
  const [first, twin] = await Promise.all([cloud.fetch('a'), cloud.fetch('a')]);
  t.is(first.text, twin.text);
  t.is((await cloud.fetch('a')).text, first.text);
});

test('a temporary kubeconfig has its own certificate under the same name and leaves the long-term one alone', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 1000 } } }] });
  const longTerm = await cloud.fetch('a');
  const [first, second] = await Promise.all([
    cloud.fetch('a', { temporaryDurationMinutes: 15 }),
    cloud.fetch('a', { temporaryDurationMinutes: 15 }),
  ]);
  t.is(new Set([longTerm.serial, first.serial, second.serial]).size, 3);
  t.is(new Set([longTerm.key, first.key, second.key]).size, 3);
  t.is(first.commonName, longTerm.commonName);
  t.is((await cloud.fetch('a')).text, longTerm.text);
  t.is(Date.parse(first.certificate.validTo), Date.parse(first.expiration));
});

const duration = test.macro({
  title: (_, minutes: number, isTaken: boolean) => `${minutes} minutes are ${isTaken ? 'taken' : 'refused'}`,
  async exec(t, minutes: number, isTaken: boolean) {
    await using cloud = await startCloud('single');
    const asked = cloud.fetch('single', { temporaryDurationMinutes: minutes });
    if (isTaken) await t.notThrowsAsync(asked);
    else await t.throwsAsync(asked, { code: 'InvalidParameter.TemporaryDurationMinutes' });
  },
});

test(duration, 14, false);
test(duration, 15, true);
test(duration, 4320, true);
test(duration, 4321, false);

test("the file has ACK's layout, with its traps", async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a' }, { name: 'b' }] });
  const { config, key } = await cloud.fetch('a');
  const uid = cloud.uid('ops');
  const context = `${uid}-${cloud.cluster('a').id}`;
  t.is(config.clusters[0].name, 'kubernetes');
  t.deepEqual(config.contexts[0], { context: { cluster: 'kubernetes', user: uid }, name: context });
  t.is(config['current-context'], context);
  t.is(config.users[0].name, uid);
  t.true(key.startsWith('-----BEGIN RSA PRIVATE KEY-----'));
  t.notThrows(() => createPrivateKey(key));
  const root = await cloud.fetch('a', {}, 'root');
  t.is(root.config['current-context'], `kubernetes-admin-${cloud.cluster('a').id}`);
  t.not((await cloud.fetch('b')).authority, root.authority);
});

test('private and public kubeconfigs differ in the server only', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a' }, { name: 'b', privateReachable: true }] });
  const [open, closed] = [await cloud.fetch('a'), await cloud.fetch('a', { privateIpAddress: true })];
  t.is(open.text.replace(open.server, closed.server), closed.text);
  t.regex(open.server, /^https:\/\/127\.0\.0\.1:\d+$/);
  t.regex(closed.server, /^https:\/\/127\.168\.\d+\.\d+:1$/);
  t.regex((await cloud.fetch('b', { privateIpAddress: true })).server, /^https:\/\/127\.0\.0\.1:\d+$/);
});

test('a cluster without an EIP, one being deleted and one that does not exist give no kubeconfig', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      { name: 'a', public: false },
      { name: 'b', state: 'deleting' },
    ],
  });
  await t.throwsAsync(cloud.fetch('a'), { code: 'ErrorNoPublicEndpoint' });
  await t.notThrowsAsync(cloud.fetch('a', { privateIpAddress: true }));
  await t.throwsAsync(cloud.fetch('b'), { code: 'ErrorClusterState' });
  const unknown = cloud
    .client()
    .describeClusterUserKubeconfig('c0', new CS.DescribeClusterUserKubeconfigRequest());
  t.like(await t.throwsAsync(unknown), { code: 'ErrorClusterNotFound', statusCode: 404 });
});

test("a revoke changes the common name and ends only the caller's kubeconfig", async (t) => {
  await using cloud = await startCloud({
    identities: [{ name: 'mei' }],
    clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900 } } }],
  });
  const [own, other] = [await cloud.fetch('a'), await cloud.fetch('a', {}, 'mei')];
  const { body } = await cloud.client().revokeK8sClusterKubeConfig(cloud.cluster('a').id);
  t.deepEqual({ ...body }, {});
  const next = await cloud.fetch('a');
  t.not(next.commonName, own.commonName);
  t.not(next.serial, own.serial);
  t.is((await cloud.fetch('a', {}, 'mei')).text, other.text);
});

test('temporary kubeconfigs die with a revoke even if no long-term one was issued', async (t) => {
  await using cloud = await startCloud({ identities: [{ name: 'mei' }], clusters: [{ name: 'a' }] });
  const { id } = cloud.cluster('a');
  const before = await cloud.fetch('a', { temporaryDurationMinutes: 60 });
  await cloud.client().revokeK8sClusterKubeConfig(id);
  const after = await cloud.fetch('a', { temporaryDurationMinutes: 60 });
  t.not(after.commonName, before.commonName);
  await t.throwsAsync(cloud.client('mei').revokeK8sClusterKubeConfig(id), {
    code: 'ErrorKubeConfigNotFound',
  });
});

test('only the account root fetches for others and sets how long theirs live', async (t) => {
  await using cloud = await startCloud({ identities: [{ name: 'mei' }], clusters: [{ name: 'a' }] });
  const { id } = cloud.cluster('a');
  const request = new CS.DescribeSubaccountK8sClusterUserConfigRequest({ temporaryDurationMinutes: 60 });
  const fetched = await cloud
    .client('root')
    .describeSubaccountK8sClusterUserConfig(id, cloud.uid('mei'), request);
  t.true(fetched.body?.config?.includes(`${cloud.uid('mei')}-${id}`));
  const refused = cloud.client().describeSubaccountK8sClusterUserConfig(id, cloud.uid('mei'), request);
  t.like(await t.throwsAsync(refused), { code: 'StatusForbidden', statusCode: 403 });

  const expire = new CS.UpdateK8sClusterUserConfigExpireRequest({ expireHour: 720, user: cloud.uid('mei') });
  await t.throwsAsync(cloud.client().updateK8sClusterUserConfigExpire(id, expire), {
    code: 'StatusForbidden',
  });
  await cloud.client('root').updateK8sClusterUserConfigExpire(id, expire);
  const { certificate } = await cloud.fetch('a', {}, 'mei');
  const hours = (Date.parse(certificate.validTo) - cloud.emulator.clock.now().getTime()) / 3_600_000;
  t.is(Math.round(hours), 720);
  await cloud.client('mei').revokeK8sClusterKubeConfig(id);
  const reset = await cloud.fetch('a', {}, 'mei');
  const days = (Date.parse(reset.expiration) - cloud.emulator.clock.now().getTime()) / dayMs;
  t.is(Math.round(days), 1095);
});

test('a fault issues a kubeconfig that is wrong in one way, with no other sign', async (t) => {
  await using cloud = await startCloud({
    identities: [{ name: 'mei' }],
    clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 } } }, { name: 'b' }],
  });
  const minutes = { temporaryDurationMinutes: 60 };
  const sound = await cloud.fetch('a', minutes);
  await cloud.client().revokeK8sClusterKubeConfig(cloud.cluster('a').id);
  const folder = await mkdtemp(join(tmpdir(), 'ackring-emulator-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const marker = join(folder, 'ran');
  const wrong = async (flaw: KubeconfigFlaw) => {
    const undo = cloud.emulator.faults.add({ effect: { kind: 'misissue', flaw, marker } });
    const { body } = await cloud
      .client()
      .describeClusterUserKubeconfig(
        cloud.cluster('a').id,
        new CS.DescribeClusterUserKubeconfigRequest(minutes),
      );
    undo();
    return { text: body?.config ?? '', issued: () => readIssued(body?.config ?? '', body?.expiration ?? '') };
  };
  const facts = async (flaw: KubeconfigFlaw) => {
    const { commonName, server, certificate, key } = (await wrong(flaw)).issued();
    const lived = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 60_000;
    return {
      commonName,
      server,
      fits: certificate.checkPrivateKey(createPrivateKey(key)),
      hours: Math.floor(lived / 60),
      isOver: Date.parse(certificate.validTo) < cloud.emulator.clock.now().getTime(),
    };
  };
  const { server } = sound;
  const { commonName } = await cloud.fetch('a', minutes);
  const usual = { commonName, server, fits: true, hours: 1, isOver: false };
  t.deepEqual(await facts('otherKey'), { ...usual, fits: false });
  t.deepEqual(await facts('longer'), { ...usual, hours: 4 });
  t.deepEqual(await facts('shorter'), { ...usual, hours: 0 });
  t.deepEqual(await facts('ended'), { ...usual, isOver: true });
  t.deepEqual(await facts('revoked'), { ...usual, commonName: sound.commonName });
  t.deepEqual(await facts('otherServer'), { ...usual, server: 'https://203.0.113.66:6443' });
  t.deepEqual(await facts('http'), { ...usual, server: server.replace('https:', 'http:') });
  t.regex((await facts('otherIdentity')).commonName, new RegExp(`^(?!${cloud.uid('ops')}-)`));
  t.is((await facts('otherCluster')).server, (await cloud.fetch('b')).server);
  for (const [flaw, field] of [
    ['plugin', /exec: /],
    ['authProvider', /auth-provider: /],
    ['token', /token: /],
    ['files', /client-key: \//],
    ['skipsVerification', /insecure-skip-tls-verify: true/],
    ['proxy', /proxy-url: /],
    ['twoContexts', /name: second/],
  ] as const) {
    const { text } = await wrong(flaw);
    t.regex(text, field);
    t.notThrows(() => parse(text), flaw);
  }
  const [{ user }] = parse((await wrong('plugin')).text).users;
  const [{ name, value }] = user.exec.env;
  await promisify(execFile)(process.execPath, ['-e', '0'], { env: { [name]: value } });
  await t.notThrowsAsync(access(marker), 'the marker shows that the plug-in was run');
});

test('a history of nine years is made in one go', async (t) => {
  await using cloud = await startCloud(
    { clusters: [{ name: 'a', createdDaysAgo: 10 }] },
    { now: new Date('2020-01-01T00:00:00Z') },
  );
  const ends: number[] = [];
  for (let year = 2020; year < 2029; year += 1) {
    await cloud.emulator.clock.set(new Date(Date.UTC(year, 0, 2)));
    ends.push(new Date((await cloud.fetch('a')).expiration).getUTCFullYear());
  }
  t.deepEqual(ends, [2023, 2023, 2023, 2026, 2026, 2026, 2029, 2029, 2029]);
});
