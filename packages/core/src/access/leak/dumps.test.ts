import test from 'ava';
import { fromBase32, listings } from './dumps.js';

// What listings of bytes stand for, and how short one may be.

const shown = (text: string) =>
  [...listings(text)].map(({ bytes, offset }) => [bytes.toString('latin1'), offset]);
const lines = (count: number, line: string) => `${line}\n`.repeat(count);

test('each escape of `od -c` is its byte', (t) => {
  const columns = [...'0abtnvfr'].map((letter) => `  \\${letter}`).join('');
  t.deepEqual(shown(lines(10, `0000000${columns}   x 101 377`)), [
    ['\0\x07\b\t\n\v\f\rxA\xff'.repeat(10), 0],
  ]);
});

test('ten lines are a listing, and nine are none', (t) => {
  const line = '00000000: 6170 6956';
  t.deepEqual(shown(`before\n${lines(10, line)}after`), [['apiV'.repeat(10), 7]]);
  t.deepEqual(shown(`before\n${lines(9, line)}after`), []);
  t.deepEqual(shown(`${lines(9, line)}between\n${lines(9, line)}`), []);
});

test('a line of 400 characters may be of a listing, and a longer one is none', (t) => {
  const line = '00000000: 6170 6956  ';
  t.deepEqual(shown(lines(10, line.padEnd(400, '.'))), [['apiV'.repeat(10), 0]]);
  t.deepEqual(shown(lines(10, line.padEnd(401, '.'))), []);
});

test('120 numbers are a list, also before what is no byte, and 119 are none', (t) => {
  const list = (count: number) => Array<string>(count).fill('97').join(', ');
  const whole = 'a'.repeat(120);
  t.deepEqual(shown(`[${list(120)}]`), [[whole, 1]]);
  t.deepEqual(shown(`[${list(120)}, 256]`), [[whole, 1]]);
  t.deepEqual(shown(`[${list(120)}] [${list(120)}]`).length, 2);
  t.deepEqual(shown(`[255, ${list(119)}]`), [[`\xff${'a'.repeat(119)}`, 1]]);
  t.deepEqual(shown(`[${list(119)}]`), []);
  t.deepEqual(shown(`[${list(119)}, 256, ${list(119)}]`), []);
});

// The vectors of RFC 4648, 10, and what ends a run.
for (const [text, bytes] of [
  ['', ''],
  ['MY======', 'f'],
  ['MZXQ====', 'fo'],
  ['MZXW6===', 'foo'],
  ['MZXW6YQ=', 'foob'],
  ['MZXW6YTB', 'fooba'],
  ['MZXW6YTBOI======', 'foobar'],
  ['MZXW6 YTBOI', 'foo'],
] as const)
  test(`base32 ${text} is ${bytes}`, (t) => {
    t.is(fromBase32(text).toString('latin1'), bytes);
  });
