import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { jsonList, jsonPieces, toJson, valuePieces } from './json.js';

test('dates are RFC 3339 in UTC, to the second', (t) => {
  const value = { at: new Date('2027-05-26T06:05:04.987Z'), list: [new Date(0)], none: null };
  t.deepEqual(JSON.parse(toJson(value)), {
    at: '2027-05-26T06:05:04Z',
    list: ['1970-01-01T00:00:00Z'],
    none: null,
  });
});

test('an invalid date is null, and dates elsewhere are as ever, even after a failure', (t) => {
  t.is(toJson([new Date(Number.NaN)]).replaceAll(/\s/g, ''), '[null]');
  const circular: unknown[] = [];
  circular.push(circular);
  t.throws(() => toJson(circular), { instanceOf: TypeError });
  t.is(JSON.stringify(new Date(0)), '"1970-01-01T00:00:00.000Z"');
});

test('where no built-in object can be changed, dates are the same', async (t) => {
  const module = JSON.stringify(new URL('json.js', import.meta.url));
  const script = `import { toJsonLine } from ${module}; console.log(toJsonLine({ at: new Date(987), none: new Date(NaN), text: '1970-01-01T00:00:00.987Z' }));`;
  const args = ['--frozen-intrinsics', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  t.is(stdout, '{"at":"1970-01-01T00:00:00Z","none":null,"text":"1970-01-01T00:00:00.987Z"}\n');
});

test('what would act on a terminal is escaped, and parses to the same', (t) => {
  const name = 'a\u009b31m\u202e\u0007é\u{e0041}\ufffa日本😀';
  const text = toJson({ name });
  t.false(/[\u0080-\u009f\u202e\u0007\ufffa\u{e0041}]/u.test(text));
  t.regex(text, /é.*日本😀/);
  t.deepEqual(JSON.parse(text), { name });
});

test('foreign keys of any name stay', (t) => {
  const text = toJson({ tags: JSON.parse('{"__proto__": "x", "constructor": "y"}') });
  t.is(text.replaceAll(/\s/g, ''), '{"tags":{"__proto__":"x","constructor":"y"}}');
});

for (const count of [0, 1, 100, 101, 500, 1_234]) {
  test(`a list of ${count} in pieces is the same text`, (t) => {
    const list = Array.from({ length: count }, (_, index) => index);
    const toValue = (index: number) => ({ index, at: new Date(0), tags: ['a', {}] });
    t.is([...jsonPieces(list, toValue)].join(''), toJson(list.map(toValue)));
  });
}

const long = Array.from({ length: 101 }, (_, index) => ({
  index,
  at: new Date(0),
  text: 'a\n]',
  gone: undefined,
}));
const values: readonly (readonly [what: string, value: unknown, pieces: number])[] = [
  ['a text', 'a', 1],
  ['nothing', null, 1],
  ['a date', new Date(0), 1],
  ['a list', long, 1],
  ['a record without a long list', { a: 1, list: [1, 2], gone: undefined }, 1],
  [
    'a record with one',
    { at: new Date(0), none: null, gone: undefined, list: long, after: { deep: [] } },
    11,
  ],
  ['a record of nothing but one', { list: long }, 5],
];
for (const [what, value, count] of values) {
  test(`${what} in pieces is the same text`, (t) => {
    const pieces = [...valuePieces(value)];
    t.is(pieces.join(''), `${toJson(value)}\n`);
    t.is(pieces.length, count);
  });
}

for (const count of [0, 1, 3]) {
  test(`a list whose first ${count} items arrived is the same text, and properly closed`, (t) => {
    const items = Array.from({ length: count }, (_, index) => ({
      index,
      at: new Date(0),
      tags: ['a\n]', {}],
    }));
    const list = jsonList();
    t.is(items.map(list.next).join('') + list.end(), `${toJson(items)}\n`);
  });
}
