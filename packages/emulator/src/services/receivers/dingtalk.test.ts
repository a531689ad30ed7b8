import test from 'ava';
import { startEmulator } from '../../start.js';
import { robotSign } from './dingtalk.js';

interface Sent {
  readonly body?: unknown;
  readonly timestamp?: number;
  readonly secret?: string;
  readonly url?: string;
}

const markdown = {
  msgtype: 'markdown',
  markdown: { title: 'Rotation', text: '# 3 renewed' },
  at: { isAtAll: false },
};

async function dingtalk() {
  const emulator = await startEmulator({ scenario: 'single' });
  const { dingtalk: group } = emulator.services;
  const send = async ({
    body = markdown,
    timestamp = Date.now(),
    secret = group.robot.secret,
    url = group.url(),
  }: Sent) => {
    const sign = encodeURIComponent(robotSign(String(timestamp), secret));
    const response = await fetch(`${url}&timestamp=${timestamp}&sign=${sign}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    return { status: response.status, code: Reflect.get(Object(answer), 'errcode') };
  };
  return { emulator, group, send, [Symbol.asyncDispose]: emulator.stop };
}

test('a signed message arrives, and can be read', async (t) => {
  await using cloud = await dingtalk();
  t.deepEqual(await cloud.send({}), { status: 200, code: 0 });
  t.like(cloud.group.messages[0], {
    msgtype: 'markdown',
    title: 'Rotation',
    text: '# 3 renewed',
    body: markdown,
  });
});

const refused = test.macro({
  async exec(t, sent: Sent, code: number) {
    await using cloud = await dingtalk();
    t.deepEqual(await cloud.send(sent), { status: 200, code });
    t.is(cloud.group.messages.length, 0);
  },
  title: (what) => `refused with status 200 and a code: ${what}`,
});

test('another secret', refused, { secret: 'SECother' }, 310000);
test('a time more than an hour ago', refused, { timestamp: Date.now() - 3_700_000 }, 310000);
test('a time more than an hour ahead', refused, { timestamp: Date.now() + 3_700_000 }, 310000);
test('an unknown type', refused, { body: { msgtype: 'carrier-pigeon' } }, 400105);
test('no title', refused, { body: { msgtype: 'markdown', markdown: { text: 'a' } } }, 40035);
test(
  'a body that is too long',
  refused,
  { body: { msgtype: 'text', text: { content: 'x'.repeat(20_001) } } },
  460101,
);

test('an unknown robot is refused', async (t) => {
  await using cloud = await dingtalk();
  const url = cloud.group.url({ accessToken: 'other', secret: 'other' });
  t.is((await cloud.send({ url })).code, 300001);
});

test('the twenty-first message of a minute blocks the robot for ten minutes', async (t) => {
  await using cloud = await dingtalk();
  for (let count = 0; count < 20; count += 1) t.is((await cloud.send({})).code, 0);
  t.is((await cloud.send({})).code, 130101);
  await cloud.emulator.clock.advance(9 * 60_000);
  t.is((await cloud.send({})).code, 130101);
  await cloud.emulator.clock.advance(2 * 60_000);
  t.is((await cloud.send({})).code, 0);
});

test('a throttle looks like DingTalk’s own, and an error like a busy system', async (t) => {
  await using cloud = await dingtalk();
  cloud.emulator.faults.script('RobotSend', [{ kind: 'throttle' }, { kind: 'error', status: 500 }]);
  t.deepEqual(await cloud.send({}), { status: 200, code: 130101 });
  t.deepEqual(await cloud.send({}), { status: 500, code: -1 });
  t.deepEqual(await cloud.send({}), { status: 200, code: 0 });
});
