import test from 'ava';
import { AckringError } from '../words/errors.js';
import { parseTree, parseYamlTree } from './yaml-tree.js';
import { jsonOf } from './yaml-value.js';

// As go-yaml v2 and sigs.k8s.io/yaml read them, which kubectl does; test/kubectl asks them about thousands more.

const read: readonly (readonly [what: string, text: string, json: string])[] = [
  [
    'a merge key before its override',
    'a: &a {k: 1, l: 2}\nb: {<<: *a, k: x}\n',
    '{"a":{"k":1,"l":2},"b":{"k":"x","l":2}}',
  ],
  [
    'a merge key after a key that it has too',
    'a: &a {k: "1"}\nb: {k: x, <<: *a}\n',
    '{"a":{"k":"1"},"b":{"k":"1"}}',
  ],
  ['several mappings merged: the first wins', 'b: {<<: [{k: x}, {k: w, l: z}]}\n', '{"b":{"k":"x","l":"z"}}'],
  ['a merge key in quotes, which is none', 'b: {"<<": {k: x}}\n', '{"b":{"<<":{"k":"x"}}}'],
  ['a key twice', 'a: x\na: w\n', '{"a":"w"}'],
  ['an anchor set twice', 'a: &n x\nb: *n\nc: &n w\nd: *n\n', '{"a":"x","b":"x","c":"w","d":"w"}'],
  [
    'an anchor within what an alias repeats',
    'a: &m {k: &n x}\nb: &n w\nc: *m\nd: *n\n',
    '{"a":{"k":"x"},"b":"w","c":{"k":"x"},"d":"w"}',
  ],
  [
    'tags',
    'a: !!str 1\nb: !!bool yes\nc: !!int "3"\nd: !other 4\ne: !!binary aGk=\n',
    '{"a":"1","b":true,"c":3,"d":"4","e":"hi"}',
  ],
  [
    'tags of nothing and of times',
    'a: !!null ~\nb: !!null ""\nc: !!timestamp 2024-01-01\nd: !!timestamp "2024-1-1 x"\n',
    '{"a":null,"b":null,"c":"2024-01-01","d":"2024-1-1 x"}',
  ],
  [
    'tags that a value has without them too',
    'a: !!str ~\nb: !!int 5\nc: !!float 1.5\nd: !!str 2024-01-01\ne: !!bool no\n',
    '{"a":"~","b":5,"c":1.5,"d":"2024-01-01","e":false}',
  ],
  ['a backslash outside of double quotes', "a: x\\/y\nb: 'x\\/y'\n", '{"a":"x\\\\/y","b":"x\\\\/y"}'],
  ['an infinite number as a key', '.inf: a\n', '{".inf":"a"}'],
  ['a merge key by its tag', 'a: {!!merge <<: {k: x}}\n', '{"a":{"k":"x"}}'],
  ['a merge key by its tag, in quotes', 'a: {!!merge "<<": {k: x}}\n', '{"a":{"k":"x"}}'],
  ['a merge key by another tag', 'a: {!!str <<: {k: x}}\n', '{"a":{"<<":{"k":"x"}}}'],
  ['keys that are no texts', 'yes: a\n0x10: b\n2024-01-01: c\n', '{"16":"b","true":"a","2024-01-01":"c"}'],
  [
    'numbers of more than 64 bits',
    'a: 18446744073709551615\nb: 0xFFFFFFFFFFFFFFFFF\nc: 1e999\n',
    '{"a":18446744073709551615,"b":"0xFFFFFFFFFFFFFFFFF","c":"1e999"}',
  ],
  ['a block that ends with the text', 'a: |\n  x', '{"a":"x"}'],
  ['a block that ends with the line', 'a: |\n  x\n', '{"a":"x\\n"}'],
  ['carriage returns alone', 'a: x\rb: w\r', '{"a":"x","b":"w"}'],
  ['line breaks of Unicode', 'a: x\u2028b: w # z\u0085c: z\n', '{"a":"x","b":"w","c":"z"}'],
  ['tabs behind keys and texts', 'a:\tx\t# y\nb:\t\n  c: {d:\t1}\n', '{"a":"x","b":{"c":{"d":1}}}'],
  ['a tab behind the indentation of a text', 'a: b\n \tc\n', '{"a":"b c"}'],
  ['a tab behind the indentation of a block', 'a: |\n  b\n  \tc\n', '{"a":"b\\n\\tc\\n"}'],
  ['a tab behind the indentation that a block declares', 'a: |2\n  \tb\n', '{"a":"\\tb\\n"}'],
  ['what is behind the end of an indented document', '  a: x\nb: w\n', '{"a":"x"}'],
  [
    'question marks in quotes, and outside of brackets',
    'a: {"b?": "?"}\nc: d?e\n',
    '{"a":{"b?":"?"},"c":"d?e"}',
  ],
  ['an explicit key over two lines', '? "a\n  b"\n: c\n', '{"a b":"c"}'],
  [
    'an explicit key longer than others may be',
    `? ${'a'.repeat(1_025)}\n: b\n`,
    `{"${'a'.repeat(1_025)}":"b"}`,
  ],
  ['the longest key', `${'a'.repeat(1_024)}: b\n`, `{"${'a'.repeat(1_024)}":"b"}`],
  [
    'lists nested as deeply as may be',
    `a: ${'['.repeat(100)}${']'.repeat(100)}\n`,
    `{"a":${'['.repeat(100)}${']'.repeat(100)}}`,
  ],
  ['a key behind a question mark in brackets', 'a: {? b : c}\n', '{"a":{"b":"c"}}'],
  [
    'what nothing is read of, behind which its key stands again',
    'a: {~: b}\na: {b: .inf}\na: c\n',
    '{"a":"c"}',
  ],
  ['nothing before a colon, behind which its key stands again', 'a: {: b}\na: c\n', '{"a":"c"}'],
  ['the longest key in quotes', `a: {"${'a'.repeat(1_022)}"   : b}\n`, `{"a":{"${'a'.repeat(1_022)}":"b"}}`],
  ['what is behind the end of JSON', '{"a": "x"}\n]\n', '{"a":"x"}'],
];

for (const [what, text, json] of read) {
  test(`${what} is read as by kubectl`, (t) => {
    t.is(jsonOf(parseYamlTree(text, 'f').value), json);
    t.is(jsonOf(parseTree(text, 'f').value), json);
  });
}

test('an anchor is used as often as one likes, where it is not all that there is', (t) => {
  const names = Array.from({ length: 500 }, (_, index) => `n${index}`);
  const text = `a: &a ca\n${names.map((name) => `${name}: {ca: *a}\n`).join('')}`;
  t.is(Object.keys(parseTree(text, 'f').value).length, 501);
  t.throws(() => parseTree(`a: &a [${'x, '.repeat(2_000)}]\nb: [${'*a, '.repeat(200)}]\n`, 'f'), {
    instanceOf: AckringError,
  });
});

test('of what is read, 99 in 100 values may be what aliases repeat, and no more', (t) => {
  // 198 times: 404 values of its own, 39,996 repeated.
  const repeated = (times: number) => `a: &a [${'x, '.repeat(201)}]\nb: [${'*a, '.repeat(times)}]\n`;
  t.notThrows(() => parseTree(repeated(198), 'f'));
  t.throws(() => parseTree(repeated(199), 'f'), { instanceOf: AckringError });
  // 605 and 606 of its own, 59,994 repeated.
  const beside = (own: number) => `c: [${'x, '.repeat(own)}]\n${repeated(297)}`;
  t.throws(() => parseTree(beside(100), 'f'), { instanceOf: AckringError });
  t.notThrows(() => parseTree(beside(101), 'f'));
});

test('of half a million values, some 965 in 1,000 may be what aliases repeat', (t) => {
  // 475,475 repeated, and 1,004 of its own besides.
  const repeated = `a: &a [${'x, '.repeat(1_000)}]\nb: [${'*a, '.repeat(475)}]\n`;
  const beside = (own: number) => `c: [${'x, '.repeat(own)}]\n${repeated}`;
  t.throws(() => parseTree(beside(14_000), 'f'), { instanceOf: AckringError });
  t.notThrows(() => parseTree(beside(18_000), 'f'));
});

const refused: readonly (readonly [what: string, text: string])[] = [
  ['an escape of JSON alone', 'a: "x\\/y"\n'],
  ['half a character', 'a: "\\ud83d\\ude00"\n'],
  ['a tab before a key', 'a:\n\tb: c\n'],
  ['a tab and nothing else', '\t'],
  ['a tab in an empty line', 'a: "b"\n\t\nc: d\n'],
  ['a tab in an empty line behind a text', 'a: b\n\t\nc: d\n'],
  ['a tab in the indentation of a text', 'a:\n  b: c\n \td\n'],
  ['a tab behind a dash', 'a:\n- \tb\n'],
  ['a tab behind the colon of an explicit key', '? a\n:\tb\n'],
  ['a tab at the beginning of a block', 'a: |\n  \tb\n'],
  ['a tab within the indentation of a block', 'a: |\n  b\n\t\n'],
  ['a question mark within a text in brackets', 'a: {b: c?d}\n'],
  ['a question mark at the end of a key in brackets', 'a: [{b?: c}]\n'],
  ['a control character in a comment', '# \u0007\na: b\n'],
  ['an end mark first', '...\na: b\n'],
  ['no key', '~: a\n'],
  ['nothing before a colon', 'a: {: b}\n'],
  ['a key over two lines', '{"a\nb": c}\n'],
  ['a key without end', `${'a'.repeat(1_025)}: b\n`],
  ['a list as a key', '? [a]\n: b\n'],
  ['an infinite number', 'a: {b: -.inf}\n'],
  ['a boolean that is none', 'a: !!bool x\n'],
  ['a boolean that is a number', 'a: !!bool 1\n'],
  ['a number that is none', 'a: !!int x\n'],
  ['a number that is a boolean', 'a: !!int yes\n'],
  ['a number that is a time', 'a: !!int 2024-01-01\n'],
  ['a number with a fraction that is none', 'a: !!float x\n'],
  ['nothing that is something', 'a: !!null x\n'],
  ['a time that is none', 'a: !!timestamp x\n'],
  ['a mapping as a key', '? {a: b}\n: c\n'],
  ['a key without end in brackets', `a: {${'a'.repeat(1_025)}: b}\n`],
  ['a key without end in quotes', `a: {"${'a'.repeat(1_023)}": b}\n`],
  ['an alias of what is not there yet', 'a: *b\nb: &b c\n'],
  ['an alias of itself', 'a: &a [*a]\n'],
  ['a merged mapping with no key', 'x: &a {~: b}\nx: c\na: {<<: *a}\n'],
  ['a merged text', 'a: {<<: b}\n'],
  ['a merged list of texts', 'a: {<<: [b]}\n'],
];

const places: readonly (readonly [text: string, line: number, column: number])[] = [
  ['a: b\n\tc: d\n', 2, 1],
  ['a: b\nc:\n  d: e\n  f\n  \tg\n h\n\ti\n', 7, 1],
  ['a: {b: c, d: xy?z}\n', 1, 16],
  ['a: b\nc: |\n    d\n  \te\n', 4, 3],
  ['a: b\nc: >-\n    d\n    e\n\t\n', 5, 1],
  ['a: "b"\nc: d\n  e\u2028  f\n', 3, 4],
  ['a: b\n- \tc\n', 2, 1],
  ['a: "b"|\n\tc\n', 1, 7],
  ['a: b\n~: c\n', 2, 1],
  ['# a\n.inf\n', 2, 1],
  ['a: b\nc: !!bool x\n', 2, 11],
  ['a: {: b}\n', 1, 5],
];
for (const [text, line, column] of places)
  test(`what is refused in ${JSON.stringify(text)} is at line ${line}, column ${column}`, (t) => {
    const { message } = t.throws(() => parseYamlTree(text, 'f'), { instanceOf: AckringError }) ?? t.fail();
    t.true(message.startsWith(`f, line ${line}, column ${column}: `), message);
  });

/** What kubectl reads in a way of its own. */
const alsoRefused: readonly (readonly [what: string, text: string])[] = [
  ['a line break of Unicode within a text', 'a:\n  b\u2028  c\n'],
  ['a line break of Unicode in double quotes', '{"a": "b\u2028c"}\n'],
  ['a line break of Unicode in single quotes', "{'a': 'b\u2029 c'}\n"],
  ['a line break of Unicode at the end of a block', 'a: |\n  b\u2029'],
  ['a question mark before a key in brackets', 'a: {?b: c}\n'],
];

for (const [what, text] of alsoRefused) {
  test(`${what} is refused, whatever kubectl makes of it`, (t) => {
    for (const parse of [parseTree, parseYamlTree])
      t.is(t.throws(() => parse(text, 'f'), { instanceOf: AckringError })?.code, 'KubeconfigInvalid');
  });
}

for (const [what, text] of refused) {
  test(`${what} is refused as by kubectl`, (t) => {
    for (const parse of [parseTree, parseYamlTree])
      t.is(t.throws(() => parse(text, 'f'), { instanceOf: AckringError })?.code, 'KubeconfigInvalid');
  });
}

const nestings = [
  ['lists', '[', '', ']'],
  ['mappings', '{a: ', 'b', '}'],
  ['keys in lists', '? [ {? ', 'a', ' : 1}]'],
  ['keys that are lists', '? - ', 'a', ''],
] as const;
for (const [what, open, middle, close] of nestings) {
  test(`${what} nested however deeply are told as a kubeconfig that cannot be read`, (t) => {
    for (const count of [101, 150, 2_000, 4_000]) {
      const text = `a: ${open.repeat(count)}${middle}${close.repeat(count)}\n`.replace(/^a: (?=\?)/, '');
      t.throws(() => parseTree(text, 'f'), { instanceOf: AckringError, code: 'KubeconfigInvalid' });
    }
  });
}
