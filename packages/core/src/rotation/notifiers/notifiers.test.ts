import { createHmac } from 'node:crypto';
import { channels, manyFailing, storeSecret } from '@ackring/testkit/rotation/channels';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { notifierStatements } from './notifiers.js';

const scenario = {
  identities: [{ name: 'tom' }],
  clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 61 } } }],
};

const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';

test('DingTalk: one signed digest per run, none while nothing changes, and again at the next step', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { dingtalk } = world.emulator.services;
  const secret = JSON.stringify({ url: dingtalk.url(), secret: dingtalk.robot.secret });
  await storeSecret(world, 'ackring/dingtalk', secret);
  const { rotation } = await world.configure(
    `${intoFile}\nnotify: [{kind: dingtalk, secret: "kms:ackring/dingtalk"}]`,
  );
  t.deepEqual((await rotation.run('apply', { runId: 'r1' })).failures, []);
  t.is(dingtalk.messages.length, 1);
  t.regex(dingtalk.messages[0]?.title ?? '', /1 kubeconfig needs attention, the nearest ends in 61 days/);
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
  await storeSecret(world, 'ackring/hook', webhook.url('/secret-path'));
  await storeSecret(world, 'ackring/key', 'shared');
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

test('CloudMonitor: one event per alarm', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { rotation } = await world.configure(`${intoFile}\nnotify: [{kind: cloudMonitor, groupId: "7"}]`);
  t.deepEqual((await rotation.run('apply', { runId: 'r1' })).failures, []);
  const [event] = world.emulator.services.cms.events;
  t.like(event, { name: 'ackring.heldByOther', groupId: '7' });
  t.like(JSON.parse(event?.content ?? '{}'), { cluster: 'a', holder: 'tom', daysLeft: 61 });
});

test('a missing or wrong secret is reported without being shown', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  await storeSecret(world, 'ackring/bad', 'SECabc');
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

test('a heartbeat reports how each run ended, even a failed one, to a URL that may be a secret', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { webhook } = world.emulator.services;
  await storeSecret(world, 'ackring/beat', webhook.url('/ping/token-of-the-check'));
  const { rotation } = await world.configure(`${intoFile}\nheartbeat: "kms:ackring/beat"`);
  const report = await rotation.run('apply', { runId: 'r1' });
  t.is(webhook.deliveries[0]?.path, '/ping/token-of-the-check');
  t.like(webhook.deliveries[0]?.json, {
    schema: 'ackring.heartbeat/v1',
    runId: 'r1',
    finishedAt: report.finishedAt,
    counts: report.counts,
    broken: 0,
    failures: 0,
  });
  await rotation.run('plan', { runId: 'p1' });
  t.is(webhook.deliveries.length, 1);
  const effect = { kind: 'error', status: 403, code: 'StatusForbidden' } as const;
  world.emulator.faults.add({ service: 'cs', effect });
  await t.throwsAsync(rotation.run('apply', { runId: 'r2' }));
  t.like(webhook.deliveries[1]?.json, { runId: 'r2', failures: 1, counts: { total: 0 } });
});

test('a heartbeat that cannot be sent is in the report, without its URL', async (t) => {
  await using world = await rotationWorld(scenario, intoFile);
  const { webhook } = world.emulator.services;
  world.emulator.faults.add({ service: 'webhook', effect: { kind: 'error', status: 500 } });
  const { rotation } = await world.configure(`${intoFile}\nheartbeat: "${webhook.url('/ping/token')}"`);
  const { failures } = await rotation.run('apply', { runId: 'r1' });
  t.deepEqual(
    failures.map(({ what, error }) => [what, error.code]),
    [['heartbeat', 'ServerFault']],
  );
  t.false(JSON.stringify(failures).includes('token'));
});

test('a notifier on plain http is refused', async (t) => {
  await using world = await rotationWorld(
    scenario,
    `${intoFile}\nnotify: [{kind: webhook, url: "http://example.com/"}]`,
  );
  const { failures } = await world.rotation.run('apply', { runId: 'r1' });
  t.is(failures[0]?.error.code, 'EndpointRefused');
});

test("webhook: what does not fit is counted, and the title is in the team's language", async (t) => {
  await using all = await channels();
  const { webhook } = all.world.emulator.services;
  const notifier = await all.open(`kind: webhook, url: "${webhook.url()}"`, 'unused', 'zh');
  await notifier.send(manyFailing(1_500, 'prod'));
  const [delivery] = webhook.deliveries;
  t.true((delivery?.text.length ?? 0) <= 524_288);
  const told = delivery?.json;
  t.like(told, { title: 'ackring：1500 份 kubeconfig 需要处理（最近的一份将在 1 天后到期）' });
  const { alarms, leftOut } = Object(told);
  t.is(alarms.length + leftOut, 1_500);
  t.true(leftOut > 0);
  t.is(alarms[0].daysLeft, 1);
});

test('CloudMonitor: more events than a call takes are several calls', async (t) => {
  await using all = await channels();
  const notifier = await all.open('kind: cloudMonitor', 'unused');
  await notifier.send(manyFailing(250, 'prod'));
  t.is(all.world.emulator.services.cms.events.length, 250);
  t.is(all.world.emulator.requests.all().filter(({ service }) => service === 'cms').length, 3);
});

test('each kind needs permission to read its own secret, and none beyond its own', (t) => {
  const place = {
    accountId: '7',
    region: 'cn-hangzhou',
    function: { service: null, function: 'f' },
    role: 'r',
    logs: null,
  };
  const secret = 'kms:team/secret';
  const statement = {
    Effect: 'Allow',
    Action: ['kms:GetSecretValue'],
    Resource: ['acs:kms:cn-hangzhou:7:secret/team/secret'],
  };
  for (const kind of ['dingtalk', 'wecom', 'feishu', 'slack', 'teams', 'pagerduty'] as const) {
    const [settings] = parseRotationConfiguration(
      `notify: [{kind: ${kind}, secret: "${secret}"}]`,
      'test',
    ).notify;
    t.deepEqual(settings && notifierStatements(settings, place), [statement], kind);
  }
});

test('a secret in the configuration itself, or an unknown language, is refused with its path', (t) => {
  for (const kind of ['dingtalk', 'wecom', 'feishu', 'slack', 'teams', 'pagerduty']) {
    const yaml = `notify: [{kind: ${kind}, secret: "https://hooks.example/TOKEN"}]`;
    const error = t.throws(() => parseRotationConfiguration(yaml, 'test'));
    t.regex(error.message, /notify\[0\]\.secret: must name a KMS secret/);
    t.false(error.message.includes('TOKEN'));
  }
  const error = t.throws(() => parseRotationConfiguration('language: fr', 'test'));
  t.regex(error.message, /language: must be en, ja or zh/);
});
