import test from 'ava';
import { parse } from 'yaml';
import { renderFlow, renderMapping, renderScalar } from './text-edit.js';
import { typedScalar } from './yaml-value.js';

const words = [
  '',
  'dev',
  'ack/cn-hangzhou/prod',
  'https://203.0.113.10:6443',
  'a b',
  'yes',
  'No',
  'ON',
  'y',
  'null',
  '~',
  'true',
  '1',
  '1.10',
  '0x1F',
  '1e3',
  '.inf',
  '190:20:30',
  '2026-11-24',
  '-',
  '- a',
  'a: b',
  'a:',
  'a #b',
  '#a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  '"',
  "'",
  '\\',
  'a\nb',
  '\t',
  '\u0007',
  '\u0085',
  '\u2028',
  '\uFEFF',
  '生产',
  '🚀',
  '<<',
  '=',
  '212345678901234567',
  '[',
  '{a}',
  'a, b',
  ' a',
  'a ',
];

for (const version of ['1.1', '1.2'] as const) {
  test(`every text survives a round trip through YAML ${version}`, (t) => {
    for (const word of words) {
      t.is(parse(`k: ${renderScalar(word)}\n`, { version }).k, word, JSON.stringify(word));
      t.is(parse(`{k: ${renderFlow(word)}}`, { version }).k, word, JSON.stringify(word));
      t.is(JSON.parse(renderFlow(word)), word);
    }
  });
}

test("nested values have kubectl's layout, and typed scalars stay as they were", (t) => {
  const value = {
    clusters: [
      { cluster: { server: 'https://a', 'insecure-skip-tls-verify': typedScalar('true') }, name: 'a' },
    ],
    empty: [],
    none: null,
    preferences: {},
    users: [{ name: 'u', user: { exec: { args: ['a', '-b', '1'] } } }, 'x', [['z']]],
  };
  const text = renderMapping(value, 0).join('\n');
  t.is(
    text,
    `clusters:
- cluster:
    server: https://a
    insecure-skip-tls-verify: true
  name: a
empty: []
none:
preferences: {}
users:
- name: u
  user:
    exec:
      args:
      - a
      - "-b"
      - "1"
- x
- - - z`,
  );
  t.deepEqual(parse(text), parse(renderFlow(value)));
});
