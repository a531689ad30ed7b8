import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes, mayDo } from '@ackring/testkit/kubernetes';
import CS from '@alicloud/cs20151215';
import test from 'ava';
import type { Switches } from './scenario.js';

/** mei held a kubeconfig with RBAC, and was cleaned. */
async function cleaned(switches: Partial<Switches> = {}) {
  const cloud = await startCloud(
    {
      switches,
      identities: [{ name: 'mei' }],
      clusters: [{ name: 'a', holders: { mei: { daysLeft: 90 } } }],
    },
    { sharedKeys: 2 },
  );
  const { id } = cloud.cluster('a');
  const held = await cloud.fetch('a', {}, 'mei');
  const root = await cloud.fetch('a', {}, 'root');
  const clean = async () => {
    const request = new CS.CleanClusterUserPermissionsRequest({ force: true });
    await cloud.client('root').cleanClusterUserPermissions(id, cloud.uid('mei'), request);
  };
  const state = async () => {
    const request = new CS.ListUserKubeConfigStatesRequest();
    const { body } = await cloud.client('root').listUserKubeConfigStates(cloud.uid('mei'), request);
    return body?.states?.[0]?.certState;
  };
  const bind = (name: string) =>
    askKubernetes(root, 'POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: held.commonName }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    });
  const grant = async () => {
    const request = new CS.GrantPermissionsRequest({
      body: [
        {
          cluster: id,
          roleName: 'ops',
          roleType: 'cluster',
          namespace: '',
          isCustom: false,
          isRamRole: false,
        },
      ],
    });
    await cloud.client('root').grantPermissions(cloud.uid('mei'), request);
  };
  const bin = cloud.emulator.recycleBin;
  const restore = (commonName = held.commonName) => bin.restore(id, commonName);
  return {
    ...cloud,
    id,
    held,
    root,
    clean,
    state,
    bind,
    grant,
    bin,
    restore,
    [Symbol.asyncDispose]: cloud.emulator.stop,
  };
}

test('whoever was cleaned fetches a new kubeconfig, which has a new common name and no RBAC', async (t) => {
  await using cloud = await cleaned();
  await cloud.clean();
  t.is(await cloud.state(), 'Removed');
  t.false(await mayDo(cloud.held, 'list', 'pods'));
  const temporary = await cloud.fetch('a', { temporaryDurationMinutes: 60 }, 'mei');
  t.is(await cloud.state(), 'Removed');
  const next = await cloud.fetch('a', {}, 'mei');
  t.is(await cloud.state(), 'Unexpired');
  t.is(temporary.commonName, next.commonName);
  t.not(next.commonName, cloud.held.commonName);
  t.false(await mayDo(next, 'list', 'pods'));
});

test('a restore revives the old certificate with its RBAC', async (t) => {
  await using cloud = await cleaned();
  await cloud.clean();
  t.like(cloud.bin.items()[0], {
    uid: cloud.uid('mei'),
    commonName: cloud.held.commonName,
    isBlocked: false,
  });
  cloud.restore();
  t.true(await mayDo(cloud.held, 'delete', 'secrets', { namespace: 'kube-system' }));
  t.is(await cloud.state(), 'Unexpired');
  t.is((await cloud.fetch('a', {}, 'mei')).serial, cloud.held.serial);
  t.deepEqual(cloud.bin.items(), []);
});

test('a newer kubeconfig blocks the restore until it is removed too', async (t) => {
  await using cloud = await cleaned();
  await cloud.clean();
  const newer = await cloud.fetch('a', {}, 'mei');
  t.true(cloud.bin.items()[0]?.isBlocked);
  t.throws(() => cloud.restore(), { message: /newer kubeconfig/ });
  await cloud.clean();
  t.deepEqual(
    cloud.bin.items().map(({ commonName }) => commonName),
    [cloud.held.commonName, newer.commonName],
  );
  cloud.restore();
  t.true(await mayDo(cloud.held, 'list', 'pods'));
  t.false(await mayDo(newer, 'list', 'pods'));
});

test('RBAC given after a clean is told as a kubeconfig in force, and stays beside what is restored', async (t) => {
  await using cloud = await cleaned();
  await cloud.clean();
  await cloud.grant();
  t.is(await cloud.state(), 'Unexpired');
  t.false(await mayDo(cloud.held, 'list', 'pods'));
  cloud.restore();
  const roles = cloud
    .cluster('a')
    .grants.get(cloud.uid('mei'))
    ?.roles.map(({ role }) => role);
  t.deepEqual(roles, ['admin', 'ops']);
});

test('after 30 days, or once deleted, nothing can be restored', async (t) => {
  await using cloud = await cleaned();
  cloud.emulator.clock.freeze();
  await cloud.clean();
  const until = cloud.bin.items()[0]?.restorableUntil ?? new Date(0);
  await cloud.emulator.clock.set(new Date(until.getTime() - 1));
  t.is(cloud.bin.items().length, 1);
  await cloud.emulator.clock.set(until);
  t.throws(() => cloud.restore(), { message: /has no/ });
  await cloud.emulator.clock.set(new Date(until.getTime() - 1));
  cloud.bin.delete(cloud.id, cloud.held.commonName);
  t.throws(() => cloud.restore(), { message: /has no/ });
});

const ends = {
  clean: (cloud: Cleaned) => cloud.clean(),
  revoke: async ({ client, id }: Cleaned) => void (await client('mei').revokeK8sClusterKubeConfig(id)),
};

type Cleaned = Awaited<ReturnType<typeof cleaned>>;

const handMade = test.macro({
  title: (_, end: keyof typeof ends, stay: boolean) =>
    `after a ${end} hand-made bindings of the old name ${stay ? 'let it in, as the switch says' : 'are gone'}`,
  async exec(t, end: keyof typeof ends, stay: boolean) {
    await using cloud = await cleaned({ handMadeBindings: stay ? 'stay' : 'go' });
    await cloud.bind('by-hand');
    await ends[end](cloud);
    t.is(await mayDo(cloud.held, 'list', 'pods'), stay);
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/by-hand';
    t.is((await askKubernetes(cloud.root, 'GET', path)).status, stay ? 200 : 404);
  },
});

test(handMade, 'clean', true);
test(handMade, 'clean', false);
test(handMade, 'revoke', true);
test(handMade, 'revoke', false);
