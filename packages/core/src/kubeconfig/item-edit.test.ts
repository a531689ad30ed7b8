import test from 'ava';
import { editItem } from './splice.js';
import { applyEdits, insertLines, renderItem, renderPair } from './text-edit.js';
import { parseYamlTree } from './yaml-tree.js';
import { listOf, mappingOf, typedScalar, type YamlMapping } from './yaml-value.js';

// An item's new text, to the character.

const item = `- name: a # mine
  cluster:
    # the server
    server: https://old
    certificate-authority-data: AAAA
`;

/** The item's text after applying `change` to its cluster; null removes a key. */
function edited(text: string, change: Record<string, string | null>, of = 'cluster'): string {
  const from = mappingOf(listOf(parseYamlTree(`x:\n${text}`, 'f').value['x'])[0]);
  const inner = { ...mappingOf(from[of]) };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete (inner as Record<string, unknown>)[key];
    else Object.assign(inner, { [key]: value });
  }
  return editItem(text, { from, to: { ...from, [of]: inner }, indent: 0 });
}

const edits: [what: string, text: string, change: Record<string, string | null>, after: string][] = [
  ['nothing', item, {}, item],
  ['a value', item, { server: 'https://new' }, item.replace('https://old', 'https://new')],
  ['a value that needs quotes', item, { server: '1' }, item.replace('https://old', '"1"')],
  [
    'a value in quotes',
    item.replace('https://old', "'https://old'"),
    { server: 'https://new' },
    item.replace('https://old', 'https://new'),
  ],
  [
    'a value with a comment behind it',
    item.replace('https://old', 'https://old # x'),
    { server: 'b' },
    item.replace('https://old', 'b # x'),
  ],
  [
    'a key taken away',
    item,
    { 'certificate-authority-data': null },
    item.replace(/ *certificate-authority-data.*\n/, ''),
  ],
  ['a key added', item, { 'proxy-url': 'http://p' }, `${item}    proxy-url: http://p\n`],
  [
    'one added, one taken away, one changed',
    item,
    { server: 'b', 'certificate-authority-data': null, 'proxy-url': 'c' },
    item.replace('https://old', 'b').replace(/ *certificate-authority-data.*\n/, '    proxy-url: c\n'),
  ],
  [
    'lines of Windows',
    item.replaceAll('\n', '\r\n'),
    { 'proxy-url': 'c' },
    `${item}    proxy-url: c\n`.replaceAll('\n', '\r\n'),
  ],
  ['no line break at the end', item.trimEnd(), { 'proxy-url': 'c' }, `${item}    proxy-url: c\n`],
  [
    'a key without a value',
    item.replace(' https://old', ''),
    { server: 'b' },
    item.replace('https://old', 'b'),
  ],
];

for (const [what, text, change, after] of edits) {
  test(`in place: ${what}`, (t) => {
    t.is(edited(text, change), after);
  });
}

const anew = (server: string): string => `- name: a\n  cluster:\n    server: ${server}\n`;

const unusual: [what: string, text: string, change: Record<string, string | null>, after: string][] = [
  ['flow style', '- {name: a, cluster: {server: old}}\n', { server: 'new' }, anew('new')],
  ['an anchor', '- name: a\n  cluster:\n    server: &x old\n', { server: 'new' }, anew('new')],
  ['a tag', '- name: a\n  cluster:\n    server: !!str old\n', { server: 'new' }, anew('new')],
  ['a block scalar', '- name: a\n  cluster:\n    server: |-\n      old\n', { server: 'new' }, anew('new')],
  ['a folded one', '- name: a\n  cluster:\n    server: >-\n      old\n', { server: 'new' }, anew('new')],
];

for (const [what, text, change, after] of unusual) {
  test(`rewritten: ${what}`, (t) => {
    t.is(edited(text, change), after);
  });
}

test('an item is rewritten if nothing would be left of a mapping', (t) => {
  t.is(edited('- name: a\n  cluster:\n    server: old\n', { server: null }), '- name: a\n  cluster: {}\n');
});

test('a flow mapping within a block is replaced by lines', (t) => {
  const from: YamlMapping = { name: 'a', cluster: { server: 'old' } };
  const to: YamlMapping = { name: 'a', cluster: { server: 'new', more: typedScalar('true') } };
  const after = editItem('- name: a # mine\n  cluster: {server: old}\n', { from, to, indent: 0 });
  t.is(after, '- name: a # mine\n  cluster:\n    server: new\n    more: true\n');
});

test('edits are applied in order of position, those at one position in their own order', (t) => {
  const at = (start: number, end: number, text: string) => ({ start, end, text });
  t.is(applyEdits('abcdef', [at(4, 5, 'E'), at(0, 1, 'A'), at(2, 2, '1'), at(2, 2, '2')]), 'Ab12cdEf');
  t.is(applyEdits('abc', [at(1, 2, ''), at(1, 1, 'x')]), 'axc');
  t.is(applyEdits('abc', []), 'abc');
});

test('whole lines go to the beginning of a line, or begin one', (t) => {
  const insert = (text: string, at: number) => applyEdits(text, [insertLines(text, at, ['x', 'y'])]);
  t.is(insert('', 0), 'x\ny\n');
  t.is(insert('a\n', 2), 'a\nx\ny\n');
  t.is(insert('a', 1), 'a\nx\ny\n');
  t.is(insert('a\r\nb', 4), 'a\r\nb\r\nx\r\ny\r\n');
  t.is(insert('\uFEFF', 1), '\uFEFFx\ny\n');
  t.is(insert('\na', 0), 'x\ny\n\na');
});

test('an item is laid out as by kubectl', (t) => {
  const lines = (value: Parameters<typeof renderItem>[0], indent = 0) => renderItem(value, indent).join('\n');
  t.is(lines({ name: 'a', list: ['b', { c: 'd' }] }), '- name: a\n  list:\n  - b\n  - c: d');
  t.is(lines({ name: 'a' }, 2), '  - name: a');
  t.is(lines({}), '- {}');
  t.is(lines([]), '- []');
  t.is(lines(null), '- null');
  t.is(lines(['a', ['b']]), '- - a\n  - - b');
  t.is(renderPair('a', null, 2).join('\n'), '  a:');
  t.is(renderPair('a', typedScalar('1'), 0).join('\n'), 'a: 1');
  t.is(renderPair('a b', {}, 0).join('\n'), '"a b": {}');
});
