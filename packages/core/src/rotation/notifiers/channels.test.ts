import { type Channels, channels, manyFailing, mixedNotice } from '@ackring/testkit/rotation/channels';
import test from 'ava';
import type { AckringError } from '../../words/errors.js';
import type { Language } from '../plug-in/plug-in.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

/** How a kind is opened on its receiver, and what people read there. */
interface Channel {
  readonly kind: string;
  secret(all: Channels): string;
  /** Messages as text, newest last. */
  read(all: Channels): readonly string[];
  links(all: Channels): readonly string[];
  mentions(all: Channels): readonly string[];
}

const chats: readonly Channel[] = [
  {
    kind: 'dingtalk',
    secret: ({ world }) => {
      const { dingtalk } = world.emulator.services;
      return JSON.stringify({ url: dingtalk.url(), secret: dingtalk.robot.secret });
    },
    read: ({ world }) => world.emulator.services.dingtalk.messages.map(({ text }) => text),
    links: ({ world }) => world.emulator.services.dingtalk.messages.flatMap(({ links }) => links),
    mentions: ({ world }) =>
      world.emulator.services.dingtalk.messages.flatMap(({ body }) =>
        JSON.stringify(body['at']) === '{"isAtAll":false}' ? [] : ['somebody'],
      ),
  },
  {
    kind: 'wecom',
    secret: ({ world }) => world.emulator.services.wecom.url(),
    read: ({ world }) => world.emulator.services.wecom.messages.map(({ content }) => content),
    links: ({ world }) => world.emulator.services.wecom.messages.flatMap(({ links }) => links),
    mentions: ({ world }) => world.emulator.services.wecom.messages.flatMap(({ mentions }) => mentions),
  },
  {
    kind: 'feishu',
    secret: ({ world }) => {
      const { feishu } = world.emulator.services;
      return JSON.stringify({ url: feishu.url(), secret: feishu.bot.secret });
    },
    read: ({ world }) =>
      world.emulator.services.feishu.messages.map(({ title, lines }) => [title, ...lines].join('\n')),
    links: ({ world }) => world.emulator.services.feishu.messages.flatMap(({ links }) => links),
    mentions: ({ world }) => world.emulator.services.feishu.messages.flatMap(({ mentions }) => mentions),
  },
  {
    kind: 'slack',
    secret: ({ world }) => world.emulator.services.slack.url(),
    read: ({ world }) => world.emulator.services.slack.messages.map(({ blocks }) => blocks.join('\n')),
    links: ({ world }) => world.emulator.services.slack.messages.flatMap(({ links }) => links),
    mentions: ({ world }) => world.emulator.services.slack.messages.flatMap(({ mentions }) => mentions),
  },
  {
    kind: 'teams',
    secret: ({ world }) => world.emulator.services.teams.url(),
    read: ({ world }) => world.emulator.services.teams.cards.map(({ lines }) => lines.join('\n')),
    links: ({ world }) => world.emulator.services.teams.cards.flatMap(({ links }) => links),
    mentions: ({ world }) => world.emulator.services.teams.cards.flatMap(({ mentions }) => mentions),
  },
];

const opened = (all: Channels, { kind, secret }: Channel, language?: Language) =>
  all.open(`kind: ${kind}, secret: "kms:ackring/receiver"`, secret(all), language);

const tells = test.macro({
  title: (_, { kind }: Channel, language: Language) =>
    `${kind}: a digest in ${language}, the most urgent first`,
  async exec(t, channel: Channel, language: Language, title: RegExp, phrases: readonly string[]) {
    await using all = await channels();
    const notifier = await opened(all, channel, language);
    t.is(notifier.name, channel.kind);
    await notifier.send(mixedNotice());
    const [text = '', ...others] = channel.read(all);
    t.is(others.length, 0);
    t.regex(text, title);
    t.notRegex(text, /\b0 more|ほか 0 件/);
    const places = phrases.map((phrase) => text.indexOf(phrase));
    t.false(places.includes(-1), text);
    t.deepEqual(
      places,
      places.toSorted((left, right) => left - right),
    );
  },
});

for (const chat of chats) {
  test.serial(
    tells,
    chat,
    'en',
    /5 kubeconfigs need attention, the nearest ended 3 days ago; 1 part of the rotation/,
    [
      'region cn-beijing: cs.cn-beijing.aliyuncs.com did not answer',
      'ended/self: no role; what consumers have ended 3 days ago (cn-hangzhou)',
      'failing/self: the API server of prod refused it; what consumers have ends in 6 days',
      'ackring verify prod',
      'blocked/self',
      'tom holds a kubeconfig of toms',
      'run r100 · rotate · cn-hangzhou',
    ],
  );
  test.serial(
    tells,
    chat,
    'ja',
    /対応が必要な kubeconfig 5 件（最も近いもの：3 日前に期限が切れました）、ローテーション自体の障害 1 件/,
    [
      'region cn-beijing: 障害が起きています。接続できません（cs.cn-beijing.aliyuncs.com did not answer）。',
      '配布済みの kubeconfig は3 日前に期限が切れました。',
      'API サーバーでの検証に失敗しました（the API server of prod refused it）',
      'ackring verify prod',
      '指定したアクセス方法のエンドポイントがありません',
      'tom さんの kubeconfig はあと 61 日で期限が切れます。',
      'tom さんに更新を依頼してください：ackring get c-toms --long-term',
      '実行 ID r100 · rotate · cn-hangzhou',
    ],
  );
  test.serial(tells, chat, 'zh', /5 份 kubeconfig 需要处理（最近的一份已过期 3 天），轮转本身有 1 处故障/, [
    '发生故障：无法连接（cs.cn-beijing.aliyuncs.com did not answer）。',
    '使用方手中的 kubeconfig 已过期 3 天。',
    '续期失败：未通过 API Server 验证（the API server of prod refused it）。',
    '没有所选访问方式的端点',
    'tom 持有的 kubeconfig 将在 61 天后到期。',
    '运行 r100 · rotate · cn-hangzhou',
  ]);
}

const hostile =
  '<@all> <!channel> <at user_id="all">x</at> @all [click](https://evil.example) ![x](http://evil.example/a.png) <https://evil.example|ok> <a href="https://evil.example">x</a> https://evil.example &lt;@all&gt; *b* `c`';

const shows = test.macro({
  title: (_, { kind }: Channel) =>
    `${kind}: a name with mentions and links in it calls nobody and links nowhere`,
  async exec(t, channel: Channel) {
    await using all = await channels();
    await (await opened(all, channel)).send(manyFailing(2, hostile));
    t.is(channel.read(all).length, 1);
    t.deepEqual(channel.links(all), []);
    t.deepEqual(channel.mentions(all), []);
    t.regex(channel.read(all)[0] ?? '', /evil\.example/);
  },
});

const fits = test.macro({
  title: (_, { kind }: Channel) =>
    `${kind}: of too many, the most urgent are told whole and the rest is counted`,
  async exec(t, channel: Channel) {
    await using all = await channels();
    await (await opened(all, channel, 'ja')).send(manyFailing(500, '本番クラスター'));
    const [text = ''] = channel.read(all);
    t.is(channel.read(all).length, 1);
    const told = [...text.matchAll(/本番クラスター-(\d+)\/self/g)].map(([, index]) => Number(index));
    t.deepEqual(told, Array.from(told.keys()));
    t.true(told.length > 5);
    const ends = [...text.matchAll(/期限が切れます。/g)].length;
    t.is(ends, told.length, 'each is whole');
    t.true(text.includes(`ほか ${500 - told.length} 件`));
    t.false(text.includes('\ufffd'));
    t.true(text.isWellFormed());
  },
});

for (const chat of chats) {
  test.serial(shows, chat);
  test.serial(fits, chat);
}

const refused = test.macro({
  title: (what) => `refused: ${what}`,
  async exec(
    t,
    settings: string,
    secret: (all: Channels) => string,
    expected: Partial<AckringError>,
    remedy: RegExp,
  ) {
    await using all = await channels();
    const value = secret(all);
    const notifier = await all.open(`${settings}, secret: "kms:ackring/receiver"`, value);
    const error = await t.throwsAsync<AckringError>(notifier.send(mixedNotice()));
    t.like(error, expected);
    t.regex(error.remedy, remedy);
    const told = `${error.message} ${error.remedy}`;
    t.false(told.includes('access_token') || told.includes('sig=') || told.includes('hook/'), told);
  },
});

const services = ({ world }: Channels) => world.emulator.services;
test.serial(
  'DingTalk, whose signature does not match',
  refused,
  'kind: dingtalk',
  (all) => JSON.stringify({ url: services(all).dingtalk.url(), secret: 'SECother' }),
  { code: 'RequestRejected', message: 'DingTalk refused the notice (310000)' },
  /signature's secret/,
);
test.serial(
  'DingTalk, whose token is unknown',
  refused,
  'kind: dingtalk',
  (all) => services(all).dingtalk.url({ accessToken: 'gone', secret: null }),
  { code: 'RequestRejected', message: 'DingTalk refused the notice (300001)' },
  /URL in KMS again/,
);
test.serial(
  'WeCom, whose key is unknown',
  refused,
  'kind: wecom',
  (all) => services(all).wecom.url('gone'),
  { code: 'RequestRejected', message: 'WeCom refused the notice (93000)' },
  /URL in KMS again/,
);
test.serial(
  'Feishu, without the signature it verifies',
  refused,
  'kind: feishu',
  (all) => services(all).feishu.url(),
  { code: 'RequestRejected', message: 'Feishu refused the notice (19021)' },
  /secret in KMS/,
);
test.serial(
  'Slack, whose webhook was revoked',
  refused,
  'kind: slack',
  (all) => services(all).slack.url('revoked'),
  { code: 'Forbidden' },
  /by hand/,
);
test.serial(
  'Teams, whose URL has another signature',
  refused,
  'kind: teams',
  (all) => services(all).teams.url('other'),
  { code: 'Forbidden' },
  /by hand/,
);
test.serial(
  'PagerDuty, at another host',
  refused,
  'kind: pagerduty, url: "http://127.0.0.1:9/v2/enqueue"',
  () => 'e'.repeat(32),
  { code: 'EndpointRefused' },
  /ACKRING_RECEIVERS=127\.0\.0\.1:9$/,
);
test.serial(
  'a secret that is not a webhook',
  refused,
  'kind: slack',
  () => 'xoxb-SECRET',
  { code: 'ConfigurationInvalid', message: 'the KMS secret ackring/receiver holds no webhook' },
  /webhook URL/,
);
test.serial(
  'a webhook in clear text',
  refused,
  'kind: slack',
  () => 'http://hooks.slack.com/services/T/B/X',
  { code: 'EndpointRefused' },
  /Correct the URL/,
);
test.serial(
  'a receiver that is not a robot, and accepts everything',
  refused,
  'kind: wecom',
  (all) => services(all).webhook.url(),
  { code: 'ResponseUnreadable', message: 'WeCom answered nothing that can be understood' },
  /robot's own/,
);
test.serial(
  'a Slack that does not say ok',
  refused,
  'kind: slack',
  (all) => services(all).webhook.url(),
  { code: 'RequestRejected', message: 'Slack did not answer `ok` to the notice' },
  /app's settings/,
);

test.serial('rate limiting is Throttled, however a robot says it', async (t) => {
  for (const chat of chats) {
    await using all = await channels();
    const notifier = await opened(all, chat);
    all.world.emulator.faults.add({ service: 'dingtalk', effect: { kind: 'throttle' } });
    for (const service of ['wecom', 'feishu', 'slack', 'teams'] as const) {
      all.world.emulator.faults.add({ service, effect: { kind: 'throttle' } });
    }
    t.like(await t.throwsAsync(notifier.send(mixedNotice())), { code: 'Throttled' }, chat.kind);
  }
});

const tooFast = [
  ['wecom', 'errcode', [45009, 45033]],
  ['dingtalk', 'errcode', [130101, 410100, 90030]],
  ['feishu', 'code', [11232]],
] as const;

test.serial(
  'each answer of a robot that is sent too much is Throttled, and its neighbour is not',
  async (t) => {
    for (const [service, path, codes] of tooFast) {
      await using all = await channels();
      const chat = chats.find(({ kind }) => kind === service);
      if (chat === undefined) return t.fail();
      const notifier = await opened(all, chat);
      for (const code of codes)
        for (const [value, expected] of [
          [code, 'Throttled'],
          [code + 1, 'RequestRejected'],
        ] as const) {
          const effect = { kind: 'drift', path, value } as const;
          const remove = all.world.emulator.faults.add({ service, effect });
          t.like(
            await t.throwsAsync(notifier.send(mixedNotice())),
            { code: expected },
            `${service} ${value}`,
          );
          remove();
        }
    }
  },
);

test.serial('DingTalk and Feishu with a keyword instead of a signature', async (t) => {
  await using all = await channels();
  const { dingtalk } = all.world.emulator.services;
  const robot = { accessToken: 'k1', secret: null, keyword: '运维告警' };
  dingtalk.addRobot(robot);
  const first = await all.open(
    'kind: dingtalk, keyword: "运维告警", secret: "kms:ackring/receiver"',
    dingtalk.url(robot),
  );
  await first.send(mixedNotice());
  t.is(dingtalk.messages.length, 1);
  const bot = { token: 'k2', secret: null, keyword: '运维告警' };
  await using others = await channels();
  const bots = others.world.emulator.services.feishu;
  bots.addBot(bot);
  const second = await others.open('kind: feishu, secret: "kms:ackring/receiver"', bots.url(bot));
  t.like(await t.throwsAsync(second.send(mixedNotice())), { message: 'Feishu refused the notice (19024)' });
});

test.serial('teams: each remedy and the line on the run are subtle, and nothing else is', async (t) => {
  await using all = await channels();
  const { webhook } = all.world.emulator.services;
  const notifier = await all.open('kind: teams, secret: "kms:ackring/receiver"', webhook.url());
  await notifier.send(mixedNotice());
  const [{ content }] = Object(webhook.deliveries[0]?.json).attachments;
  const blocks: { inlines: { text: string; isSubtle?: boolean }[] }[] = content.body;
  const runs = blocks.flatMap(({ inlines }) => inlines);
  t.deepEqual(
    runs.filter(({ isSubtle }) => isSubtle),
    runs.filter(({ text }) => /^\n|run r100/.test(text)),
  );
});
