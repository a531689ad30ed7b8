import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';

const installing = (...names: string[]) =>
  new CS.InstallClusterAddonsRequest({
    body: names.map((name) => new CS.InstallClusterAddonsRequestBody({ name })),
  });

const removing = (name: string) =>
  new CS.UnInstallClusterAddonsRequest({ addons: [new CS.UnInstallClusterAddonsRequestAddons({ name })] });

test('a cluster has the usual add-ons and those of its scenario', async (t) => {
  await using cloud = await startCloud({
    clusters: [{ name: 'a', addons: ['ack-ram-authenticator'] }, { name: 'b' }],
  });
  const names = async (cluster: string) => {
    const { body } = await cloud.client().listClusterAddonInstances(cloud.cluster(cluster).id);
    return body?.addons?.map(({ name }) => name);
  };
  t.true((await names('a'))?.includes('ack-ram-authenticator'));
  t.deepEqual(await names('b'), ['coredns', 'metrics-server', 'csi-plugin', 'csi-provisioner']);
});

test('an add-on exists once its installation task is done, and is gone once removed', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a' }] });
  const { clock } = cloud.emulator;
  const { id } = cloud.cluster('a');
  clock.freeze();
  const name = 'ack-pod-identity-webhook';
  const versions = async () => {
    const { body } = await cloud.client().describeClusterAddonsVersion(id);
    return body?.[name];
  };
  const { body } = await cloud.client().installClusterAddons(id, installing(name));
  t.like(await versions(), { component_name: name, version: '' });
  await clock.advance(2000);
  t.like(await versions(), { version: '0.2.0', next_version: '' });
  t.is((await cloud.client().describeTaskInfo(body?.taskId ?? '')).body?.state, 'success');
  await t.throwsAsync(cloud.client().installClusterAddons(id, installing(name)), {
    code: 'AddonAlreadyInstalled',
  });
  await cloud
    .client()
    .modifyClusterAddon(id, name, new CS.ModifyClusterAddonRequest({ config: '{"replicas":2}' }));
  const { body: instance } = await cloud.client().getClusterAddonInstance(id, name);
  t.like({ ...instance }, { state: 'active', config: '{"replicas":2}' });
  await cloud.client().unInstallClusterAddons(id, removing(name));
  await clock.advance(2000);
  await t.throwsAsync(cloud.client().getClusterAddonInstance(id, name), { code: 'AddonNotFound' });
});

test('an earlier version is installed, told with the newer ones, and upgraded', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', addons: ['csi-plugin@v1.32.2'] }] });
  const { id } = cloud.cluster('a');
  const versions = async () => (await cloud.client().describeClusterAddonsVersion(id)).body?.['csi-plugin'];
  t.like(await versions(), { version: 'v1.32.2', next_version: 'v1.33.1', can_upgrade: true });
  const asked = new CS.DescribeAddonRequest({ version: 'v1.32.2' });
  const { body } = await cloud.client().describeAddon('csi-plugin', asked);
  t.deepEqual(
    body?.newerVersions?.map(({ version }) => version),
    ['v1.33.1'],
  );
  const upgrade = (nextVersion?: string) =>
    new CS.UpgradeClusterAddonsRequest({
      body: [
        new CS.UpgradeClusterAddonsRequestBody({
          componentName: 'csi-plugin',
          ...(nextVersion ? { nextVersion } : {}),
        }),
      ],
    });
  await t.throwsAsync(cloud.client().upgradeClusterAddons(id, upgrade('v9')), { code: 'AddonNotFound' });
  await cloud.client().upgradeClusterAddons(id, upgrade());
  await cloud.emulator.clock.advance(2000);
  t.like(await versions(), { version: 'v1.33.1', next_version: '' });
});

test('an unknown add-on can be neither installed nor removed, and nothing else in the same call is', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a' }] });
  const { id } = cloud.cluster('a');
  const both = installing('ack-ram-authenticator', 'no-such');
  await t.throwsAsync(cloud.client().installClusterAddons(id, both), { code: 'AddonNotFound' });
  await t.throwsAsync(cloud.client().unInstallClusterAddons(id, removing('no-such')), {
    code: 'AddonNotFound',
  });
  t.is(cloud.emulator.world.tasks.ofCluster(id).length, 0);
});
