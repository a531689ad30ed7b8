import test from 'ava';
import { scanBlockLayout } from './block-scan.js';
import { parseYamlTree } from './yaml-tree.js';
import { isSameValue } from './yaml-value.js';

// What the scanner reads exactly as the YAML parser does, and what it leaves to the parser.

const read: [what: string, text: string][] = [
  ['a key', 'kind: Config\n'],
  ['no line break at the end', 'kind: Config'],
  ['a byte order mark', '\uFEFFkind: Config\nclusters:\n- name: a\n'],
  ['lines of Windows', 'kind: Config\r\n\r\nclusters:\r\n- name: a\r\n  cluster:\r\n    server: s\r\n'],
  ['a lone comment of Windows', '# mine\r\nkind: Config\r\n'],
  ['blank lines and comments', '\n# mine\n\n  # indented\nkind: Config\n   \n# end\n'],
  ['spaces at the ends', 'kind:   Config  \nclusters: \n- name: a   \n'],
  ['a key without a value', 'kind:\nclusters:\n'],
  ['a key without a value at the end', 'clusters:'],
  ['an indented section', 'clusters:\n  - name: a\n    cluster:\n      server: s\n  - name: b\n'],
  ['a section under its key', 'clusters:\n- name: a\n- name: b\nkind: Config\n'],
  ['a comment between items', 'clusters:\n- name: a\n# between\n- name: b\n\n# after\nkind: Config\n'],
  ['spaces after a dash', 'clusters:\n-   name: a\n    cluster: {}\n'],
  ['empty ones', 'clusters: []\ncontexts: null\npreferences: {}\n'],
  ['a null by each name', 'clusters: ~\nusers: Null\ncontexts: NULL\npreferences: null\n'],
  ['quotes', 'current-context: "a b"\nkind: \'c d\'\nother: ""\nmore: \'\'\n'],
  ['quotes of the other kind within', `a: "it's"\nb: 'say "x"'\n`],
  ['a list of scalars', 'args:\n- get-token\n- --region\n- -x\n- "y"\n- []\n'],
  [
    'a list in a mapping',
    'users:\n- name: a\n  user:\n    exec:\n      args:\n      - x\n      command: c\n',
  ],
  ['a list deeper than its key', 'exec:\n  args:\n    - x\n    - y\n  command: c\n'],
  ['typed scalars', 'a: true\nb: False\nc: 1\nd: 1.5\ne: -3\nf: 0x1F\ng: .5\nh: 1e3\ni: yes\nj: 007\n'],
  [
    'texts that begin as numbers do',
    'a: 10.0.0.1\nb: 1_000\nc: 2026-11-24\nd: LS0tLS1CRUdJTg==\ne: trueish\n',
  ],
  ['a long base64 text', `a: ${'LS0t'.repeat(100)}\n`],
  ['a colon within', 'server: https://a:6443\nother: a:b\n'],
  ['a number sign within', 'server: a#b\n'],
  ['odd keys', '_a: 1\na.b/c-d: 2\na1: 3\n'],
  ['a dash in a text', 'a: -x\nb: a - b\n'],
  ['a word of five letters that has a type', 'a: false\nb: .12345\nc: 123456\n'],
  ['a context', 'current-context: dev\ncontexts:\n- name: dev\n'],
  ['a context without a name', 'current-context:\nkind: Config\n'],
  ['a long key', `${'k'.repeat(1_000)}: a\n`],
  ['a mapping after a mapping', 'a:\n  b:\n    c: 1\n  d: 2\ne: 3\n'],
];

for (const [what, text] of read) {
  test(`read as the parser does: ${what}`, (t) => {
    const scanned = scanBlockLayout(text);
    const parsed = parseYamlTree(text, 'f');
    t.true(scanned !== null && isSameValue(scanned.value, parsed.value), JSON.stringify(scanned?.value));
    t.deepEqual({ ...scanned, value: parsed.value }, { ...parsed }, JSON.stringify(text));
  });
}

const left: [what: string, text: string][] = [
  ['nothing', ''],
  ['comments alone', '# mine\n'],
  ['a tab', 'kind:\tConfig\n'],
  ['a tab within a value', 'a: b\tc\n'],
  ['a carriage return within a value', 'a: b\rc\n'],
  ['a carriage return by itself', 'kind: Config\rclusters: []\n'],
  ['one among lines of Windows', 'kind: a\r\nother: b\rc: d\r\n'],
  ['a control character within a value', 'a: b\u0007c\n'],
  ['one within quotes', 'a: "b\u007fc"\n'],
  ['one behind a long base64 text', `a: ${'LS0t'.repeat(100)}\u0007\n`],
  ['a byte order mark within a value', 'a: b\ufeffc\n'],
  ['an indented beginning', ' kind: Config\n'],
  ['a list', '- a\n'],
  ['a scalar', 'text\n'],
  ['a repeated key', 'kind: a\nkind: b\n'],
  ['a repeated key within', 'a:\n  b: 1\n  b: 2\n'],
  ['a key that is null', 'null: a\n'],
  ['a key that is another null', 'a:\n  Null: b\n'],
  ['a key that is a truth value', 'yes: a\n'],
  ['a key of nearly as many letters as kubectl takes', `${'k'.repeat(1_001)}: a\n`],
  ['a key of JavaScript’s own', '__proto__: a\n'],
  ['a quoted key', '"kind": Config\n'],
  ['a key without a space', 'kind:Config\n'],
  ['a key in a later line', 'kind: Config\nclusters\n'],
  ['an anchor', 'a: &b c\n'],
  ['an alias', 'a: *b\n'],
  ['a tag', 'a: !x b\n'],
  ['a block scalar', 'a: |\n  b\n'],
  ['a folded one', 'a: >\n  b\n'],
  ['a flow mapping', 'a: {b: c}\n'],
  ['a flow list', 'a: [b]\n'],
  ['a continued line', 'a: b\n  c\n'],
  ['a continued line in a list', 'a:\n- b\n  c\n'],
  ['a line further in than its mapping', 'a:\n  b: 1\n    c: 2\n'],
  ['a line further in than its list', 'a:\n- b\n   - c\n'],
  ['a line between two depths', 'a:\n    b: 1\n  c: 2\n'],
  ['a dash without a value', 'a:\n-\n  b: c\n'],
  ['a dash without a value in a list', 'a:\n- b\n-\n- c\n'],
  ['a dash without a value at the end', 'a:\n  - b\n  -'],
  ['a dash with spaces alone behind it', 'a:\n-  \n- b\n'],
  ['a dash within a dash', 'a:\n- - b\n'],
  ['a dash within a dash without a value', 'a:\n- -\n'],
  ['a comment behind a value', 'a: b # c\n'],
  ['a mapping on one line', 'a: b: c\n'],
  ['a colon at the end', 'a: b:\n'],
  ['an escape', 'a: "b\\n"\n'],
  ['a doubled quote', "a: 'it''s'\n"],
  ['a quote that is not closed', 'a: "b\n'],
  ['a quote alone', 'a: "\n'],
  ['text behind a quote', 'a: "b" c\n'],
  ['a percent sign', 'a: %b\n'],
  ['an at sign', 'a: @b\n'],
  ['a backtick', 'a: `b\n'],
  ['a dash as a value', 'a: -\n'],
  ['a list as a value', 'a: - b\n'],
  ['two documents', 'a: b\n---\nc: d\n'],
  ['a section that is a text', 'clusters: text\n'],
  ['a section that is a mapping', 'clusters:\n  a: b\n'],
  ['a section that is an empty mapping', 'users: {}\n'],
  ['a second section that is a text', 'a: b\nusers: text\nkind: Config\n'],
];

for (const [what, text] of left) {
  test(`left to the parser: ${what}`, (t) => {
    t.is(scanBlockLayout(text), null, JSON.stringify(text));
  });
}
