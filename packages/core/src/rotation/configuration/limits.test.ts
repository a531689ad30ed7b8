import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { parseRotationConfiguration, type RotationConfiguration, readYaml } from './configuration.js';
import { notificationPart } from './notification-part.js';

// The range of each setting, and its default.

type Numbers = Record<string, number>;

const limits: [
  setting: string,
  least: number,
  most: number,
  usual: number,
  read: (made: RotationConfiguration) => number,
][] = [
  ['renewBeforeDays', 1, 180, 180, (made) => made.renewBeforeDays],
  ['spreadDays', 0, 150, 0, (made) => made.spreadDays],
  ['probeDays', 0, 90, 7, (made) => made.probeDays],
  ['canary.count', 0, 1000, 3, (made) => made.canary.count],
  ['canary.haltAbovePercent', 1, 100, 50, (made) => made.canary.haltAbovePercent],
  ['concurrency', 1, 64, 8, (made) => made.concurrency],
  ['shardSize', 1, 1000, 200, (made) => made.shardSize],
];

function problems(yaml: string): readonly string[] {
  try {
    parseRotationConfiguration(yaml, 'test');
    return [];
  } catch (error) {
    if (error instanceof AckringError) return error.problems;
    throw error;
  }
}

const written = (setting: string, value: number): string => {
  const [outer = '', inner] = setting.split('.');
  const settings: Record<string, number | Numbers> = {
    [outer]: inner === undefined ? value : { [inner]: value },
  };
  return JSON.stringify(settings);
};

for (const [setting, least, most, usual, read] of limits) {
  test(`${setting} is ${least} to ${most}, and ${usual} by default`, (t) => {
    t.is(read(parseRotationConfiguration('', 'test')), usual);
    for (const value of [least, most])
      t.is(read(parseRotationConfiguration(written(setting, value), 'test')), value);
    for (const value of [least - 1, most + 1, least + 0.5]) {
      t.not(problems(written(setting, value)).length, 0, String(value));
    }
  });
}

test('a spread is shorter than the window', (t) => {
  t.deepEqual(problems('{renewBeforeDays: 30, spreadDays: 29}'), []);
  t.regex(problems('{renewBeforeDays: 30, spreadDays: 30}').join(), /spreadDays must be less/);
});

test('empty lists are refused', (t) => {
  for (const yaml of ['access: []', 'regions: []', 'identities: []', 'blackouts: [{weekdays: []}]']) {
    t.is(problems(yaml).length, 1, yaml);
  }
  for (const yaml of [
    'access: [{select: {}, access: public}]',
    'regions: [r]',
    'identities: [self]',
    'blackouts: [{weekdays: [sat]}]',
  ]) {
    t.deepEqual(problems(yaml), [], yaml);
  }
});

test('a blackout needs an existing time zone', (t) => {
  const zone = (name: string) => problems(`blackouts: [{weekdays: [sat], timeZone: ${name}}]`).length;
  t.deepEqual([zone('Asia/Tokyo'), zone('UTC'), zone('Nowhere/At_All')], [0, 0, 1]);
});

test('a text of the maximum length is read, and not a character more', (t) => {
  t.deepEqual(problems(`# ${'x'.repeat(1_048_574)}`), []);
  t.regex(problems(`# ${'x'.repeat(1_048_575)}`).join(), /longer than 1048576/);
});

test('a duplicate key is refused at its place, however deep', (t) => {
  for (const [yaml, place] of [
    ['verify: skip\nverify: prefer\n', 'line 2, column 1'],
    ['select:\n  names: [a]\n  names: [b]\n', 'line 3, column 3'],
    ['sinks:\n- kind: kms\n  prefix: a\n  prefix: b\n', 'line 4, column 3'],
    ['a: [[{b: 1, b: 2}]]\n', 'line 1, column 13'],
  ] as const) {
    t.deepEqual(problems(yaml), [`${place}: not YAML (DUPLICATE_KEY)`]);
  }
  t.deepEqual(readYaml('a: {b: 1}\nc: {b: 2}\nd: [{e: 1}, {e: 2}]\n', 'test'), {
    a: { b: 1 },
    c: { b: 2 },
    d: [{ e: 1 }, { e: 2 }],
  });
  t.regex(problems('a: [').join(), /^line 1, column \d+: not YAML/);
});

const role = (account: number, name: string): string => `{roleArn: "acs:ram::${account}:role/${name}"}`;

test('identities with the same storage name are refused', (t) => {
  const together = (...identities: string[]) =>
    problems(`identities: [${identities.join(', ')}]`).length === 0;
  t.true(together('self', role(1, 'a'), role(1, 'b')));
  t.true(together(role(1, 'a'), role(2, 'a')));
  t.false(together('self', 'self'));
  t.false(together(role(1, 'a'), role(1, 'a')));
  // The caller's account is not known yet.
  t.false(together('self', role(1, 'self')));
  t.false(together('{uid: "200000000000000001"}', role(1, '200000000000000001')));
});

test('an unusable configuration still says whom to notify', (t) => {
  const { notify, sinks, heartbeat, language, renewBeforeDays } = notificationPart(
    'renewBeforeDays: -3\nlanguage: ja\nheartbeat: https://example.com/beat\nnotify: [{kind: cloudMonitor}, {kind: odd}]\nsinks: [{kind: kms}, 7]\n',
  );
  t.deepEqual([notify.map(({ kind }) => kind), sinks.map(({ kind }) => kind)], [['cloudMonitor'], ['kms']]);
  t.deepEqual([heartbeat, language, renewBeforeDays], ['https://example.com/beat', 'ja', 180]);
  for (const nothing of ['', '[', '[]', 'notify: x\nsinks: {a: 1}\nlanguage: xx\nheartbeat: 7']) {
    t.like(
      notificationPart(nothing),
      { notify: { length: 0 }, sinks: { length: 0 }, language: 'en' },
      nothing,
    );
    t.false('heartbeat' in notificationPart(nothing));
  }
});

const torn: readonly [what: string, yaml: string, language: 'en' | 'ja'][] = [
  ['each block that is whole', 'language: ja\nnotify: [\n', 'ja'],
  ['behind a byte order mark', '\uFEFFlanguage: ja\nnotify: [\n', 'ja'],
  ['a quoted name', '"language" : ja\nnotify: [\n', 'ja'],
  ['after what names nothing', 'notify: [\nodd\nlanguage: ja\n', 'ja'],
  ['nothing that is given twice', 'language: ja\nlanguage: zh\n', 'en'],
  ['nothing that is not whole itself', 'language: [ja\n', 'en'],
  ['nothing of what stands inside another', 'select:\n  language: ja\nnotify: [\n', 'en'],
];
for (const [what, yaml, language] of torn) {
  test(`of a text that is no YAML is read ${what}`, (t) => {
    t.is(notificationPart(yaml).language, language);
  });
}

const names: readonly (readonly [line: string, name: string | undefined, sinks: number])[] = [
  ['name: eu', 'eu', 1],
  ['', undefined, 1],
  ['name: EU!', undefined, 0],
];
for (const [line, name, count] of names)
  test(`of an unusable configuration with "${line}" ${count === 0 ? 'no memory is read' : 'the memory is its own'}`, (t) => {
    const part = notificationPart(`renewBeforeDays: -3\n${line}\nsinks: [{kind: kms}]`);
    t.deepEqual([part.name, 'name' in part, part.sinks.length], [name, name !== undefined, count]);
  });
