import { makeSpecimen, specimenOwner } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { planMerge } from './merge.js';
import { readKubeconfig } from './read.js';
import { isPlainBase64 } from './structure.js';

const head = 'apiVersion: v1\nkind: Config\n';
const context = (fields: string) => `${head}contexts:\n- name: a\n  context: {${fields}}\n`;
const user = (fields: string) => `${head}users:\n- name: a\n  user: {${fields}}\n`;
const cluster = (fields: string) => `${head}clusters:\n- name: a\n  cluster: {${fields}}\n`;

const invalid: [what: string, text: string, problem: RegExp][] = [
  ['a list that is a text', `${head}clusters: hello\n`, /clusters is text, not a list/],
  ['a list that is a mapping', `${head}users: {}\n`, /users is a mapping, not a list/],
  ['an item that is a text', `${head}contexts: [hello]\n`, /contexts\[0\] is text, not a mapping/],
  ['a user that is a text', `${head}users:\n- name: a\n  user: hello\n`, /users\[0\]\.user is text/],
  [
    'a name that is a number',
    `${head}contexts:\n- name: 212345678901234567\n`,
    /contexts\[0\]\.name is a number/,
  ],
  [
    'a namespace that is yes',
    context('namespace: yes'),
    /contexts\[0\]\.context\.namespace is true or false/,
  ],
  ['a namespace in octal', context('namespace: 0o17'), /namespace is a number/],
  ['a namespace in digits apart', context('namespace: 1_000'), /namespace is a number/],
  ['an infinite namespace', context('namespace: .inf'), /line \d+, column \d+: not valid YAML/],
  [
    'one name for two extensions',
    cluster('extensions: [{name: a, extension: b}, {name: a, extension: c}]'),
    /extensions has one name twice/,
  ],
  [
    'a check switched off by a text',
    cluster('insecure-skip-tls-verify: "true"'),
    /is text, not true or false/,
  ],
  [
    'a check switched off by a number',
    cluster('insecure-skip-tls-verify: 1'),
    /is a number, not true or false/,
  ],
  [
    'base64 cut in the middle',
    user('client-key-data: LS0tL'),
    /users\[0\]\.user\.client-key-data is not complete base64/,
  ],
  ['base64 of another alphabet', user('client-key-data: "LS0t-_=="'), /not complete base64/],
  ['base64 of another alphabet, by its low bytes', user('client-key-data: "LS0Ł"'), /not complete base64/],
  ['padding in the middle of base64', user('client-key-data: "LS0=LS0="'), /not complete base64/],
  ['base64 that is a list', user('client-key-data: [LS0t]'), /client-key-data is a list, not text/],
  ['extras that are a text', user('as-user-extra: hi'), /as-user-extra is text, not a mapping/],
  ['a plug-in that is a text', user('exec: sh'), /exec is text, not a mapping/],
  ['a provider that is bytes', user('auth-provider: !!binary aGk='), /auth-provider is text, not a mapping/],
  ['an argument that is a number', user('exec: {command: a, args: [1]}'), /args\[0\] is a number/],
  ['groups that are a text', user('as-groups: ops'), /as-groups is text, not a list/],
  ['extras that are texts', user('as-user-extra: {a: b}'), /as-user-extra\.\* is text, not a list/],
  ['another kind', 'apiVersion: v1\nkind: Pod\n', /kind is `Pod`, not `Config`/],
  ['another version', 'apiVersion: v2\nkind: Config\n', /apiVersion is `v2`, not `v1`/],
];

for (const [what, text, problem] of invalid) {
  test(`${what} is invalid, and nothing is merged into it`, async (t) => {
    const error = t.throws(() => readKubeconfig(text, { file: 'f' }), { instanceOf: AckringError });
    t.is(error?.code, 'KubeconfigInvalid');
    t.regex(error?.message ?? '', problem);
    t.true((error?.problems.length ?? 0) <= 1);
    const { yaml } = await makeSpecimen();
    const merge = { existing: text, file: 'f', issued: yaml, owner: specimenOwner(), use: false, taken: [] };
    t.is(t.throws(() => planMerge(merge), { instanceOf: AckringError })?.code, 'KubeconfigInvalid');
  });
}

for (const count of [11, 12, 13]) {
  test(`of ${count} problems a dozen are told`, (t) => {
    const text = `${head}contexts:\n${'- {name: 1}\n'.repeat(count)}`;
    const error = t.throws(() => readKubeconfig(text, { file: 'f' }), { instanceOf: AckringError });
    t.is(error?.problems.length, Math.min(count, 12));
  });
}

const valid: [what: string, text: string][] = [
  [
    'nulls',
    `${head}clusters: [null, {name: a, cluster: null}]\nusers: null\nextensions: [{name: a, extension: null}]\n`,
  ],
  ['a check switched off by yes', cluster('insecure-skip-tls-verify: yes')],
  ['a date and a version as namespaces', context('namespace: 2026-11-24, cluster: 1.2.3, user: 190:20:30')],
  [
    'base64 over lines',
    `${head}users:\n- name: a\n  user:\n    client-key-data: |\n      LS0t\n      LS0=\n`,
  ],
  ['base64 that is a number too large to be one', user('client-key-data: 0xFFFFFFFFFFFFFFFFFF')],
  [
    'fields that kubectl does not know',
    `${head}hello: 1\nclusters:\n- name: a\n  x: {y: [1]}\n  cluster: {z: 1}\n`,
  ],
  [
    'extensions of any kind',
    context('extensions: [{name: a, extension: hello}, {name: b, extension: {n: 1.10}}]'),
  ],
  ['a token that is bytes', user('token: !!binary aGk=')],
  ['no kind at all', 'contexts: []\n'],
];

for (const [what, text] of valid)
  test(`${what} are as valid as to kubectl`, (t) => t.notThrows(() => readKubeconfig(text, { file: 'f' })));

const texts: readonly (readonly [text: string, isPlain: boolean])[] = [
  ['', true],
  ['YWJj', true],
  ['YWI=', true],
  ['YQ==', true],
  ['YQ', false],
  ['YWJjY', false],
  ['YQ=', false],
  ['YW-j', false],
  ['YW_j', false],
  ['YWé', false],
  ['YWJjé==', false],
  ['YW j', false],
  ['A'.repeat(16_384), true],
  ['A'.repeat(16_388), false],
];

for (const [text, isPlain] of texts)
  test(`${text.slice(0, 8)} of ${text.length} characters ${isPlain ? 'is' : 'may not be'} base64 in one line`, (t) =>
    t.is(isPlainBase64(text), isPlain));
