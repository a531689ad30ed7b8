import test from 'ava';
import { AckringError } from './errors.js';
import ja from './ja.json' with { type: 'json' };
import { dayOf, instantOf, keptSentence, quoted, say, type Translations, toText } from './say.js';
import zh from './zh.json' with { type: 'json' };

const languages: Readonly<Record<string, Translations>> = { ja, zh };

for (const [language, translations] of Object.entries(languages)) {
  test(`every sentence in ${language} is punctuated as that language is`, (t) => {
    for (const translation of Object.values(translations)) {
      const words = translation.replaceAll(/`[^`]*`/g, '');
      t.notRegex(
        words,
        /[,;!?]|[^A-Za-z0-9}]:(?!\/)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][.(]/u,
      );
    }
  });
}

test('a sentence is filled in with facts, nested sentences and lists', (t) => {
  const doing = say('list the clusters of {region}', { region: 'cn-hangzhou' });
  const reason = say('{host} cannot be reached', { host: 'cs.aliyuncs.com' });
  const sentence = say('could not {doing}: {reason}', { doing, reason });
  t.is(toText(sentence), 'could not list the clusters of cn-hangzhou: cs.aliyuncs.com cannot be reached');
  t.is(toText(sentence, zh), '无法列出 cn-hangzhou 的集群：无法连接 cs.aliyuncs.com');
  t.is(
    toText(say('Use one of: {names}.', { names: ['a', 'b'] }), ja),
    '次のいずれかを指定してください：a、b',
  );
});

test('a space is put beside Latin letters only', (t) => {
  const principal = say('this identity');
  const action = 'cs:DescribeClusters';
  t.is(
    toText(say('For {principal}, ask for {action}', { principal, action }), zh),
    `请为此身份申请 ${action}`,
  );
  t.is(
    toText(say('For {principal}, ask for {action}', { principal: 'tom', action }), zh),
    `请为 tom 申请 ${action}`,
  );
  const kind = say('temporary kubeconfig of {cluster} ({access})', { cluster: 'a', access: say('public') });
  t.is(toText(kind, zh), 'a 的临时 kubeconfig（公网）');
  t.is(
    toText(say('{identity} in {cluster}', { identity: say('private'), cluster: 'prod' }), zh),
    'prod 中的内网',
  );
});

test('a word is one of two as its number is 1 or not, and only English needs it', (t) => {
  const files = (count: number) => ({
    phrase: '{count} {count|file|files}{count||, in all}',
    facts: { count },
  });
  t.is(toText(files(1)), '1 file');
  t.is(toText(files(2)), '2 files, in all');
  t.is(toText(files(1), { [files(1).phrase]: '{count} 個のファイル' }), '1 個のファイル');
});

test('what only English says alike is told apart at its end, which is not shown', (t) => {
  const key = { phrase: 'open #key', facts: {} };
  t.is(toText(key), 'open');
  t.is(toText(key, { open: '有効', 'open #key': '開く' }), '開く');
});

test('a fact can neither add a line nor act as a placeholder', (t) => {
  t.is(toText(quoted('a\n{text}\u202e'), ja), 'a\\x0a{text}\\u{202e}');
});

test('an error says the same in every language, and its message stays English', (t) => {
  const error = new AckringError(
    'ContextNotFound',
    say('there is no context "{context}"', { context: 'dev' }),
    {
      remedy: say('List them: `ackring contexts`.'),
    },
  );
  t.is(error.message, 'there is no context "dev"');
  t.is(error.remedy, 'List them: `ackring contexts`.');
  t.is(toText(error.said.summary, ja), 'コンテキスト「dev」がありません');
  t.is(toText(error.said.remedy, zh), '请查看列表：`ackring contexts`');
});

const kept: readonly (readonly [what: string, value: unknown, isBelieved: boolean])[] = [
  ['the sentence itself', { phrase: 'renamed {from} to {to}', facts: { from: 'a', to: 'b' } }, true],
  [
    'a list of texts and sentences',
    { phrase: 'renamed {from} to {to}', facts: { from: ['a'], to: [{ phrase: 'b', facts: {} }] } },
    true,
  ],
  ['nothing', undefined, false],
  ['another sentence', { phrase: 'renamed {from} to {to}', facts: { from: 'a', to: 'c' } }, false],
  ['one without facts', { phrase: 'renamed a to b' }, false],
  ['a number for a phrase', { phrase: 3, facts: {} }, false],
  ['a list for a sentence', ['renamed a to b'], false],
  ['a fact that is none', { phrase: 'renamed {from} to {to}', facts: { from: true, to: null } }, false],
  ['the name of a method for a fact', { phrase: 'renamed {constructor} to b', facts: {} }, false],
  ['the name of a method for a phrase', { phrase: 'constructor', facts: {} }, false],
];
for (const [what, value, isBelieved] of kept) {
  test(`what a file keeps of a sentence is ${isBelieved ? '' : 'not '}believed: ${what}`, (t) => {
    const sentence = keptSentence(JSON.parse(JSON.stringify({ value })).value, 'renamed a to b');
    t.is(toText(sentence), 'renamed a to b');
    t.is(toText(sentence, ja), isBelieved ? 'a の名前を b に変更' : 'renamed a to b');
  });
}

test('an instant is told in UTC to programs, and as their reader wants it to people', (t) => {
  const ended = say('its certificate ended at {instant}', {
    instant: instantOf(new Date('2027-05-26T15:05:06.789Z')),
  });
  const sentence = say('could not {doing}: {reason}', { doing: 'fetch', reason: ended });
  t.is(toText(sentence), 'could not fetch: its certificate ended at 2027-05-26T15:05:06Z');
  t.regex(
    toText(sentence, {}, (moment) => JSON.stringify(moment)),
    /ended at \{"instant":"2027-05-26T15:05:06Z"\}$/,
  );
  const span = { from: dayOf(new Date('2027-05-26T23:05:06Z')), until: '' };
  t.is(toText({ phrase: '{from}', facts: span }), '2027-05-26');
});

test('a kept instant that could hold more than digits is not believed', (t) => {
  const english = 'it ended at 2027-05-26T15:05:06Z';
  const kept = (instant: string) =>
    keptSentence({ phrase: 'it ended at {instant}', facts: { instant: { instant } } }, english);
  t.is(kept('2027-05-26T15:05:06Z').phrase, 'it ended at {instant}');
  t.is(kept('1 Jan 2027 (\u001b[31m)').phrase, quoted('').phrase);
});

const [instant, phrase] = ['2027-05-26T15:05:06Z', 'renamed {from}'];
for (const [fact, told, isBelieved] of [
  [{ instant }, instant, true],
  [{ dayOf: instant }, '2027-05-26', true],
  [{ instant: '1 Jan 2027' }, '1 Jan 2027', false],
  [{ instant: '2027-99-26T15:05:06Z' }, '2027-99-26T15:05:06Z', false],
  [{ instant: 2027 }, '2027', false],
  [{ instant: null }, 'null', false],
  [{}, '', false],
  [['a', { instant }], `a, ${instant}`, false],
  [['a', 'b'], 'a, b', true],
  [7, '7', true],
] as const)
  test(`of a kept sentence ${JSON.stringify(fact)} is ${isBelieved ? 'a' : 'no'} fact`, (t) => {
    const kept = keptSentence({ phrase, facts: { from: fact } }, `renamed ${told}`);
    t.is(kept.phrase, isBelieved ? phrase : quoted('').phrase);
  });

for (const [translation, told] of [
  ['{from} を', '東を'],
  ['{from} a', '東 a'],
  ['を {from}', 'を東'],
  ['を {from} を', 'を東を'],
  ['a {from}', 'a 東'],
] as const)
  test(`${translation} tells of 東 as ${told}`, (t) => {
    t.is(toText({ phrase: '{from}', facts: { from: '東' } }, { '{from}': translation }), told);
  });

for (const [owner, owned, expected] of [
  ['東京', '一覧', '東京の一覧'],
  ['東京', 'list', '東京の list'],
  ['tokyo', '一覧', 'tokyo の一覧'],
  ['tokyo', 'list', 'tokyo の list'],
] as const)
  test(`between ${owner} and ${owned} a space stands only beside Latin letters`, (t) => {
    const sentence = say('{identity} in {cluster}', { identity: owned, cluster: owner });
    t.is(toText(sentence, { '{identity} in {cluster}': '{cluster} の {identity}' }), expected);
  });
