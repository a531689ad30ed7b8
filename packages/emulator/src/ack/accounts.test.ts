import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';

const scenario = {
  identities: [{ name: 'tom' }],
  clusters: [{ name: 'ours', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 20 } } }],
  accounts: [
    {
      name: 'partner',
      identities: [{ name: 'mei' }],
      clusters: [{ name: 'theirs', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 300 } } }],
    },
  ],
};

test('each account lists its own clusters', async (t) => {
  await using cloud = await startCloud(scenario);
  const namesOf = async (who: string) => {
    const { clusters, page } = await cloud.list({}, { who });
    return { names: clusters.map(({ name }) => name), total: page?.totalCount };
  };
  t.deepEqual(await namesOf('ops'), { names: ['ours'], total: 1 });
  t.deepEqual(await namesOf('partner/ops'), { names: ['theirs'], total: 1 });
});

test("another account's clusters do not exist here, not even for its root", async (t) => {
  await using cloud = await startCloud(scenario);
  const missing = { code: 'ErrorClusterNotFound' };
  for (const who of ['ops', 'root']) {
    await t.throwsAsync(cloud.fetch('theirs', {}, who), missing);
    await t.throwsAsync(cloud.client(who).describeClusterDetail(cloud.cluster('theirs').id), missing);
  }
  await t.throwsAsync(cloud.fetch('ours', {}, 'partner/root'), missing);
  const request = new CS.ListUserKubeConfigStatesRequest();
  await t.throwsAsync(cloud.client('root').listUserKubeConfigStates(cloud.uid('partner/mei'), request), {
    code: 'ErrorUserNotFound',
  });
});

test('a cluster shared from another account is in the list, and refuses every call about it', async (t) => {
  const theirs = (name: string, refusal: 403 | 404) => ({ name, sharedWith: { ackring: refusal } });
  await using cloud = await startCloud({
    clusters: [{ name: 'ours' }],
    accounts: [{ name: 'partner', clusters: [theirs('forbidden', 403), theirs('missing', 404)] }],
  });
  const { clusters } = await cloud.list();
  t.deepEqual(
    clusters.map(({ name }) => name),
    ['ours', 'forbidden', 'missing'],
  );
  const refusals = {
    forbidden: { code: 'StatusForbidden' },
    missing: { code: 'ErrorClusterNotFound' },
  };
  for (const [name, refusal] of Object.entries(refusals)) {
    await t.throwsAsync(cloud.client().describeClusterDetail(cloud.cluster(name).id), refusal);
    await t.throwsAsync(cloud.fetch(name), refusal);
  }
  t.is((await cloud.list({}, { who: 'partner/ops' })).clusters.length, 2);
});

test('users of one name in two accounts are two users', async (t) => {
  await using cloud = await startCloud(scenario);
  t.not(cloud.uid('ops'), cloud.uid('partner/ops'));
  t.regex((await cloud.fetch('ours')).commonName, new RegExp(`^${cloud.uid('ops')}-`));
  const theirs = await cloud.fetch('theirs', {}, 'partner/ops');
  t.regex(theirs.commonName, new RegExp(`^${cloud.uid('partner/ops')}-`));
  const { body } = await cloud
    .client('partner/ops')
    .listClusterKubeconfigStates(cloud.cluster('theirs').id, new CS.ListClusterKubeconfigStatesRequest());
  t.deepEqual(body?.states?.map(({ accountName }) => accountName).toSorted(), ['mei', 'ops']);
});
