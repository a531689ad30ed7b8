import test from 'ava';
import { visible, visibleTexts } from './visible.js';

const becomes = test.macro<[string, string]>({
  exec(t, text, expected) {
    t.is(visible(text), expected);
  },
  title: (name) => `${name}`,
});

test('plain text stays', becomes, 'prod-tokyo', 'prod-tokyo');
test('Japanese, Chinese and emoji stay', becomes, '東京 生产 🔑', '東京 生产 🔑');
test('an escape sequence is shown', becomes, '\u001b[31mred', '\\x1b[31mred');
test('a one-byte control sequence introducer is shown', becomes, '\u009b31m', '\\x9b31m');
test('line breaks and tabs are shown', becomes, 'a\nb\tc\r', 'a\\x0ab\\x09c\\x0d');
test('a right-to-left override is shown', becomes, 'a\u202egpj', 'a\\u{202e}gpj');
test('isolates are shown', becomes, '\u2066a\u2069', '\\u{2066}a\\u{2069}');
test('zero-width characters are shown', becomes, 'a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}');
test('language tags are shown', becomes, 'a\u{e0041}', 'a\\u{e0041}');
test('the first and last control characters are shown', becomes, '\u0000\u00ff\u0100', '\\x00\u00ff\u0100');
test('a character with a three-digit code is shown whole', becomes, '\u061c', '\\u{61c}');

test('in a document texts are shown so, and all else stays', (t) => {
  t.is(
    JSON.stringify({ a: 'x\u202e', b: [1, true, null] }, visibleTexts),
    '{"a":"x\\\\u{202e}","b":[1,true,null]}',
  );
});
