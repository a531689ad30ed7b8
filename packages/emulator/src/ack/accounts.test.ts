import CS from '@alicloud/cs20151215';
import test from 'ava';
import { startCloud } from './test-cloud.js';

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

test('what belongs to another account is not there, for its root neither', async (t) => {
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

test('people of one name in two accounts are two people', async (t) => {
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
