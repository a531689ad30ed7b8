import { receivers } from '@ackring/testkit/receivers';
import test from 'ava';
import { feishuSign } from './feishu.js';

const post = (text: string) => ({
  msg_type: 'post',
  content: {
    post: {
      zh_cn: {
        title: 'Rotation',
        content: [
          [
            { tag: 'text', text },
            { tag: 'at', user_id: 'all' },
          ],
        ],
      },
    },
  },
});
const signed = (timestamp: number, secret: string) => {
  const seconds = String(Math.floor(timestamp / 1000));
  return { timestamp: seconds, sign: feishuSign(seconds, secret) };
};

test('a signed message arrives, with its mentions', async (t) => {
  await using cloud = await receivers();
  const { feishu } = cloud.services;
  const answer = await cloud.post(feishu.url(), {
    ...signed(Date.now(), feishu.bot.secret),
    ...post('hello'),
  });
  t.is(answer.status, 200);
  t.like(JSON.parse(answer.text), { code: 0, msg: 'success' });
  t.like(feishu.messages[0], { locale: 'zh_cn', title: 'Rotation', lines: ['hello'], mentions: ['all'] });
});

const refused = test.macro({
  title: (what) => `refused with status 200 and a code: ${what}`,
  async exec(t, body: (secret: string) => unknown, code: number) {
    await using cloud = await receivers();
    const { feishu } = cloud.services;
    const { status, text } = await cloud.post(feishu.url(), body(feishu.bot.secret));
    t.is(status, 200);
    t.like(JSON.parse(text), { code });
    t.is(feishu.messages.length, 0);
  },
});
test('no signature', refused, () => post('a'), 19021);
test('another secret', refused, () => ({ ...signed(Date.now(), 'other'), ...post('a') }), 19021);
test('an old signature', refused, (key) => ({ ...signed(Date.now() - 3_700_000, key), ...post('a') }), 19021);
test('milliseconds', refused, (key) => ({ ...post('a'), timestamp: String(Date.now()), sign: key }), 19021);
test(
  'more than 20 KB',
  refused,
  (key) => ({ ...signed(Date.now(), key), ...post('x'.repeat(20_480)) }),
  9499,
);
test('another shape', refused, (key) => ({ ...signed(Date.now(), key), msg_type: 'post' }), 9499);

test('a bot with a keyword accepts texts that contain it; a mention in plain text counts', async (t) => {
  await using cloud = await receivers();
  const { feishu } = cloud.services;
  const bot = { token: 'k', secret: null, keyword: 'ackring' };
  feishu.addBot(bot);
  t.like(JSON.parse((await cloud.post(feishu.url(bot), post('hello'))).text), { code: 19024 });
  const text = 'ackring <at user_id="all">x</at>';
  t.like(JSON.parse((await cloud.post(feishu.url(bot), { msg_type: 'text', content: { text } })).text), {
    code: 0,
  });
  t.deepEqual(feishu.messages[0]?.mentions, ['all']);
});
