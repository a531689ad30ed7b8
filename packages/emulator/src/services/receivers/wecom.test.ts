import { receivers } from '@ackring/testkit/receivers';
import test from 'ava';

const markdown = (content: string) => ({ msgtype: 'markdown', markdown: { content } });

test('a message arrives, with its mentions and links', async (t) => {
  await using cloud = await receivers();
  const { wecom } = cloud.services;
  const answer = await cloud.post(wecom.url(), markdown('hello <@zhang> [a](https://a.example)'));
  t.like(answer, { status: 200, text: '{"errcode":0,"errmsg":"ok"}' });
  t.like(wecom.messages[0], { mentions: ['zhang'], links: ['https://a.example'] });
});

const refused = test.macro({
  title: (what) => `refused with status 200 and a code: ${what}`,
  async exec(t, body: unknown, errcode: number, key?: string) {
    await using cloud = await receivers();
    const { wecom } = cloud.services;
    const { status, text } = await cloud.post(wecom.url(key), body);
    t.is(status, 200);
    t.like(JSON.parse(text), { errcode });
    t.is(wecom.messages.length, 0);
  },
});
test('an unknown key', refused, markdown('a'), 93000, 'other');
test('4,097 bytes', refused, markdown(`${'中'.repeat(1_365)}ab`), 40058);
test('an unknown type', refused, { msgtype: 'post' }, 40008);
test('no JSON', refused, 'x', 40008);

test('4,096 bytes are accepted; the twenty-first message of a minute is too fast, a minute later it is not', async (t) => {
  await using cloud = await receivers();
  const { wecom } = cloud.services;
  const send = async () =>
    JSON.parse((await cloud.post(wecom.url(), markdown(`${'中'.repeat(1_365)}a`))).text);
  for (let count = 0; count < 20; count += 1) t.like(await send(), { errcode: 0 });
  t.like(await send(), { errcode: 45009 });
  await cloud.emulator.clock.advance(60_000);
  t.like(await send(), { errcode: 0 });
});
