import { receivers } from '@ackring/testkit/receivers';
import test from 'ava';

const card = (...body: object[]) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', version: '1.4', body },
    },
  ],
});

test('a card is accepted with 202 and nothing more; only a TextBlock renders links', async (t) => {
  await using cloud = await receivers();
  const { teams } = cloud.services;
  const text = '[a](https://a.example)';
  const sent = card(
    { type: 'TextBlock', text },
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] },
  );
  t.like(await cloud.post(teams.url(), sent), { status: 202, text: '' });
  t.like(teams.cards[0], { lines: [text, text], links: ['https://a.example'] });
});

test('an oversized or malformed card is accepted nevertheless, and never shown', async (t) => {
  await using cloud = await receivers();
  const { teams } = cloud.services;
  const large = card({ type: 'TextBlock', text: 'x'.repeat(28 * 1024) });
  t.is((await cloud.post(teams.url(), large)).status, 202);
  t.is((await cloud.post(teams.url(), { text: 'a' })).status, 202);
  t.is(teams.cards.length, 0);
  t.is(teams.failedRuns.length, 2);
});

test('another signature, and the fifth request of a second, are refused', async (t) => {
  await using cloud = await receivers();
  const { teams } = cloud.services;
  t.is((await cloud.post(teams.url('other'), card())).status, 401);
  for (let count = 0; count < 4; count += 1) t.is((await cloud.post(teams.url(), card())).status, 202);
  t.is((await cloud.post(teams.url(), card())).status, 429);
});
