import { createHmac } from 'node:crypto';
import test from 'ava';
import { type RotationWorld, rotationWorld } from '../test-world.js';

const scenario = {
  identities: [{ name: 'tom' }],
  clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 61 } } }],
};

const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';

/** Lays a secret where the notifiers look for it, through the rotation's own KMS sink. */
async function withSecret(world: RotationWorld, name: string, value: string): Promise<void> {
  const { createKmsSecrets } = await import('../../adapters/kms-secrets.js');
  const url = world.emulator.endpoints.kms;
  const { environment } = world.emulator;
  const secrets = createKmsSecrets({
    credentials: {
      get: async () => ({
        accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
        accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
        securityToken: null,
      }),
    },
    endpoint: { url, protocol: 'http', host: new URL(url).host },
    region: 'cn-hangzhou',
    clock: world.clock,
    limiter: { run: (call) => call() },
  });
  await secrets.create({
    name,
    versionId: 'v1',
    data: value,
    description: '',
    keyId: null,
    instanceId: null,
  });
}

test('DingTalk: one signed digest a run, none while nothing changes, and again at the next step', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { dingtalk } = world.emulator.services;
  const secret = JSON.stringify({ url: dingtalk.url(), secret: dingtalk.robot.secret });
  await withSecret(world, 'ackring/dingtalk', secret);
  const { rotation } = await world.configure(
    `${intoFile}\nnotify: [{kind: dingtalk, secret: "kms:ackring/dingtalk"}]`,
  );
  t.deepEqual((await rotation.run('apply', { runId: 'r1' })).failures, []);
  t.is(dingtalk.messages.length, 1);
  t.regex(dingtalk.messages[0]?.title ?? '', /1 kubeconfigs need attention, the nearest ends in 61 days/);
  t.regex(dingtalk.messages[0]?.text ?? '', /tom holds a kubeconfig of a that ends in 61 days/);
  await rotation.run('apply', { runId: 'r2' });
  t.is(dingtalk.messages.length, 1);
  await world.advanceDays(2);
  await rotation.run('apply', { runId: 'r3' });
  t.is(dingtalk.messages.length, 2);
});

test('a notice that could not be sent is in the report, and is sent by the next run', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { webhook } = world.emulator.services;
  const { rotation } = await world.configure(
    `${intoFile}\nnotify: [{kind: webhook, url: "${webhook.url()}"}]`,
  );
  const mend = world.emulator.faults.add({ service: 'webhook', effect: { kind: 'error', status: 500 } });
  const first = await rotation.run('apply', { runId: 'r1' });
  t.deepEqual(
    first.failures.map(({ what, error }) => [what, error.code]),
    [['notifier webhook', 'ServerFault']],
  );
  mend();
  t.deepEqual((await rotation.run('apply', { runId: 'r2' })).failures, []);
  t.is(webhook.deliveries.length, 1);
});

test('webhook: the body is signed with the secret in KMS, and the URL may be there too', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { webhook } = world.emulator.services;
  await withSecret(world, 'ackring/hook', webhook.url('/secret-path'));
  await withSecret(world, 'ackring/key', 'shared');
  const { rotation } = await world.configure(
    `${intoFile}\nnotify: [{kind: webhook, url: "kms:ackring/hook", secret: "kms:ackring/key"}]`,
  );
  await rotation.run('apply', { runId: 'r1' });
  const [delivery] = webhook.deliveries;
  t.is(delivery?.path, '/secret-path');
  const signature = `sha256=${createHmac('sha256', 'shared')
    .update(delivery?.text ?? '')
    .digest('hex')}`;
  t.is(delivery?.headers['x-ackring-signature'], signature);
  t.like(delivery?.json, {
    schema: 'ackring.notice/v1',
    runId: 'r1',
    alarms: [{ kind: 'heldByOther', step: 180 }],
  });
});

test('CloudMonitor: an event an alarm', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { rotation } = await world.configure(`${intoFile}\nnotify: [{kind: cloudMonitor, groupId: "7"}]`);
  t.deepEqual((await rotation.run('apply', { runId: 'r1' })).failures, []);
  const [event] = world.emulator.services.cms.events;
  t.like(event, { name: 'ackring.heldByOther', groupId: '7' });
  t.like(JSON.parse(event?.content ?? '{}'), { cluster: 'a', holder: 'tom', daysLeft: 61 });
});

test('a secret that is missing or wrong is told without being shown', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  await withSecret(world, 'ackring/bad', 'SECabc');
  const { rotation } = await world.configure(
    `${intoFile}\nnotify: [{kind: dingtalk, secret: "kms:ackring/bad"}, {kind: dingtalk, secret: "kms:ackring/none"}]`,
  );
  const { failures } = await rotation.run('apply', { runId: 'r1' });
  t.deepEqual(
    failures.map(({ error }) => error.code),
    ['ConfigurationInvalid', 'ResourceNotFound'],
  );
  t.false(JSON.stringify(failures).includes('SECabc'));
});

test('a notifier on plain http is refused', async (t) => {
  await using world = await rotationWorld(
    scenario,
    `${intoFile}\nnotify: [{kind: webhook, url: "http://example.com/"}]`,
  );
  const { failures } = await world.rotation.run('apply', { runId: 'r1' });
  t.is(failures[0]?.error.code, 'EndpointRefused');
});
