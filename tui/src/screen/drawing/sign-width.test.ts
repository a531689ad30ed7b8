import test from 'ava';
import stringWidth from 'string-width';
import { plainWidth, widthOfSign } from './line.js';

test('every sign of known width is as wide as in Unicode, and is a grapheme by itself', (t) => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  let known = 0;
  for (let code = 0; code <= 0xffff; code += 1) {
    const sign = String.fromCharCode(code);
    const width = widthOfSign(sign);
    if (width === null) continue;
    known += 1;
    t.is(stringWidth(sign), width, `U+${code.toString(16)}`);
    for (const other of ['a', '日', '한']) {
      t.is([...segmenter.segment(other + sign)].length, 2, `U+${code.toString(16)} after ${other}`);
    }
  }
  t.true(known > 40_000);
});

test('signs that terminals disagree on are left to Unicode’s tables', (t) => {
  for (const text of ['🚀', 'e\u0301', '\u200d', '\x1b', '\t', 'か\u3099', '\u1100'])
    t.is(plainWidth(text), null);
});
