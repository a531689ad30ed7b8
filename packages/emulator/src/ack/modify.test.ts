import { connect, type PeerCertificate } from 'node:tls';
import { startCloud } from '@ackring/testkit/cloud';
import CS from '@alicloud/cs20151215';
import test from 'ava';

/** The names in the certificate a server presents; rejects if it accepts no connection. */
function presentedNames(url: string): Promise<string> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
      const certificate: PeerCertificate = socket.getPeerCertificate();
      socket.destroy();
      resolve(certificate.subjectaltname ?? '');
    });
    socket.once('error', reject);
  });
}

const addName = (action: 'append' | 'overwrite', ...names: string[]) =>
  new CS.ModifyClusterRequest({
    apiServerCustomCertSans: new CS.ModifyClusterRequestApiServerCustomCertSans({
      action,
      subjectAlternativeNames: names,
    }),
  });

test('new names restart the API server and are in its next certificate', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', extraSans: ['old.example.com'] }] });
  cloud.emulator.clock.freeze();
  const { id } = cloud.cluster('a');
  const { server } = await cloud.fetch('a');
  t.regex(await presentedNames(server), /IP Address:127\.0\.0\.1.*DNS:old\.example\.com/);
  const { body } = await cloud
    .client()
    .modifyCluster(id, addName('append', 'new.example.com', '203.0.113.7'));
  await t.throwsAsync(presentedNames(server), { code: 'ECONNRESET' });
  await cloud.emulator.clock.advance(2000);
  t.is((await cloud.client().describeTaskInfo(body?.taskId ?? '')).body?.state, 'success');
  t.regex(
    await presentedNames(server),
    /DNS:old\.example\.com, DNS:new\.example\.com, IP Address:203\.0\.113\.7/,
  );
  const detail = await cloud.client().describeClusterDetail(id);
  t.deepEqual(detail.body?.extraSans, ['old.example.com', 'new.example.com', '203.0.113.7']);
  const tasks = await cloud.client().describeClusterTasks(id, new CS.DescribeClusterTasksRequest());
  t.is(tasks.body?.tasks?.[0]?.taskId, body?.taskId);
  await cloud.client().modifyCluster(id, addName('overwrite', 'only.example.com'));
  await cloud.emulator.clock.advance(2000);
  t.notRegex(await presentedNames(server), /new\.example\.com/);
});

test('a name that no certificate can carry is refused before the API server stops', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a' }] });
  const { server } = await cloud.fetch('a');
  for (const name of ['\u0000', 'a b', '*', 'a..b', '']) {
    const asked = cloud.client().modifyCluster(cloud.cluster('a').id, addName('append', name));
    await t.throwsAsync(asked, { code: 'InvalidParameter' }, name);
  }
  t.regex(await presentedNames(server), /127\.0\.0\.1/);
});

test('a dedicated cluster accepts no new names', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', kind: 'dedicated' }] });
  const asked = cloud.client().modifyCluster(cloud.cluster('a').id, addName('append', 'x.example.com'));
  await t.throwsAsync(asked, { code: 'ErrorClusterType' });
});

test('a certificate can lack the very address it is reached by', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', missingSans: ['public'] }] });
  const { server } = await cloud.fetch('a');
  t.notRegex(await presentedNames(server), /127\.0\.0\.1/);
});
