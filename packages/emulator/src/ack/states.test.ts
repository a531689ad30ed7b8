import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';

test('a cluster lists the holders of kubeconfigs, including orphans, cloud services separately', async (t) => {
  await using cloud = await startCloud(
    {
      identities: [
        { name: 'tom', displayName: 'Tom', state: 'Deleted' },
        { name: 'monitor', type: 'role' },
        { name: 'arms', type: 'role', cloudService: 'arms.aliyuncs.com' },
      ],
      clusters: [
        {
          name: 'a',
          holders: {
            tom: { daysLeft: -1 },
            monitor: { daysLeft: 10 },
            ops: { daysLeft: null },
            arms: { daysLeft: 100 },
          },
        },
      ],
    },
    { now: new Date('2026-01-01T12:00:00Z') },
  );
  const list = async (cloudServiceKubeConfig: boolean) => {
    const request = new CS.ListClusterKubeconfigStatesRequest({ cloudServiceKubeConfig });
    const { body } = await cloud.client().listClusterKubeconfigStates(cloud.cluster('a').id, request);
    return { states: body?.states?.map((state) => ({ ...state })), total: body?.page?.totalCount };
  };
  const { states, total } = await list(false);
  t.is(total, 2);
  t.like(states?.[0], {
    accountId: cloud.uid('tom'),
    accountName: 'tom',
    accountDisplayName: 'Tom',
    accountType: 'RamUser',
    accountState: 'Deleted',
    certState: 'Expired',
    certExpireTime: '2026-01-01T00:00:00Z',
    revokable: false,
  });
  t.like(states?.[1], {
    accountType: 'RamRole',
    accountState: 'Active',
    certState: 'Unexpired',
    revokable: true,
  });
  const services = await list(true);
  t.is(services.total, 1);
  t.like(services.states?.[0], { cloudServiceName: 'arms.aliyuncs.com' });
});

test('a user’s list has every cluster, including never issued and removed ones', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      { name: 'never' },
      { name: 'issued', holders: { ops: { daysLeft: 5 } } },
      { name: 'over', holders: { ops: { daysLeft: -5 } } },
      { name: 'removed', state: 'running', holders: { ops: { daysLeft: 5, state: 'removed' } } },
      { name: 'lost', holders: { ops: { daysLeft: 5, state: 'unknown' } } },
    ],
  });
  const request = new CS.ListUserKubeConfigStatesRequest({ pageSize: 100 });
  const { body } = await cloud.client().listUserKubeConfigStates(cloud.uid('ops'), request);
  t.deepEqual(
    body?.states?.map((state) => [state.clusterName, state.certState]),
    [
      ['never', 'Unissued'],
      ['issued', 'Unexpired'],
      ['over', 'Expired'],
      ['removed', 'Removed'],
      ['lost', 'Unknown'],
    ],
  );
  t.is(body?.states?.[1]?.clusterId, cloud.cluster('issued').id);
});

test('the listed end is the certificate’s own', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 700 } } }] });
  const { certificate, expiration } = await cloud.fetch('a');
  const request = new CS.ListClusterKubeconfigStatesRequest();
  const { body } = await cloud.client().listClusterKubeconfigStates(cloud.cluster('a').id, request);
  t.is(body?.states?.[0]?.certExpireTime, expiration);
  t.is(Date.parse(certificate.validTo), Date.parse(expiration));
});

test('the holders’ names are RAM’s: ACK’s permissions alone do not list them', async (t) => {
  const rights = (actions: readonly string[]) => ({
    Version: '1' as const,
    Statement: [{ Effect: 'Allow' as const, Action: actions, Resource: '*' }],
  });
  await using cloud = await startCloud({
    identities: [
      { name: 'cs-only', policies: [rights(['cs:*'])] },
      { name: 'auditor', policies: [rights(['cs:*', 'ram:ListUsers', 'ram:ListRoles'])] },
    ],
    clusters: [{ name: 'a' }],
  });
  const list = (as: string) =>
    cloud
      .client(as)
      .listClusterKubeconfigStates(cloud.cluster('a').id, new CS.ListClusterKubeconfigStatesRequest());
  const refused = await t.throwsAsync(list('cs-only'), { code: 'StatusForbidden' });
  t.like(refused, { accessDeniedDetail: { AuthAction: 'ram:ListUsers' } });
  await t.notThrowsAsync(list('auditor'));
});
