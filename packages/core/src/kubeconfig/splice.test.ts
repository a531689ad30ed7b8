import test from 'ava';
import { AckringError } from '../words/errors.js';
import type { EntryChange } from './merge-entries.js';
import { spliceAndProve } from './splice-proof.js';
import type { SectionName } from './tree.js';
import { parseYamlTree } from './yaml-tree.js';
import { listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

// The text after changes to its lists, to the character.

const item = (name: string, server = `${name}s`): YamlMapping => ({ name, cluster: { server } });

/** `+a` adds, `-a` removes, `a=x` gives its server another value; in `clusters` unless it says `users:`. */
function change(text: string, word: string): EntryChange {
  const [section, what] = word.includes(':')
    ? (word.split(':') as [SectionName, string])
    : (['clusters', word] as const);
  const name = what.replace(/^[+-]/, '').split('=')[0] ?? '';
  const list = listOf(parseYamlTree(text, 'f').value[section]);
  const from = list.map(mappingOf).find((each) => textOf(each['name']) === name) ?? null;
  if (what.startsWith('+')) return { section, name, from: null, to: item(name) };
  if (what.startsWith('-')) return { section, name, from, to: null };
  return { section, name, from, to: item(name, what.split('=')[1]) };
}

function spliced(text: string, words: string, use: string | null): string {
  const entries = words === '' ? [] : words.split(' ').map((word) => change(text, word));
  return spliceAndProve(text, parseYamlTree(text, 'f'), { file: 'f', entries, use }).pieces.join('');
}

const entry = (name: string, server = `${name}s`): string =>
  `- name: ${name}\n  cluster:\n    server: ${server}\n`;
const block = (...names: string[]): string =>
  `kind: Config # mine\nclusters:\n${names.map((name) => entry(name)).join('')}users: []\n`;
const flowed = (...names: string[]): string =>
  names.map((name) => `{"name": "${name}", "cluster": {"server": "${name}s"}}`).join(', ');
const json = (...names: string[]): string => `{"kind": "Config", "clusters": [${flowed(...names)}]}\n`;

const texts: [what: string, text: string, words: string, after: string, use?: string][] = [
  ['nothing', block('a'), '', block('a')],
  [
    'one changed in brackets of its own',
    'clusters:\n- {name: a, cluster: {server: as}}\n',
    'a=x',
    `clusters:\n${entry('a', 'x')}`,
  ],
  [
    'one that gets more, in brackets of its own',
    'clusters:\n- {name: a}\n',
    'a=x',
    `clusters:\n${entry('a', 'x')}`,
  ],
  [
    'one that gets more',
    'clusters:\n- name: a # mine\n',
    'a=x',
    'clusters:\n- name: a # mine\n  cluster:\n    server: x\n',
  ],
  [
    'one that gets more, after a key with a question mark',
    'clusters:\n- ? name\n  : a\n',
    'a=x',
    'clusters:\n- ? name\n  : a\n  cluster:\n    server: x\n',
  ],
  [
    'one changed that is not read by itself',
    '%TAG !e! tag:e,2000:\n---\nclusters:\n- name: a\n  cluster: {server: !e!s as}\n',
    'a=x',
    `%TAG !e! tag:e,2000:\n---\nclusters:\n${entry('a', 'x')}`,
  ],
  [
    'one changed that is written elsewhere',
    'mine: &x {server: as}\nclusters:\n- name: a\n  cluster: *x\n',
    'a=x',
    `mine: &x {server: as}\nclusters:\n${entry('a', 'x')}`,
  ],
  ['one added to a block', block('a'), '+b', block('a', 'b')],
  ['two added to a block', block('a'), '+b +c', block('a', 'b', 'c')],
  [
    'one added to an indented block',
    'clusters:\n  - name: a\n',
    '+b',
    'clusters:\n  - name: a\n  - name: b\n    cluster:\n      server: bs\n',
  ],
  ['one removed from a block', block('a', 'b', 'c'), '-b', block('a', 'c')],
  ['the first and the last removed', block('a', 'b', 'c'), '-c -a', block('b')],
  ['all removed from a block', block('a', 'b'), '-a -b', block()],
  ['one changed in a block', block('a', 'b'), 'b=x', block('a', 'b').replace('server: bs', 'server: x')],
  [
    'one added, one removed, one changed',
    block('a', 'b', 'c'),
    '+d -a b=x',
    block('b', 'c', 'd').replace('server: bs', 'server: x'),
  ],
  [
    'one added to an empty list',
    'clusters: []\nkind: Config\n',
    '+a',
    `clusters:\n${entry('a')}kind: Config\n`,
  ],
  ['two added to an empty list', 'clusters: []\n', '+a +b', `clusters:\n${entry('a')}${entry('b')}`],
  [
    'one added to a list of nothing',
    'clusters:\nkind: Config\n',
    '+a',
    `clusters:\n${entry('a')}kind: Config\n`,
  ],
  ['one added without a list', 'kind: Config\n', '+a', `kind: Config\nclusters:\n${entry('a')}`],
  [
    'one added to a list at the end, and one without a list',
    `users:\n${entry('a')}`,
    '+b users:+c',
    `users:\n${entry('a')}${entry('c')}clusters:\n${entry('b')}`,
  ],
  ['one removed that is not there', block('a'), '-z', block('a')],
  ['one added within brackets', json('a'), '+b', json('a', 'b')],
  ['one removed within brackets', json('a', 'b', 'c'), '-b', json('a', 'c')],
  ['the first removed within brackets', json('a', 'b', 'c'), '-a', json('b', 'c')],
  ['the first two removed within brackets', json('a', 'b', 'c'), '-b -a', json('c')],
  ['the last two removed within brackets', json('a', 'b', 'c'), '-c -b', json('a')],
  ['all removed within brackets', json('a', 'b'), '-a -b', json()],
  ['one changed within brackets', json('a', 'b'), 'b=x', json('a', 'b').replace('"bs"', '"x"')],
  ['one added to nothing within brackets', json(), '+a', json('a')],
  [
    'one added without a list, within brackets',
    '{"kind": "Config"}',
    '+a',
    `{"kind": "Config", "clusters": [${flowed('a')}]}`,
  ],
  ['one added to nothing at all', '{}', '+a', `{"clusters": [${flowed('a')}]}`],
  [
    'a context used',
    'kind: Config\ncurrent-context: a # x\n',
    '',
    'kind: Config\ncurrent-context: b # x\n',
    'b',
  ],
  ['a context used already', 'current-context: b\n', '', 'current-context: b\n', 'b'],
  ['a context used where none was', 'kind: Config\n', '', 'kind: Config\ncurrent-context: b\n', 'b'],
  ['a context used, within brackets', '{"current-context": "a"}', '', '{"current-context": "b"}', 'b'],
  [
    'a context used where none was, within brackets',
    '{"kind": "Config"}',
    '',
    '{"kind": "Config", "current-context": "b"}',
    'b',
  ],
];

for (const [what, text, words, after, use = null] of texts) {
  test(what, (t) => {
    t.is(spliced(text, words, use), after);
  });
}

test('a text that would not read as planned is refused, and not changed', (t) => {
  const tree = parseYamlTree(block('a'), 'f');
  const elsewhere = {
    ...tree,
    sections: {
      ...tree.sections,
      users: { kind: 'block', indent: 0, items: [{ start: 0, end: 3 }] } as const,
    },
  };
  const entries = [{ section: 'users', name: 'b', from: null, to: item('b') }] as const;
  const refused = () => spliceAndProve(block('a'), elsewhere, { file: 'f', entries, use: null });
  t.throws(refused, { instanceOf: AckringError, code: 'Refused' });
});
