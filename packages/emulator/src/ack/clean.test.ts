import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';

const leaver = () => startCloud('leaver');

type Cloud = Awaited<ReturnType<typeof leaver>>;

function clean(cloud: Cloud, cluster: string, options: { force?: boolean; of?: string; by?: string } = {}) {
  const { force = false, of = 'tom', by = 'ops' } = options;
  const request = new CS.CleanClusterUserPermissionsRequest({ force });
  return cloud.client(by).cleanClusterUserPermissions(cloud.cluster(cluster).id, cloud.uid(of), request);
}

const verdict = test.macro({
  title: (_, cluster: string, force: boolean, code: string | null) =>
    `cleaning ${cluster} ${force ? 'by force ' : ''}${code === null ? 'removes' : `is refused with ${code}`}`,
  async exec(t, cluster: string, force: boolean, code: string | null) {
    await using cloud = await leaver();
    const asked = clean(cloud, cluster, { force });
    if (code === null) await t.notThrowsAsync(asked);
    else await t.throwsAsync(asked, { code });
    const grant = cloud.cluster(cluster).grants.get(cloud.uid('tom'));
    t.is(grant?.roles.length === 0, code === null);
  },
});

test(verdict, 'dev-hangzhou', false, null);
test(verdict, 'prod-tokyo-batch', false, null);
test(verdict, 'prod-tokyo-api', false, 'ErrorUserActive');
test(verdict, 'prod-tokyo-api', true, null);
test(verdict, 'edge-lab', false, 'ErrorUserActivityUnknown');
test(verdict, 'edge-lab', true, null);
test(verdict, 'old-frankfurt', true, 'ErrorClusterState');
test(verdict, 'lab-tokyo', true, null);
test(verdict, 'ops-less', true, 'APISERVER_403');

test('activity of exactly seven days ago no longer counts', async (t) => {
  await using cloud = await leaver();
  cloud.emulator.clock.freeze();
  const grant = cloud.cluster('dev-hangzhou').grants.get(cloud.uid('tom'));
  if (!grant) return t.fail();
  const weekAgo = cloud.emulator.clock.now().getTime() - 7 * 86_400_000;
  grant.lastActivity = new Date(weekAgo + 1);
  await t.throwsAsync(clean(cloud, 'dev-hangzhou'), { code: 'ErrorUserActive' });
  grant.lastActivity = new Date(weekAgo);
  await t.notThrowsAsync(clean(cloud, 'dev-hangzhou'));
});

test('neither the account root nor the caller can be cleaned', async (t) => {
  await using cloud = await leaver();
  await t.throwsAsync(clean(cloud, 'dev-hangzhou', { of: 'root', force: true }), {
    code: 'ErrorCleanNotAllowed',
  });
  await t.throwsAsync(clean(cloud, 'dev-hangzhou', { of: 'ops', force: true }), {
    code: 'ErrorCleanNotAllowed',
  });
});

test('what was removed already is refused, and whoever holds nothing is done at once', async (t) => {
  await using cloud = await leaver();
  await t.throwsAsync(clean(cloud, 'cleaned-already', { force: true }), { code: 'ErrorKubeConfigState' });
  await t.notThrowsAsync(clean(cloud, 'cleaned-already', { of: 'mei', force: true }));
});

test('cleaning many clusters is a task that does what it can and reports the rest', async (t) => {
  await using cloud = await leaver();
  cloud.emulator.clock.freeze();
  const ids = ['dev-hangzhou', 'prod-tokyo-api', 'prod-tokyo-batch'].map((name) => cloud.cluster(name).id);
  const request = new CS.CleanUserPermissionsRequest({ clusterIds: ids });
  const { body } = await cloud.client().cleanUserPermissions(cloud.uid('tom'), request);
  const task = async () => (await cloud.client().describeTaskInfo(body?.taskId ?? '')).body;
  t.is((await task())?.state, 'running');
  await cloud.emulator.clock.advance(5000);
  const done = await task();
  t.is(done?.state, 'fail');
  t.is(done?.error?.code, 'ErrorUserActive');
  t.deepEqual(
    done?.taskResult?.map((result) => [result.data, result.status]),
    [
      [ids[0], 'success'],
      [ids[1], 'fail'],
      [ids[2], 'success'],
    ],
  );
});

test('without cluster ids a clean covers every cluster that has issued one', async (t) => {
  await using cloud = await leaver();
  const request = new CS.CleanUserPermissionsRequest({ force: true });
  const { body } = await cloud.client().cleanUserPermissions(cloud.uid('mei'), request);
  await cloud.emulator.clock.advance(5000);
  const done = (await cloud.client().describeTaskInfo(body?.taskId ?? '')).body;
  t.is(done?.state, 'success');
  t.deepEqual(
    done?.taskResult?.map((result) => result.data),
    [cloud.cluster('prod-tokyo-api').id],
  );
  const events = await cloud
    .client()
    .describeClusterEvents(cloud.cluster('prod-tokyo-api').id, new CS.DescribeClusterEventsRequest());
  t.is(events.body?.events?.[0]?.data?.reason, 'KubeConfigRemoved');
});
