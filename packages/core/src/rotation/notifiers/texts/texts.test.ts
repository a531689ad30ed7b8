import test from 'ava';
import { errorTable } from '../../../words/errors.js';
import type { Alarm } from '../../alarm/alarm.js';
import { alarmSteps } from '../../ledger/standing.js';
import { texts } from './texts.js';

const { en, ja, zh } = texts;

const base: Alarm = {
  kind: 'failing',
  key: 'c1/self',
  label: 'prod/self',
  cluster: 'prod',
  clusterId: 'c1',
  region: 'cn-hangzhou',
  identity: 'self',
  holder: null,
  reason: 'Forbidden',
  message: 'no role',
  brokenSince: null,
  lastProof: null,
  mended: null,
  daysLeft: 7,
  step: 7,
  detail: 'prod/self: no role; what consumers have ends in 7 days',
  remedy: 'Give it a role.',
};

const kinds: readonly Partial<Alarm>[] = [
  { kind: 'failing' },
  { kind: 'blocked', reason: 'NoEndpointForAccess', message: null },
  { kind: 'pending', reason: 'deadline', message: null },
  { kind: 'heldByOther', reason: 'HeldByAnotherIdentity', message: null, holder: 'tom' },
  { kind: 'orphaned', reason: 'OrphanedIdentity', message: null, holder: 'gone', identity: '20009' },
  { kind: 'outage', label: 'region cn-beijing', reason: 'Unreachable', daysLeft: null, step: null },
  {
    kind: 'mended',
    reason: null,
    message: null,
    mended: { cause: 'expired', from: '2027-01-01T00:00:00Z', until: '2027-01-02T03:04:05Z' },
  },
  { kind: 'resolved', reason: null, message: null },
];

test('every kind has a sentence and a language of its own', (t) => {
  for (const [language, each] of Object.entries(texts)) {
    const sentences = kinds.map((change) => each.alarm({ ...base, ...change }));
    if (language !== 'en') t.is(new Set(sentences).size, sentences.length, language);
    for (const sentence of sentences) t.false(/undefined|null|NaN/.test(sentence), sentence);
  }
});

const stories: readonly [step: string, daysLeft: number | null, inJapanese: RegExp, inChinese: RegExp][] = [
  ...alarmSteps
    .filter((step) => step > 0)
    .map((step): [string, number, RegExp, RegExp] => [
      `${step} days`,
      step,
      new RegExp(`kubeconfig はあと ${step} 日で期限が切れます。$`),
      new RegExp(`kubeconfig 将在 ${step} 天后到期。$`),
    ]),
  ['the last day', 0, /24 時間以内に期限が切れます。$/, /将在一天内到期。$/],
  ['ended today', -1, /24 時間以内に期限が切れました。$/, /在过去一天内已过期。$/],
  ['ended, the day after', -2, /2 日前に期限が切れました。$/, /已过期 2 天。$/],
  ['unknown', null, /期限は不明です。$/, /何时到期未知。$/],
];
for (const [step, daysLeft, inJapanese, inChinese] of stories) {
  test(`at the level ${step}`, (t) => {
    t.regex(ja.alarm({ ...base, daysLeft }), inJapanese);
    t.regex(zh.alarm({ ...base, daysLeft }), inChinese);
  });
}

test('a consumer without anything that works is mentioned before any number of days', (t) => {
  const broken = { ...base, brokenSince: '2027-01-01T00:00:00Z' };
  t.regex(ja.alarm(broken), /使える kubeconfig がありません。$/);
  t.regex(zh.alarm(broken), /已没有可用的 kubeconfig。$/);
});

test('what is merely gone is not called over', (t) => {
  const gone: Alarm = { ...base, kind: 'resolved', reason: 'Gone', message: null };
  t.regex(ja.alarm(gone), /一覧からなくなった/);
  t.false(ja.alarm(gone).includes('解消'));
  t.regex(zh.alarm(gone), /已不在列表中/);
  t.false(zh.alarm(gone).includes('恢复'));
});

test('the end of a failure is not called well where nothing was proven', (t) => {
  const unproven: Alarm = { ...base, kind: 'resolved', reason: 'Unproven', message: null };
  t.regex(ja.alarm(unproven), /使えるかどうかは不明です。$/);
  t.regex(zh.alarm(unproven), /是否可用未知。$/);
  const before: Alarm = { ...unproven, lastProof: '2027-01-02T03:04:05Z' };
  t.regex(
    ja.alarm(before),
    /確認できているのは 2027-01-02 03:04 UTC までで、現在も使えるかどうかは不明です。$/,
  );
  t.regex(zh.alarm(before), /全部被 API Server 接受是在 2027-01-02 03:04 UTC，目前是否可用未知。$/);
});

const toms: Partial<Alarm> = {
  kind: 'heldByOther',
  reason: 'HeldByAnotherIdentity',
  holder: 'tom',
  identity: '20009',
};
const orphans: Partial<Alarm> = { ...toms, kind: 'orphaned', reason: 'OrphanedIdentity' };
const past = { cause: 'expired', from: '2027-01-01T00:00:00Z', until: '2027-01-02T03:04:05Z' };

/** What a text has to name in every language, and what it must not. */
const facts: readonly (readonly [
  title: string,
  part: 'alarm' | 'remedy',
  change: Partial<Alarm>,
  named: readonly string[],
  unnamed: readonly string[],
])[] = [
  ['a subject and its region', 'alarm', {}, ['prod/self', 'cn-hangzhou'], []],
  ['a subject without a region', 'alarm', { region: null }, ['prod/self'], ['cn-hangzhou', '（）', 'null']],
  ['what the error said', 'alarm', {}, ['（no role）'], []],
  ['an error that said nothing', 'alarm', { message: null }, [], ['（）', 'null']],
  ['an outage', 'alarm', { kind: 'outage' }, ['prod/self', '（no role）'], ['7']],
  ['an outage that said nothing', 'alarm', { kind: 'outage', message: null }, [], ['（）']],
  ['a holder by name', 'alarm', toms, ['tom', '7'], ['20009']],
  ['a holder without a name', 'alarm', { ...toms, holder: null }, ['20009', '7'], ['null']],
  ['an orphan by name', 'alarm', orphans, ['tom'], ['20009']],
  ['an orphan without a name', 'alarm', { ...orphans, holder: null }, ['20009'], ['null']],
  ['whom to ask, by name', 'remedy', toms, ['tom', 'ackring get c1 --long-term'], ['20009']],
  ['whom to ask, without a name', 'remedy', { ...toms, holder: null }, ['20009'], ['null']],
  ['whom to ask, of no known cluster', 'remedy', { ...toms, clusterId: null }, ["ackring get '' "], ['null']],
  ['what to clean', 'remedy', orphans, ['ackring clean --user 20009 --cluster c1'], []],
  ['what to clean of nobody known', 'remedy', { ...orphans, identity: null }, ["--user '' "], ['null']],
  [
    'a cluster that is not ours',
    'alarm',
    { kind: 'blocked', reason: 'ClusterNotOurs' },
    [],
    ['7', 'kubeconfig'],
  ],
  ['a mended outage', 'alarm', { kind: 'mended', mended: past }, ['2027-01-01', '2027-01-02'], []],
  [
    'a mended outage of unknown begin',
    'alarm',
    { kind: 'mended', mended: { ...past, from: null } },
    ['2027-01-02'],
    ['2027-01-01', 'null'],
  ],
  [
    'a mended outage of which nothing is kept',
    'alarm',
    { kind: 'mended', mended: null },
    ['prod/self'],
    ['2027', 'null'],
  ],
];

for (const [title, part, change, named, unnamed] of facts) {
  test(`in every language the same is named: ${title}`, (t) => {
    for (const each of [ja, zh]) {
      const text = each[part]({ ...base, ...change }) ?? '';
      for (const name of named) t.true(text.includes(name), text);
      for (const name of unnamed) t.false(text.includes(name), text);
    }
  });
}

test('in English the sentence of the alarm itself is followed by its region, where it has one', (t) => {
  t.is(en.alarm(base), `${base.detail} (cn-hangzhou)`);
  t.is(en.alarm({ ...base, region: null }), base.detail);
});

test('a reason without words yet is shown by its name', (t) => {
  t.regex(ja.alarm({ ...base, reason: 'Novelty' }), /Novelty/);
  t.regex(zh.alarm({ ...base, reason: '__proto__' }), /__proto__/);
});

test('commands in remedies are whole shell words', (t) => {
  const orphan: Alarm = { ...base, kind: 'orphaned', identity: "a'; rm -rf /", holder: 'gone' };
  for (const each of [ja, zh]) {
    t.regex(each.remedy(orphan) ?? '', /ackring clean --user 'a'\\''; rm -rf \/' --cluster c1$/);
    t.is(each.remedy({ ...base, kind: 'resolved', reason: null, remedy: null }), null);
  }
});

for (const reason of ['ClusterExcluded', 'ClusterNotListed', 'HolderNotConfigured', 'PlaceLeft']) {
  test(`what nobody renews is ended by a command that names it: ${reason}`, (t) => {
    const key = 'c1/self hub:default default/prod kubeconfig';
    for (const each of [ja, zh]) {
      const told = each.remedy({ ...base, kind: 'blocked', reason, key }) ?? '';
      t.true(told.endsWith(`：ackring rotate dismiss '${key}' --reason TEXT`), told);
    }
  });
}

test("remedies are in the team's language, with the original names and commands", (t) => {
  const remedy = 'For the role ops, ask for cs:DescribeClusterUserKubeconfig.';
  const forbidden: Alarm = { ...base, remedy };
  t.is(ja.remedy(forbidden), `不足している権限を付与してください（${remedy}）`);
  t.is(zh.remedy(forbidden), `请授予缺少的权限（${remedy}）`);
  t.is(en.remedy(forbidden), remedy);
  const english = /^[\x20-\x7e]*$/;
  for (const each of [ja, zh]) {
    for (const code of Object.keys(errorTable)) {
      for (const kind of ['failing', 'outage'] as const) {
        const told = each.remedy({ ...forbidden, kind, reason: code }) ?? '';
        t.notRegex(told.replace(remedy, ''), english, code);
        t.true(told.includes(remedy), code);
      }
    }
    const blocked: Alarm = {
      ...base,
      kind: 'blocked',
      reason: 'NoEndpointForAccess',
      remedy: 'Bind an EIP.',
    };
    t.notRegex(each.remedy(blocked) ?? '', /Bind an EIP/);
    t.is(each.remedy({ ...base, reason: 'Novelty' }), base.remedy);
  }
});

for (const [open, outages] of [
  [0, 0],
  [41, 0],
  [0, 41],
  [41, 41],
] as const) {
  test(`a title counts ${open} open and ${outages} outages, and what is over only where nothing else is`, (t) => {
    for (const each of [en, ja, zh]) {
      const title = each.title({ open, outages, over: 57, nearest: null });
      t.is(title.split('41').length - 1, Number(open > 0) + Number(outages > 0), title);
      t.is(title.includes('57'), open === 0 && outages === 0, title);
    }
  });
}

test('titles count', (t) => {
  const tally = { open: 0, outages: 0, over: 0, nearest: null };
  t.is(en.title({ ...tally, over: 2 }), 'ackring: 2 resolved');
  t.is(
    en.title({ ...tally, open: 1, nearest: 1 }),
    'ackring: 1 kubeconfig needs attention, the nearest ends in 1 day',
  );
  t.is(en.title({ ...tally, outages: 2 }), 'ackring: 2 parts of the rotation failed');
  t.is(ja.title({ ...tally, over: 2 }), 'ackring：2 件が解消しました');
  t.is(
    zh.title({ ...tally, open: 3, nearest: 7 }),
    'ackring：3 份 kubeconfig 需要处理（最近的一份将在 7 天后到期）',
  );
});

const mended = { cause: 'expired', from: null, until: '2027-01-02T03:04:05Z' };

const sentences: readonly [change: Partial<Alarm>, inJapanese: string, inChinese: string][] = [
  [{ message: null }, '更新に失敗しています。権限がありません。配布', '续期失败：没有权限。使用方'],
  [{}, '権限がありません（no role）。配布', '没有权限（no role）。使用方'],
  [{ kind: 'blocked', reason: 'ClusterNotOurs' }, '確認を拒否されました。', '拒绝查看。'],
  [
    { kind: 'heldByOther', holder: 'tom' },
    ': tom さんの kubeconfig はあと 7 日で',
    '：tom 持有的 kubeconfig 将在 7 天后',
  ],
  [{ kind: 'heldByOther', identity: '7' }, ': 7 さんの kubeconfig は', '：7 持有的 kubeconfig '],
  [{ kind: 'heldByOther', daysLeft: null }, 'は期限が不明です。', '到期时间未知。'],
  [{ kind: 'orphaned', holder: 'tom' }, '（tom）はあと 7 日で', '（tom）将在 7 天后'],
  [{ kind: 'orphaned', identity: '7' }, '（7）は', '（7）将在'],
  [
    { kind: 'mended', mended },
    'が2027-01-02 03:04 UTC まで使えない時期',
    '在2027-01-02 03:04 UTC 之前曾不可用',
  ],
  [
    { kind: 'mended', mended: { ...mended, from: '2027-01-01T00:00:00Z' } },
    'が2027-01-01 00:00 UTC から 2027-01-02 03:04 UTC までの間に',
    '在2027-01-01 00:00 UTC 至 2027-01-02 03:04 UTC 之间',
  ],
  [{ kind: 'mended', mended: null }, '復旧しました。', '已恢复可用。'],
  [{ kind: 'resolved', reason: null }, '解消しました。', '已恢复。'],
];

test('each sentence says who, when and why, as far as known', (t) => {
  for (const [change, inJapanese, inChinese] of sentences) {
    const alarm = { ...base, ...change };
    t.true(ja.alarm(alarm).includes(inJapanese), ja.alarm(alarm));
    t.true(zh.alarm(alarm).includes(inChinese), zh.alarm(alarm));
  }
  const others = { ...base, kind: 'heldByOther', holder: null, identity: '7' } as const;
  for (const each of [ja, zh]) t.regex(each.remedy(others) ?? '', /7 .*: ?|：.*ackring get c1 --long-term$/);
});

test('a title names the nearest end, and general failures', (t) => {
  const tally = { open: 1, outages: 0, over: 0, nearest: null };
  t.is(en.title(tally), 'ackring: 1 kubeconfig needs attention');
  t.is(
    en.title({ ...tally, open: 2, outages: 1, over: 3, nearest: 7 }),
    'ackring: 2 kubeconfigs need attention, the nearest ends in 7 days; 1 part of the rotation failed',
  );
  for (const [nearest, inEnglish, inJapanese, inChinese] of [
    [0, 'ends within a day', '24 時間以内に期限が切れます', '将在一天内到期'],
    [-1, 'ended within the last day', '24 時間以内に期限が切れました', '在过去一天内已过期'],
    [-2, 'ended 2 days ago', '2 日前に期限が切れました', '已过期 2 天'],
    [1, 'ends in 1 day', 'あと 1 日で期限が切れます', '将在 1 天后到期'],
  ] as const) {
    t.is(en.title({ ...tally, nearest }), `ackring: 1 kubeconfig needs attention, the nearest ${inEnglish}`);
    t.is(
      ja.title({ ...tally, nearest }),
      `ackring：対応が必要な kubeconfig 1 件（最も近いもの：${inJapanese}）`,
    );
    t.is(zh.title({ ...tally, nearest }), `ackring：1 份 kubeconfig 需要处理（最近的一份${inChinese}）`);
  }
  const both = { ...tally, outages: 2, over: 1 };
  t.is(ja.title(both), 'ackring：対応が必要な kubeconfig 1 件、ローテーション自体の障害 2 件');
  t.is(zh.title(both), 'ackring：1 份 kubeconfig 需要处理，轮转本身有 2 处故障');
  t.is(zh.title({ ...both, open: 0 }), 'ackring：轮转本身有 2 处故障');
});

test('the remedy of a reason that has none of its own is what was said', (t) => {
  const said = (reason: string | null) => ja.remedy({ ...base, reason });
  for (const reason of [null, 'toString', 'Unheard']) t.is(said(reason), 'Give it a role.');
  t.regex(said('Forbidden') ?? '', /（Give it a role\.）$/);
});
