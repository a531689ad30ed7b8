import { receivers } from '@ackring/testkit/receivers';
import test from 'ava';

const section = (text: string) => ({ type: 'section', text: { type: 'plain_text', text } });

test('a message arrives: angle brackets make mentions and links', async (t) => {
  await using cloud = await receivers();
  const { slack } = cloud.services;
  const blocks = [section('<!channel> <https://a.example|a> &lt;!here&gt; <@U1>')];
  t.like(await cloud.post(slack.url(), { text: 'hello', blocks }), { status: 200, text: 'ok' });
  t.like(slack.messages[0], {
    text: 'hello',
    blocks: ['<!channel> <https://a.example|a> <!here> <@U1>'],
    mentions: ['!channel', '@U1'],
    links: ['https://a.example|a'],
  });
});

const refused = test.macro({
  title: (what) => `refused with a word: ${what}`,
  async exec(t, body: unknown, status: number, text: string, token?: string) {
    await using cloud = await receivers();
    const { slack } = cloud.services;
    t.like(await cloud.post(slack.url(token), body), { status, text });
    t.is(slack.messages.length, 0);
  },
});
test('another token', refused, { text: 'a' }, 403, 'invalid_token', 'other');
test('no text', refused, {}, 400, 'no_text');
test('no JSON', refused, 'x', 400, 'invalid_payload');
const blocks = (count: number, text: string) => ({ text: 'a', blocks: Array(count).fill(section(text)) });
test('51 blocks', refused, blocks(51, 'a'), 400, 'invalid_blocks');
test('a section of 3,001 characters', refused, blocks(1, 'x'.repeat(3_001)), 400, 'invalid_blocks');
test('an empty section', refused, blocks(1, ''), 400, 'invalid_blocks');
test('blocks of 14,000 characters', refused, blocks(5, 'x'.repeat(2_800)), 400, 'msg_blocks_too_long');

test('too fast is 429, with the time to wait', async (t) => {
  await using cloud = await receivers();
  const { slack } = cloud.services;
  for (let count = 0; count < 10; count += 1)
    t.is((await cloud.post(slack.url(), { text: 'a' })).status, 200);
  const refusal = await cloud.post(slack.url(), { text: 'a' });
  t.is(refusal.status, 429);
  t.is(refusal.headers['retry-after'], '1');
});
