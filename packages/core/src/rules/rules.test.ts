import { specimenHolding } from '@ackring/testkit/holding';
import { hostileTexts } from '@ackring/testkit/hostile-texts';
import test from 'ava';
import type { KubeconfigState } from '../cloud/ack/api.js';
import type { IdentityType } from '../words/identity.js';
import { checkRules, mostMinutesForPeople, parseRules } from './rules.js';

const now = new Date('2026-11-27T12:00:00Z');

function state(change: {
  type?: IdentityType;
  days?: number | null;
  was?: 'removed';
  cluster?: string;
  service?: string;
}): KubeconfigState {
  const { type = 'user', days = 100, was, cluster = 'prod-a', service = null } = change;
  return specimenHolding({
    cluster: { id: 'c1', name: cluster, region: 'cn-hangzhou' },
    identity: { uid: '42', name: 'mei', type, state: 'active' },
    notAfter: days === null ? null : new Date(now.getTime() + days * 86_400_000),
    certificateState: was ?? (days === null ? 'unissued' : days < 0 ? 'expired' : 'unexpired'),
    cloudService: service,
  });
}

type Change = Parameters<typeof state>[0];

const rows = test.macro<[string, Change, 'kept' | 'broken' | 'none']>({
  exec(t, rule, change, verdict) {
    const [finding] = checkRules(parseRules(`[${rule}]`, 'rules'), [state(change)], now);
    t.is(finding?.verdict ?? 'none', verdict);
  },
  title: (_, rule, change, verdict) => `${rule} and ${JSON.stringify(change)}: ${verdict}`,
});

test(rows, '{identities: people, maxLife: 100d}', {}, 'kept');
test(rows, '{identities: people, maxLife: 99d}', {}, 'broken');
test(rows, '{identities: people, maxLife: 99d}', { type: 'root' }, 'broken');
test(rows, '{identities: people, maxLife: 99d}', { type: 'role' }, 'none');
test(rows, '{identities: roles, maxLife: 2399h}', { type: 'role' }, 'broken');
test(rows, '{identities: roles, maxLife: 2400h}', { type: 'role' }, 'kept');
test(rows, '{identities: roles, longTerm: false}', { type: 'unknown' }, 'broken');
test(rows, '{identities: mei, longTerm: false}', {}, 'broken');
test(rows, '{identities: "42", longTerm: false}', {}, 'broken');
test(rows, '{identities: tom, longTerm: false}', {}, 'none');
test(rows, '{identities: mei, longTerm: false}', { days: null }, 'kept');
test(rows, '{identities: mei, longTerm: false}', { days: -1 }, 'kept');
test(rows, '{identities: mei, longTerm: false}', { was: 'removed' }, 'kept');
// Its last instant.
test(rows, '{identities: mei, longTerm: false}', { days: 0 }, 'kept');
test(rows, '{identities: people, longTerm: false}', { type: 'unknown' }, 'broken');
test(rows, '{identities: mei, maxLife: 30d, longTerm: false}', { days: 1 }, 'broken');
test(rows, '{identities: mei, maxLife: 143999m}', {}, 'broken');
test(rows, '{identities: mei, maxLife: 144000m}', {}, 'kept');
test(rows, '{identities: mei, clusters: "prod-*", longTerm: false}', {}, 'broken');
test(rows, '{identities: mei, clusters: "prod-*", longTerm: false}', { cluster: 'staging-prod-a' }, 'none');
test(rows, '{identities: mei, clusters: "p.o*", longTerm: false}', {}, 'none');
test(rows, '{identities: roles, longTerm: false}', { type: 'role', service: 'cs.aliyuncs.com' }, 'none');

test('each rule is told by its place, with what is left', (t) => {
  const rules = parseRules(
    '- {identities: people, maxLife: 90d}\n- {identities: mei, longTerm: false}\n',
    'rules',
  );
  const findings = checkRules(rules, [state({ days: 1 })], now);
  t.deepEqual(
    findings.map(({ rule, lifeMs, verdict }) => [rule, lifeMs, verdict]),
    [
      [1, 86_400_000, 'kept'],
      [2, 86_400_000, 'broken'],
    ],
  );
});

const bad = test.macro<[string, RegExp]>({
  exec(t, text, problem) {
    const error = t.throws(() => parseRules(text, 'rules.yaml'), { code: 'ConfigurationInvalid' });
    t.regex(error?.message ?? '', problem);
  },
  title: (_, text) => `no rules: ${text}`,
});

test(bad, '', /rules\.yaml/);
test(bad, '[]', /at least one rule/);
test(bad, 'a: [\n', /line 1, column 4: not YAML/);
test(bad, '[{identities: people}]', /maxLife, or longTerm/);
test(bad, '[{identities: people, maxLife: soon}]', /maxLife.*duration/);
test(bad, '[{identities: people, maxLife: 0d}]', /duration/);
test(bad, '[{identities: people, longterm: false}]', /longterm/);
test(bad, '[{clusters: "*", longTerm: false}]', /identities/);

const refusals: readonly [what: string, text: string, problems: readonly RegExp[]][] = [
  [
    'every problem at once, each with its line',
    '- {identities: 1}\n- {longTerm: yes}\n- {identities: x, maxLife: 1y}\n- 7\n',
    [
      /line 1: \[0\]\.identities: must be string/,
      /line 2: \[1\]\.identities: is missing/,
      /line 2: \[1\]\.longTerm: must be boolean/,
      /line 3: \[2\]\.maxLife: must be a duration/,
      /line 4: \[3\]: must be Object/,
    ],
  ],
  [
    'a number that loses its last digits',
    '- {identities: 299999999999999999, longTerm: false}',
    [/must be string/],
  ],
  [
    'a key twice',
    '- {identities: a, identities: b, longTerm: false}',
    [/line 1, column 19: not YAML \(DUPLICATE_KEY/],
  ],
  ['two documents', '- {identities: a, longTerm: false}\n---\n- {}', [/line 2, column 1: not YAML/]],
  [
    'a prototype',
    '- {identities: a, longTerm: false, __proto__: {x: 1}}',
    [/__proto__: is not a known setting/],
  ],
  [
    'escape sequences',
    '- {identities: a, longTerm: false, "\\e[2J": 1}',
    [/\\x1b\[2J: is not a known setting/],
  ],
  ['a mapping merged in', '- &a {identities: b, longTerm: false}\n- {<<: *a}', [/line 2: /]],
  ['more problems than anybody reads', '- {identities: 1}\n'.repeat(200), [/and \d+ more/]],
];
for (const [what, text, problems] of refusals) {
  test(`a rules file with ${what}`, (t) => {
    const error = t.throws(() => parseRules(text, 'rules.yaml'), { code: 'ConfigurationInvalid' });
    for (const problem of problems) t.regex(error?.message ?? '', problem);
    t.notRegex(error?.message ?? '', /\u001b/);
    t.true((error?.message.split('\n').length ?? 0) <= 52);
  });
}

for (const [count, more] of [
  [50, null],
  [51, 'and 1 more'],
] as const) {
  test(`of ${count} problems in rules ${more === null ? 'all are' : 'most are'} told`, (t) => {
    const error = t.throws(() =>
      parseRules('- {identities: 1, longTerm: false}\n'.repeat(count), 'rules.yaml'),
    );
    t.is(error?.message.match(/must be string/g)?.length, 50);
    t.is(/and \d+ more/.exec(error?.message ?? '')?.[0] ?? null, more);
  });
}

test('rules are as long as a mebibyte, and no longer', (t) => {
  const rule = '- {identities: a, longTerm: false}\n';
  const padded = (length: number) => `${rule}#${'x'.repeat(length - rule.length - 1)}`;
  t.is(parseRules(padded(1_048_576), 'rules').length, 1);
  t.throws(() => parseRules(padded(1_048_577), 'rules'), { message: /longer than 1048576/ });
});

for (const [what, text] of Object.entries(hostileTexts)) {
  test(`no rules: ${what}`, (t) => {
    t.throws(() => parseRules(text, 'rules.yaml'), { code: 'ConfigurationInvalid' });
  });
}

test('a file of an editor that marks its beginning is read', (t) => {
  t.is(parseRules('\uFEFF[{identities: a, longTerm: false}]', 'rules').length, 1);
});

const patterns: readonly [pattern: string, name: string, isMatch: boolean][] = [
  ['*', '', true],
  ['a*', 'a', true],
  ['*a', 'ba', true],
  ['a*b*c', 'axxbyyc', true],
  ['a*b', 'acbd', false],
  ['a*a', 'a', false],
  ['**', 'x', true],
  ['a', 'ab', false],
  ['?', 'a', true],
  ['*\u001b*', 'a\u001bb', true],
  [`${'*a'.repeat(40)}b`, 'a'.repeat(63), false],
];
for (const [pattern, name, isMatch] of patterns) {
  test(`${JSON.stringify(pattern)} ${isMatch ? 'matches' : 'does not match'} ${JSON.stringify(name)}`, (t) => {
    const rule = { identities: 'mei', clusters: pattern, maxLifeMs: null, longTerm: false };
    t.is(checkRules([rule], [state({ cluster: name })], now).length, isMatch ? 1 : 0);
  });
}

const lives: readonly (readonly [string, number | null])[] = [
  ['- {identities: people, maxLife: 8h}', 480],
  ['- {identities: people, longTerm: false}', 4_320],
  ['- {identities: people, maxLife: 8h}\n- {identities: people, maxLife: 2h}', 120],
  ['- {identities: people, maxLife: 5m}', 15],
  ['- {identities: people, maxLife: 15m}', 15],
  ['- {identities: people, maxLife: 16m}', 16],
  ['- {identities: people, maxLife: 72h}', 4_320],
  ['- {identities: people, maxLife: 4321m}', null],
  ['- {identities: people, maxLife: 8h, longTerm: false}', 480],
  ['- {identities: people, clusters: prod, longTerm: false}', null],
  ['- {identities: people, maxLife: 90d}', null],
  ['- {identities: people, maxLife: 8h, clusters: "prod-*"}', null],
  ['- {identities: roles, maxLife: 8h}', null],
];
for (const [text, minutes] of lives) {
  test(`the longest temporary life for people, in minutes, by ${JSON.stringify(text)}: ${minutes}`, (t) => {
    t.is(mostMinutesForPeople(parseRules(text, 'rules.yaml')), minutes);
  });
}
