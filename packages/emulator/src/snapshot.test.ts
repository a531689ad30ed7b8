import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test, { type ExecutionContext } from 'ava';
import { describeEmulator, type Emulator, startEmulator } from './start.js';

async function folder(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ackring-snapshot-'));
  t.teardown(() => rm(directory, { recursive: true }));
  return join(directory, 'state');
}

test('a world continues from its snapshot: kubeconfigs, authorities, permissions, clock and tasks', async (t) => {
  const directory = await folder(t);
  const scenario = {
    identities: [{ name: 'mei' }],
    clusters: [{ name: 'a', holders: { mei: { daysLeft: 90 } } }],
  };
  await using before = await startCloud(scenario, { now: new Date('2026-01-01T00:00:00Z') });
  const issued = await before.fetch('a');
  const held = await before.fetch('a', {}, 'mei');
  const clean = new CS.CleanClusterUserPermissionsRequest({ force: true });
  await before.client('root').cleanClusterUserPermissions(before.cluster('a').id, before.uid('mei'), clean);
  await before.emulator.clock.set(new Date('2026-01-20T00:00:00Z'));
  await before.emulator.save(directory);
  await before.emulator.stop();

  await using after = await startCloud('single', { snapshot: directory });
  t.is(after.emulator.clock.now().getUTCDate(), 20);
  // The port is reused if it is still free, which depends on the machine.
  const portless = (text: string) => text.replace(/(127\.0\.0\.1):\d+/, '$1');
  t.is(portless((await after.fetch('a')).text), portless(issued.text));
  const [binned] = after.emulator.recycleBin.items();
  t.is(binned?.uid, after.uid('mei'));
  after.emulator.recycleBin.restore(binned?.clusterId ?? '', binned?.commonName ?? '');
  t.is(portless((await after.fetch('a', {}, 'mei')).text), portless(held.text));
  const { body } = await after
    .client()
    .describeClusterEvents(after.cluster('a').id, new CS.DescribeClusterEventsRequest());
  t.is(body?.events?.[0]?.data?.reason, 'KubeConfigRemoved');
});

test('an empty folder starts the scenario, and only the owner reads what is saved', async (t) => {
  const directory = await folder(t);
  await using cloud = await startCloud('single', { snapshot: directory });
  await cloud.fetch('single');
  await cloud.emulator.save(directory);
  t.is((await stat(directory)).mode & 0o777, 0o700);
  t.is((await stat(join(directory, 'world.json'))).mode & 0o777, 0o600);
});

test('whatever signs or opens is new at each start, and continues with a snapshot', async (t) => {
  const directory = await folder(t);
  const secrets = async (emulator: Emulator) => {
    const { identities, controlToken, receivers } = await describeEmulator(emulator);
    const keys = Object.values(identities).map(({ accessKeySecret }) => accessKeySecret);
    const ids = Object.values(identities).map(({ accessKeyId }) => accessKeyId);
    const { webhook: _, ...guarded } = receivers;
    const parts = Object.values(guarded).flatMap((each) => Object.values(each));
    const tokens = parts.map((part) => part.replace(/^http:\/\/127\.0\.0\.1:\d+/, ''));
    return [...ids, ...keys, controlToken, ...tokens].filter((text) => text !== '');
  };
  await using first = await startEmulator({ scenario: 'fleet' });
  await using second = await startEmulator({ scenario: 'fleet' });
  const known = new Set(await secrets(first));
  // PagerDuty has its key in the message, and not in the address.
  t.deepEqual(
    (await secrets(second)).filter((text) => known.has(text)),
    ['/v2/enqueue'],
  );
  await first.save(directory);
  await using after = await startEmulator({ snapshot: directory });
  t.deepEqual(after.identities, first.identities);
});

test('a snapshot in a folder that is open to others is neither written nor read', async (t) => {
  const directory = await folder(t);
  await using cloud = await startCloud('single');
  await cloud.emulator.save(directory);
  await chmod(directory, 0o750);
  const refused = { message: /open to other users; make it yours alone \(chmod 700\)/ };
  await t.throwsAsync(cloud.emulator.save(directory), refused);
  await t.throwsAsync(startEmulator({ snapshot: directory }), refused);
});

test('of a generated fleet only what was used is saved, and the rest is generated again', async (t) => {
  const directory = await folder(t);
  const scenario = { generate: { clusters: 300, identities: 5 } };
  await using before = await startCloud(scenario);
  const [first] = before.emulator.world.clusters.all();
  const name = first?.name ?? '';
  const issued = await before.fetch(name, { privateIpAddress: true });
  await before.emulator.save(directory);
  await before.emulator.stop();
  t.true((await stat(join(directory, 'world.json'))).size < 40_000);
  await using after = await startCloud('single', { snapshot: directory });
  t.is(after.emulator.world.clusters.size, 300);
  const again = await after.fetch(name, { privateIpAddress: true });
  t.is(again.serial, issued.serial);
});

test('a snapshot of another version, or in part, is refused with a remedy', async (t) => {
  const directory = await folder(t);
  await using cloud = await startCloud('single');
  await cloud.emulator.save(directory);
  await cloud.emulator.stop();
  const refused = (message: RegExp) => t.throwsAsync(startEmulator({ snapshot: directory }), { message });
  await writeFile(join(directory, 'kms.json'), '{"secrets":[');
  await refused(/kms\.json: not a whole snapshot; name another folder/);
  for (const [text, message] of [
    ['{"version":3}', /version 3, this program reads 5; name another folder/],
    ['null', /version undefined/],
    ['{"version":', /world\.json: not a whole snapshot/],
  ] as const) {
    await writeFile(join(directory, 'world.json'), text);
    await refused(message);
  }
});
