import test from 'ava';
import { scanBlockLayout } from './block-scan.js';
import { editKubeconfig } from './edit.js';
import type { EntryChange } from './merge-entries.js';
import { spliceAndProve } from './splice-proof.js';
import type { KubeconfigTree, TextRange } from './tree.js';
import { parseYamlTree } from './yaml-tree.js';
import { listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

// Lists long enough that most of their items are left out of the proof: it must say what reading the whole text says.

const names = [...'abcdefgh'];
const item = (name: string, server = `${name}s`): YamlMapping => ({ name, cluster: { server } });
const lines = (name: string): string =>
  `- name: ${name}\n  # of ${name}\n  cluster:\n    server: ${name}s\n# after\n`;
const text = `kind: Config\nclusters:\n${names.map(lines).join('')}# mine\ncurrent-context: a\nusers:\n${names.map(lines).join('')}`;

function scanned(): KubeconfigTree {
  const tree = scanBlockLayout(text);
  if (tree === null) throw new TypeError('the scanner does not read it');
  return tree;
}

const parsed = parseYamlTree(text, 'f');

function change(section: 'clusters' | 'users', name: string, to: YamlMapping | null): EntryChange {
  const list = listOf(parsed.value[section]).map(mappingOf);
  return { section, name, from: list.find((each) => textOf(each['name']) === name) ?? null, to };
}

function spliced(tree: KubeconfigTree, entries: readonly EntryChange[], use: string | null = null): string {
  return spliceAndProve(text, tree, { file: 'f', entries, use }).pieces.join('');
}

test('any item removed or changed beside any other, and one added, is proven as by reading everything', (t) => {
  for (const one of names) {
    for (const other of 'abeh') {
      const entries = [
        change('clusters', one, null),
        ...(other === one ? [] : [change('clusters', other, item(other, 'x'))]),
        change('users', other, null),
        change('users', 'z', item('z')),
      ];
      t.is(spliced(scanned(), entries, other), spliced(parsed, entries, other));
    }
  }
});

test('where nothing changes, the text stays, and what it was read as', (t) => {
  const tree = scanned();
  const entries = [change('clusters', 'a', item('a'))];
  const { pieces, value } = spliceAndProve(text, tree, { file: 'f', entries, use: 'a' });
  t.deepEqual(pieces, [text]);
  t.is(value, tree.value);
});

const damages: [what: string, damage: (range: { start: number; end: number }) => void][] = [
  ['begins in the item before', (range) => (range.start -= 12)],
  ['begins two items before', (range) => (range.start -= 60)],
  ['begins late', (range) => (range.start += 12)],
  ['ends early', (range) => (range.end -= 12)],
  ['ends in the item after', (range) => (range.end += 12)],
  ['ends in the comment after', (range) => (range.end += 2)],
  ['ends in the list after', (range) => (range.end += 260)],
];

for (const [what, damage] of damages) {
  test(`an item that is taken for one that ${what} is not removed`, (t) => {
    const tree = scanned();
    const { clusters } = tree.sections;
    if (clusters.kind !== 'block') throw new TypeError('no list');
    damage(clusters.items[3] as TextRange & { start: number; end: number });
    t.throws(() => spliced(tree, [change('clusters', 'd', null)]), { code: 'Refused' });
  });
}

// Read again: both ends of a list, the changed one, and its neighbours. The others are cut out, which their places decide.
for (const [index, name] of names.entries())
  test(`where ${name} lies in the text is ${name === 'f' ? 'asked, and refused where that is wrong' : 'not asked'} when d is changed`, (t) => {
    const tree = scanned();
    const { clusters } = tree.sections;
    if (clusters.kind !== 'block') throw new TypeError('no list');
    const entries = [change('clusters', 'd', item('d', 'x'))];
    const expected = spliced(scanned(), entries);
    const range = clusters.items[index] as TextRange & { start: number; end: number };
    if (name !== 'd') range.start = range.end;
    if (name === 'f') t.throws(() => spliced(tree, entries), { code: 'Refused' });
    else t.is(spliced(tree, entries), expected);
  });

test('where an item seems to reach over the changed one, everything is read again', (t) => {
  const entries = [change('clusters', 'd', item('d', 'x'))];
  const expected = spliced(scanned(), entries);
  const tree = scanned();
  const { clusters } = tree.sections;
  if (clusters.kind !== 'block') throw new TypeError('no list');
  const range = clusters.items[5] as TextRange & { start: number; end: number };
  range.start = clusters.items[2]?.start ?? 0;
  t.is(spliced(tree, entries), expected);
});

test('neither is one that is taken for another', (t) => {
  const tree = scanned();
  const { clusters } = tree.sections;
  if (clusters.kind !== 'block') throw new TypeError('no list');
  Object.assign(clusters.items[3] ?? {}, clusters.items[6]);
  t.throws(() => spliced(tree, [change('clusters', 'd', null)]), { code: 'Refused' });
});

test('thousands of items are removed at once, in the memory of one list', (t) => {
  const all = Array.from({ length: 20_000 }, (_, index) => index);
  const written = (list: readonly number[]) =>
    `users:\n${list.map((index) => `- name: u${index}\n  user:\n    token: t\n`).join('')}`;
  const entries = all
    .filter((index) => index % 2 === 1)
    .map((index) => ({ section: 'users', name: `u${index}`, to: () => null }) as const);
  t.is(editKubeconfig(written(all), 'f', { entries }), written(all.filter((index) => index % 2 === 0)));
});
