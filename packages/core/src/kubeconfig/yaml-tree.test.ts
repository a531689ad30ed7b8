import test from 'ava';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import type { TextRange } from './tree.js';
import { isAmbiguous, parseYaml, parseYamlTree } from './yaml-tree.js';

const treeOf = (text: string) => parseYamlTree(text, 'f');

/** Why a text may be read but not edited, and whether programs differ in what they read. */
const obstacles: readonly (readonly [text: string, obstacle: string | null, isAmbiguous?: boolean])[] = [
  ['', null],
  ['# mine\n\n', null],
  ['\uFEFF# mine\n', null],
  ['null\n', 'its top level is not an ordinary mapping'],
  ['---\n', 'its top level is not an ordinary mapping'],
  ['a: b\n', null],
  ['---\na: b\n', null],
  ['a: b\n---\nb: c\n', 'it holds several documents', true],
  ['a: b\n---\n', 'it holds several documents', true],
  ['a: b\n---\nb: [\n', 'it holds several documents', true],
  ['a: b\rb: c\n', 'its lines end unusually'],
  ['a: b\r\nb: c\r\n', null],
  ['a: b\rb: c\n---\n', 'it holds several documents', true],
  ['users: []\nusers: []\n', '`users` appears twice', true],
  ['other: []\nother: []\n', null],
  ['current-context: a\ncurrent-context: a\n', '`current-context` appears twice', true],
  ['clusters: hello\n', 'its `clusters` are not a plain list'],
  ['clusters: {}\n', 'its `clusters` are not a plain list'],
  ['clusters: &a []\n', 'its `clusters` are not a plain list'],
  ['clusters: !!seq []\n', 'its `clusters` are not a plain list'],
  ['clusters: # none\n  []\n', 'its `clusters` are not a plain list'],
  ['current-context: [a]\n', 'its `current-context` is not a plain value'],
  ['current-context: &a b\n', 'its `current-context` is not a plain value'],
  ['current-context: ""\n', null],
  ['a: &x b\ncurrent-context: *x\n', 'its `current-context` is not a plain value'],
  ['a: &x []\nclusters: *x\n', 'its `clusters` are not a plain list'],
  ['a: &x b\nclusters: [*x]\n', 'its `clusters` are not a plain list'],
  ['? clusters\n: - a\n  - b\n', 'its `clusters` are not a plain list'],
  ['{clusters, a: b}\n', 'its `clusters` are not a plain list'],
  [' a: b\n', 'its top level is indented'],
  ['\uFEFF a: b\n b: c\n', 'its top level is indented'],
  ['{}\n', 'its top level is empty brackets'],
  ['{a: b}\n', null],
  [' {a: b}\n', null],
];

for (const [text, obstacle, ambiguous = false] of obstacles) {
  test(`${JSON.stringify(text)} ${obstacle === null ? 'may be edited' : `is left alone: ${obstacle}`}`, (t) => {
    const found = treeOf(text).obstacle;
    t.is(found && toText(found), obstacle);
    t.is(found !== null && isAmbiguous(found), ambiguous);
  });
}

/** Each section as the texts of its places; `|` is where one ends that the key's line does not. */
const sections: readonly (readonly [text: string, kind: string, ...places: readonly string[]])[] = [
  ['a: b\n', 'absent'],
  ['users:\n', 'empty', ''],
  ['users: []\n', 'empty', ' []'],
  ['users: null # none\n', 'empty', ' null'],
  ['users: ~\n', 'empty', ' ~'],
  ['users: [{name: a}, {name: b}]\n', 'flow', '{name: a}', '{name: b}'],
  ['users: [a,\n  b]\n', 'flow', 'a', 'b'],
  ['users: [a , b # c\n  ]\n', 'flow', 'a', 'b'],
  ['users:\n- name: a\n- name: b\n', 'block at 0', '- name: a\n', '- name: b\n'],
  ['users:\n  - name: a\n    b: c\n\n  # d\n  - e\n', 'block at 2', '  - name: a\n    b: c\n', '  - e\n'],
  ['users:\n- name: a', 'block at 0', '- name: a'],
  ['users:\n-\n- a\n', 'block at 0', '-\n', '- a\n'],
  ['users:\n- a: [b,\n   c]\n# d\n', 'block at 0', '- a: [b,\n   c]\n'],
  ['users:\n- a:\n  - b:\n', 'block at 0', '- a:\n  - b:\n'],
  ['users:\n  - a\n  # b\nc: d\n', 'block at 2', '  - a\n'],
  ['a: &x b\nusers:\n- *x\n- ? b\n', 'block at 0', '- *x\n', '- ? b\n'],
];

for (const [text, kind, ...places] of sections) {
  test(`the users of ${JSON.stringify(text)} are ${kind}`, (t) => {
    const { users } = treeOf(text).sections;
    const at = ({ start, end }: TextRange) => text.slice(start, end);
    t.is(users.kind === 'block' ? `block at ${users.indent}` : users.kind, kind);
    if (users.kind === 'empty') {
      t.deepEqual([at(users.value)], places);
      t.is(text.slice(users.lineEnd - 1, users.lineEnd), '\n');
    } else if (users.kind !== 'absent') t.deepEqual(users.items.map(at), places);
  });
}

const ends: readonly (readonly [text: string, before: string, isFlow?: boolean])[] = [
  ['# c\n', '# c\n'],
  ['a: b\n', 'a: b\n'],
  ['a: b', 'a: b'],
  ['a: b # c\n\n# d\n', 'a: b # c\n'],
  ['a:\n- b\n# c\n', 'a:\n- b\n'],
  ['a:\n# c\n', 'a:\n'],
  ['{a: b}\n', '{a: b', true],
  ['# c\n{a: b} # d\n', '# c\n{a: b', true],
];

for (const [text, before, isFlow = false] of ends) {
  test(`a missing key of ${JSON.stringify(text)} is added behind ${JSON.stringify(before)}`, (t) => {
    const { end, ...tree } = treeOf(text);
    t.is(text.slice(0, end), before);
    t.is(tree.isFlow, isFlow);
  });
}

test('the place of current-context is from its colon to its end', (t) => {
  const text = 'a: b\ncurrent-context:  "x y" # mine\n';
  const { start = 0, end = 0 } = treeOf(text).currentContext ?? {};
  t.is(text.slice(start, end), '  "x y"');
  t.is(treeOf('a: b\n').currentContext, null);
});

const nested = (levels: number) => `a: ${'['.repeat(levels)}${']'.repeat(levels)}\n`;

const broken: readonly (readonly [text: string, message: string])[] = [
  ['a: [\n', 'f, line 1, column 4: not valid YAML'],
  ['a: b\nc: [\nd: []\n', 'f, line 2, column 5: not valid YAML'],
  ['a: b\nc: "d\n', 'f, line 2, column 4: not valid YAML'],
  ['a: b\nc: "\n', 'f, line 2, column 4: not valid YAML'],
  ['a: b\nc: "d\\"\n\n', 'f, line 2, column 4: not valid YAML'],
  ['a:\n  - {b: [c\n\nd: e\n', 'f, line 2, column 11: not valid YAML'],
  ['a: b\n\tc: d\n', 'f, line 2, column 1: not valid YAML'],
  ['a: b: c\n', 'f, line 1, column 4: not valid YAML'],
  ['a: b\nc: }\n', 'f, line 2, column 4: not valid YAML'],
  ['{a: @b}\n', 'f, line 1, column 5: not valid YAML'],
  ['}\n', 'f, line 1, column 1: not valid YAML'],
  ['{a: "b}\n', 'f, line 1, column 5: not valid YAML'],
  ['  a: @b\nc: d\n', 'f, line 1, column 6: not valid YAML'],
  ['a: "b"\n }\n', 'f, line 2, column 2: not valid YAML'],
  ['"hello"\n}\n', 'f, line 2, column 1: not valid YAML'],
  ['  - a\n}\n', 'f, line 2, column 1: not valid YAML'],
  ['  a: "b" }\n', 'f, line 1, column 10: not valid YAML'],
  ['{a: "b}', 'f, line 1, column 5: not valid YAML'],
  ['a: *b\n', 'f: an alias or merge key in this YAML cannot be resolved'],
  ['- a\n', 'f: not a kubeconfig (its top level is not a mapping)'],
  ['hello\n', 'f: not a kubeconfig (its top level is not a mapping)'],
  ['a: \u0007\n', 'f: it contains control characters, which kubectl refuses'],
  [nested(101), 'f: this YAML is nested more than 100 levels deep'],
];

test('what is nested a hundred levels deep is read', (t) => t.truthy(treeOf(nested(98)).value['a']));

for (const [text, message] of broken) {
  test(`${JSON.stringify(text.slice(0, 20))} is refused, and where`, (t) => {
    const error = t.throws(() => treeOf(text), { instanceOf: AckringError, code: 'KubeconfigInvalid' });
    t.is(error?.message, message);
  });
}

/** kubectl reads no further than the first document. */
const firsts: readonly (readonly [text: string, more: boolean])[] = [
  ['a: b\n', false],
  ['a: b\n---\nc: [\n', true],
  ['{a: b} ]\n', true],
  ['{a: b}]\n', true],
  ['  a: b\nc: d\n', true],
  ['  a: "b"\n }\n', true],
  ['  a: b', false],
];

for (const [text, more] of firsts) {
  test(`of ${JSON.stringify(text)} ${more ? 'only the first document' : 'everything'} is read`, (t) => {
    const { document, hasMoreDocuments } = parseYaml(text, 'f');
    t.is(hasMoreDocuments, more);
    t.deepEqual(document.toJS(), { a: 'b' });
  });
}

test('what is wrong with a text is told without the text, also in its cause', (t) => {
  for (const text of ['token: "s3cret\n', 'a: b\n  token: s3cret: x\n', '{token: s3cret']) {
    const error = t.throws(() => parseYaml(text, 'f'), { instanceOf: AckringError });
    t.true(error?.cause instanceof Error);
    t.false(JSON.stringify([error?.message, String(error?.cause)]).includes('s3cret'), text);
  }
});
