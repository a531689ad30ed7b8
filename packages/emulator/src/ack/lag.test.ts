import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';

const lagMs = 5000;

async function lagging() {
  const cloud = await startCloud(
    {
      identities: [{ name: 'mei' }],
      clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 400 } } }],
    },
    { switches: { lagMs } },
  );
  cloud.emulator.clock.freeze();
  const client = cloud.client();
  const { id } = cloud.cluster('a');
  const [mei, ops] = [cloud.uid('mei'), cloud.uid('ops')];
  return {
    ...cloud,
    clean: () =>
      client.cleanClusterUserPermissions(id, mei, new CS.CleanClusterUserPermissionsRequest({ force: true })),
    /** Who holds a kubeconfig, what mei holds by user, her permissions, the events. */
    async told() {
      const { body: byCluster } = await client.listClusterKubeconfigStates(
        id,
        new CS.ListClusterKubeconfigStatesRequest(),
      );
      const { body: byUser } = await client.listUserKubeConfigStates(
        mei,
        new CS.ListUserKubeConfigStatesRequest(),
      );
      const { body: permissions } = await client.describeUserPermission(mei);
      const { body: events } = await client.describeClusterEvents(id, new CS.DescribeClusterEventsRequest());
      return {
        holders: byCluster?.states?.map(({ accountId }) => (accountId === ops ? 'ops' : 'mei')),
        state: byUser?.states?.[0]?.certState,
        roles: permissions?.map(({ roleName }) => roleName),
        events: events?.events?.length,
      };
    },
    [Symbol.asyncDispose]: cloud.emulator.stop,
  };
}

test('states, permissions and events show a removal only after their lag', async (t) => {
  await using cloud = await lagging();
  const before = { holders: ['ops', 'mei'], state: 'Unexpired', roles: ['admin'], events: 0 };
  await cloud.clean();
  t.deepEqual(await cloud.told(), before);
  await cloud.emulator.clock.advance(lagMs - 1);
  t.deepEqual(await cloud.told(), before);
  await cloud.emulator.clock.advance(1);
  t.deepEqual(await cloud.told(), { holders: ['ops'], state: 'Removed', roles: [], events: 1 });
});

test('a list shows several changes one after the other, and the detail the last at once', async (t) => {
  await using cloud = await lagging();
  const { clock } = cloud.emulator;
  const cluster = cloud.cluster('a');
  const listed = async () => (await cloud.list()).clusters[0]?.state;
  cluster.state = 'upgrading';
  await clock.advance(3000);
  cluster.state = 'updating';
  t.is(await listed(), 'running');
  t.is((await cloud.client().describeClusterDetail(cluster.id)).body?.state, 'updating');
  await clock.advance(2000);
  t.is(await listed(), 'upgrading');
  await clock.advance(3000);
  t.is(await listed(), 'updating');
});

test('a first kubeconfig is in the list of states after its lag', async (t) => {
  await using cloud = await lagging();
  await cloud.fetch('a', {}, 'root');
  t.is((await cloud.told()).holders?.length, 2);
  await cloud.emulator.clock.advance(lagMs);
  t.is((await cloud.told()).holders?.length, 3);
});

test('the lag can be switched off while the cloud runs', async (t) => {
  await using cloud = await lagging();
  await cloud.clean();
  cloud.emulator.world.switches.lagMs = 0;
  t.is((await cloud.told()).state, 'Removed');
});
