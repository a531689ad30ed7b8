import test from 'ava';
import { languages } from '../messages/language.js';
import { loadLanguage } from '../messages/messages.js';
import { arrived, linesOf, opened, pressed, shown } from '../testkit.js';
import type { AppState } from './app-state.js';
import { screenNames } from './screen-name.js';

const start = opened({ columns: 110, rows: 200 });

/** What the help says of filters on a screen, with the fields that its rows have. */
function helped(screen: AppState['screen']): readonly [string, readonly string[]] {
  const state = pressed(
    arrived(start, (before) => ({ ...before, screen })),
    '?',
  );
  return [shown(state), state.lists[screen].rows.fields];
}

for (const screen of screenNames) {
  test(`? on ${screen} names its fields, and no example that is none of them`, (t) => {
    const [text, fields] = helped(screen);
    t.is(text.includes('a field and a colon ask that field: '), fields.length > 0);
    const examples = text.matchAll(/\b(\w+):\S+ (?:is a pattern|compares|asks a tag)/g);
    for (const [, field = ''] of examples) t.true(fields.includes(field), field);
  });
}

test('the keys that sort are one line, with the titles of their columns, and nothing more of them', (t) => {
  const [text] = helped('expiry');
  t.regex(text, /sort by {3,}I IDENTITY · K KIND/);
  t.is(text.match(/sort by/g)?.length, 1);
});

test('a search of the help finds the keys of other screens too, under their names', (t) => {
  t.regex(shown(pressed(start, '?', ...'/rename')), /Contexts[^\n]*\n[^\n]*R {3,}rename/);
});

for (const [word, entry] of [
  ['switch', /u +use|:use/],
  ['delete', /X +remove/],
  ['revoke', /R +revoke/],
  ['login', /f +fetch/],
  ['download', /f +fetch/],
  ['download', /:get/],
  ['rename', /R +rename/],
  ['rollback', /z +undo/],
  ['offboard', /:clean/],
  ['kubens', /n +/],
] as const)
  test(`a search of the help for ${word} finds what does that here: ${entry.source}`, (t) => {
    const text = shown(pressed(start, '?', ...`/${word}`));
    t.regex(text, entry);
    // And little else.
    t.true(text.split('\n').filter((line) => /│/.test(line) && !/│ *│/.test(line)).length < 20, text);
  });

test('? says what Esc does, step by step', (t) => {
  const [text] = helped('clusters');
  t.regex(text, /esc closes what is open; then it clears filter, marks and message; it leaves/);
});

test('nothing in the help is cut, in any language and window', async (t) => {
  for (const language of languages) {
    await loadLanguage(language);
    for (const screen of screenNames)
      for (const columns of [60, 80, 100, 120, 200]) {
        const state = { ...opened({ columns, rows: 200, screen }), language };
        for (const line of linesOf(pressed(state, '?')).slice(3, -2))
          t.notRegex(line, /…(?!\])/, `${language} ${screen} ${columns}`);
      }
  }
});
