import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { channels, mixedNotice } from '@ackring/testkit/rotation/channels';
import test from 'ava';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { type ReceiverKind, refuseOtherReceiver } from './receiver.js';

const rows: readonly (readonly [kind: ReceiverKind, url: string, isTheirs: boolean])[] = [
  ['dingtalk', 'https://oapi.dingtalk.com/robot/send?access_token=x', true],
  ['dingtalk', 'https://oapi.dingtalk.com.evil.example/robot/send', false],
  ['dingtalk', 'https://oapi.dingtalk.com@evil.example/robot/send', false],
  ['wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x', true],
  ['wecom', 'https://oapi.dingtalk.com/robot/send', false],
  ['feishu', 'https://open.larksuite.com/open-apis/bot/v2/hook/x', true],
  ['slack', 'https://hooks.slack.com/services/x', true],
  ['slack', 'https://xhooks.slack.com/services/x', false],
  ['teams', 'https://prod-1.westeurope.logic.azure.com:443/workflows/x', true],
  ['teams', 'https://logic.azure.com.evil.example/', false],
  ['pagerduty', 'https://events.eu.pagerduty.com/v2/enqueue', true],
  ['pagerduty', 'https://theirs.example/v2/enqueue', false],
  ['pagerduty', 'not a url', false],
  ['gitlab', 'https://gitlab.com', true],
  ['gitlab', 'https://gitlab.com.evil.example', false],
  ['github', 'https://api.github.com', true],
  ['github', 'https://github.com', false],
  ['jenkins', 'https://ci.jenkins.io', false],
  ['webhook', 'https://hooks.slack.com/', false],
];

for (const [kind, url, isTheirs] of rows) {
  test(`${url} is ${isTheirs ? '' : 'not '}${kind}’s`, (t) => {
    const refused = () => refuseOtherReceiver(kind, url, {});
    if (isTheirs) t.notThrows(refused);
    else t.like(t.throws(refused), { code: 'EndpointRefused' });
  });
}

test('the environment may name hosts, with or without a port, and nothing else is meant', (t) => {
  const named = (value: string) => () =>
    refuseOtherReceiver('pagerduty', 'https://Relay.example.com:8443/x', { ACKRING_RECEIVERS: value });
  for (const value of ['relay.example.com', 'relay.example.com:8443', 'a.example, RELAY.example.com'])
    t.notThrows(named(value), value);
  for (const value of ['', ' , ', 'example.com', 'relay.example.com:443', '*'])
    t.throws(named(value), undefined, value);
});

for (const settings of [
  'kind: pagerduty, secret: "kms:ackring/receiver", url: "{theirs}"',
  'kind: webhook, secret: "kms:ackring/receiver", url: "{theirs}"',
]) {
  test(`whoever writes rotation.yaml reads no secret of KMS: ${settings}`, async (t) => {
    const heard: string[] = [];
    const theirs = createServer((request, response) => {
      heard.push(String(request.url));
      response.writeHead(202).end();
    });
    t.teardown(() => theirs.close());
    await new Promise<void>((resolve) => theirs.listen(0, '127.0.0.1', resolve));
    const { port } = theirs.address() as AddressInfo;
    await using all = await channels();
    const url = `http://127.0.0.1:${port}/`;
    const notifier = await all.open(settings.replace('{theirs}', url), 'SuperSecretDatabasePassword');
    await t.throwsAsync(notifier.send(mixedNotice()), { code: 'EndpointRefused' });
    t.deepEqual(heard, []);
    t.is(all.world.emulator.requests.count('GetSecretValue'), 0);
  });
}

test('a secret is named by what KMS calls a name: a star would open all of them in the printed policy', (t) => {
  for (const name of ['kms:*', 'kms:prod/*', 'kms:a b', `kms:${'x'.repeat(65)}`])
    t.throws(() => parseRotationConfiguration(`heartbeat: "${name}"`, 'test'), undefined, name);
  t.notThrows(() => parseRotationConfiguration('heartbeat: "kms:ackring/beat-1_2@x"', 'test'));
});
