import test from 'ava';
import { type Line, lineText, span } from './drawing/line.js';
import type { LitWord } from './filter.js';
import { lettersInOrder } from './fuzzy.js';
import { litLine, unseenFinds } from './lit.js';

const [, withinParts = null] = lettersInOrder;

function litWord(word: string, isFuzzy: boolean): LitWord {
  return { word, like: isFuzzy ? withinParts : null };
}

const lights = test.macro({
  exec(t, line: Line, word: string, isFuzzy: boolean, expected: string) {
    const lit = litLine(line, [litWord(word, isFuzzy)]);
    t.is(lineText(lit), lineText(line));
    t.is(lit.map(({ text, tone }) => (tone === 'lit' ? `[${text}]` : text)).join(''), expected);
  },
  title: (title) => `lit are ${title}`,
});

test('the letters of a word', lights, [span('prod-tokyo')], 'tokyo', false, 'prod-[tokyo]');
test('letters in either case', lights, [span('Prod-TOKYO')], 'tokyo', false, 'Prod-[TOKYO]');
test(
  'letters across a border of styles',
  lights,
  [span('pro', 'dim'), span('d-x')],
  'rod-',
  false,
  'p[ro][d-]x',
);
test('scattered letters', lights, [span('prod-tokyo')], 'prodtky', true, '[prod]-[t]o[ky]o');
test(
  'no scattered ones when a row contains the word literally',
  lights,
  [span('prod-tokyo')],
  'tkyo',
  false,
  'prod-tokyo',
);
test('wide letters', lights, [span('本番-東京')], '東京', false, '本番-[東京]');
test(
  'letters after others that fold to more or fewer',
  lights,
  [span('㎏ﾊﾞ-é-tokyo')],
  'tokyo',
  false,
  '㎏ﾊﾞ-é-[tokyo]',
);
test('both halves of a letter outside the BMP', lights, [span('a𝐛c')], 'b', false, 'a[𝐛]c');

test('a line without a match stays the same', (t) => {
  const line = [span('dev-osaka')];
  t.is(litLine(line, [litWord('tokyo', true)]), line);
  t.is(litLine(line, []), line);
});

const found = test.macro({
  exec(t, words: readonly string[], expected: readonly string[], isFuzzy: boolean) {
    const facts = ['legacy-tokyo', '1.28', 'Pro', 'env=prod', 'team=prod-web', 'c7980a9b'];
    const lit = words.map((word) => litWord(word, isFuzzy));
    t.deepEqual(unseenFinds('● legacy-tokyo  1.28', facts, lit), expected);
  },
  title: (title) => `where a word was found: ${title}`,
});

test('in the text that is shown', found, ['tokyo'], [], false);
test('in the first fact that is not shown', found, ['prod'], ['env=prod'], false);
test('as its beginning', found, ['c798'], ['c7980a9b'], false);
test('a fact that says no more than the word', found, ['pro'], ['env=prod'], false);
test('several words, of which one is shown', found, ['1.28', 'web'], ['team=prod-web'], false);
test('two words in one fact are told once', found, ['env', 'prod'], ['env=prod'], false);
test('scattered letters that are shown', found, ['lgcytky'], [], true);
test('scattered letters that are not', found, ['tmweb'], ['team=prod-web'], true);
