import test from 'ava';
import { indentAt, lineAfter, lineStartOf } from './tree.js';
import {
  goKindOf,
  isInfinite,
  isMapping,
  isSameValue,
  isTrue,
  isTyped,
  jsonOf,
  listOf,
  mappingOf,
  textOf,
  typedPattern,
  typedScalar,
  type YamlValue,
} from './yaml-value.js';

const one = typedScalar('1');

const shapes: [value: YamlValue | undefined, shape: 'typed' | 'mapping' | 'list' | 'text' | 'nothing'][] = [
  [one, 'typed'],
  [{ a: null }, 'mapping'],
  [{}, 'mapping'],
  [[], 'list'],
  [['a'], 'list'],
  ['a', 'text'],
  ['', 'nothing'],
  [null, 'nothing'],
  [undefined, 'nothing'],
];

test('a value is read as its type, and counts as empty for any other', (t) => {
  for (const [value, shape] of shapes) {
    const said = JSON.stringify(value) ?? 'undefined';
    t.is(isTyped(value), shape === 'typed', said);
    t.is(isMapping(value), shape === 'mapping', said);
    t.is(mappingOf(value) === value, shape === 'mapping', said);
    t.is(listOf(value) === value, shape === 'list', said);
    t.is(textOf(value), shape === 'text' ? 'a' : shape === 'typed' ? '1' : null, said);
  }
  t.deepEqual([mappingOf(['a']), mappingOf(one), listOf({ a: null })], [{}, {}, []]);
});

const pairs: [one: YamlValue | undefined, other: YamlValue | undefined, isSame: boolean][] = [
  ['a', 'a', true],
  ['a', 'b', false],
  ['1', one, false],
  [one, typedScalar('1'), true],
  [one, typedScalar('2'), false],
  [one, { a: 'b' }, false],
  [one, null, false],
  [one, undefined, false],
  [null, undefined, false],
  [null, null, true],
  [['a', 'b'], ['a', 'b'], true],
  [['a', 'b'], ['b', 'a'], false],
  [['a'], ['a', 'b'], false],
  [['a'], { 0: 'a' }, false],
  [['a'], 'a', false],
  [[], '', false],
  [[], null, false],
  [{ a: 'b', c: ['d'] }, { c: ['d'], a: 'b' }, true],
  [{ a: 'b' }, { a: 'c' }, false],
  [{ a: 'b' }, { a: 'b', c: 'd' }, false],
  [{ a: 'b', c: 'd' }, { a: 'b' }, false],
  [{ a: null }, { b: null }, false],
  [{ a: { b: one } }, { a: { b: typedScalar('1') } }, true],
  [{}, {}, true],
  [{}, [], false],
];

test('values are equal in content, whatever the order of keys', (t) => {
  for (const [left, right, isSame] of pairs) {
    t.is(isSameValue(left, right), isSame, JSON.stringify([left, right]));
    t.is(isSameValue(right, left), isSame, JSON.stringify([right, left]));
  }
});

const kinds: [kind: ReturnType<typeof goKindOf>, ...texts: string[]][] = [
  ['flag', 'y', 'Y', 'yes', 'YES', 'On', 'true', 'n', 'No', 'off', 'FALSE'],
  [
    'number',
    '1',
    '-1',
    '+1',
    '010',
    '0x1F',
    '0b11',
    '0o17',
    '1_000',
    '1.5',
    '.5',
    '1e3',
    '-1.5E-3',
    '.inf',
    '-.INF',
    '.nan',
  ],
  ['text', '1.2.3', '2026-11-24', '0x', '0b2', 'yES', 'tRUE', '-.nan', '.iNf', '1a', '=', '190:20:30'],
];

for (const [kind, ...texts] of kinds) {
  test(`kubectl reads as ${kind}: ${texts.join(' ')}`, (t) => {
    for (const text of texts) {
      t.is(goKindOf(typedScalar(text)), kind, text);
      t.regex(text, typedPattern);
    }
  });
}

test('only what is written without quotes is a flag or without end', (t) => {
  const scalars = ['true', 'Yes', 'ON', 'y', 'false', 'yess', '.inf', '-.Inf', '.NaN', '-.nan', '1'];
  const told = (is: (value: YamlValue) => boolean) => [
    scalars.filter((each) => is(typedScalar(each))),
    scalars.some(is),
  ];
  t.deepEqual(told(isTrue), [['true', 'Yes', 'ON', 'y'], false]);
  t.deepEqual(told(isInfinite), [['.inf', '-.Inf', '.NaN'], false]);
});

const text = '\uFEFFa: 1\n  b: 2\nc\n';

test('positions are reported by line', (t) => {
  t.deepEqual(
    [0, 1, 5, 6, 8, 13].map((at) => lineStartOf(text, at)),
    [0, 0, 0, 6, 6, 13],
  );
  // A byte order mark takes no column.
  t.deepEqual(
    [1, 6, 8, 9, 13, 14].map((at) => indentAt(text, at)),
    [0, 0, 2, null, 0, null],
  );
  t.is(indentAt('  a', 2), 2);
  t.is(indentAt('\uFEFF  a', 3), 2);
  t.is(indentAt('\n\uFEFFa', 2), null);
  t.deepEqual(
    [0, 5, 6, 7, 14, 15].map((at) => lineAfter(text, at)),
    [6, 6, 6, 13, 15, 15],
  );
  t.deepEqual([lineAfter('ab', 1), lineAfter('', 0), lineAfter('\nb', 0)], [2, 0, 1]);
});

// Read off sigs.k8s.io/yaml, through what kubectl passes to plug-ins.
for (const [scalar, json] of [
  ['yes', 'true'],
  ['Off', 'false'],
  ['010', '8'],
  ['0x1F', '31'],
  ['-7', '-7'],
  ['1_000', '1000'],
  ['12345678901234567890', '12345678901234567890'],
  ['18446744073709551615', '18446744073709551615'],
  ['18446744073709551616', '18446744073709552000'],
  ['+9223372036854775807', '9223372036854775807'],
  ['+9223372036854775808', '9223372036854776000'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['-9223372036854775809', '-9223372036854776000'],
  ['0x10000000000000000', '"0x10000000000000000"'],
  ['1e400', '"1e400"'],
  ['-010', '-8'],
  ['0o17', '15'],
  ['08', '8'],
  ['1_000.5', '1000.5'],
  ['.5_0', '".5_0"'],
  ['1.50', '1.5'],
  ['2026-11-29', '"2026-11-29"'],
  ['.inf', '".inf"'],
] as const) {
  test(`${scalar} is ${json} in JSON`, (t) => t.is(jsonOf(typedScalar(scalar)), json));
}

test('texts, lists and mappings keep their form in JSON', (t) => {
  t.is(
    jsonOf({ a: 'x"', b: [null, 'no', { c: typedScalar('no') }], d: {} }),
    '{"a":"x\\"","b":[null,"no",{"c":false}],"d":{}}',
  );
});
