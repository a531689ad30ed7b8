import test from 'ava';
import '../features.js';
import type { AppState } from './app-state.js';
import { lineText } from './drawing/line.js';
import { frame } from './frame.js';
import { initialState } from './initial-state.js';
import { screenNames } from './screen-name.js';
import { update } from './update.js';

const start = initialState({
  ...{ size: { columns: 110, rows: 200 }, now: new Date(0), home: '/', timeZone: 'UTC', language: 'en' },
  isReadOnly: false,
});

/** What the help says of filters on a screen, with the fields that its rows have. */
function helped(screen: AppState['screen']): readonly [string, readonly string[]] {
  const shown = update(start, { kind: 'arrived', name: 'test', change: (state) => ({ ...state, screen }) });
  const { state } = update(shown.state, { kind: 'key', key: '?' });
  return [frame(state).lines.map(lineText).join('\n'), state.lists[screen].rows.fields];
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
  t.regex(text, /sort by {3,}U LAST USED · I IDENTITY/);
  t.is(text.match(/sort by/g)?.length, 1);
});

test('a search of the help finds the keys of other screens too, under their names', (t) => {
  const { state } = update(start, { kind: 'key', key: '?' });
  const sought = [...'/rename'].reduce((next, key) => update(next, { kind: 'key', key }).state, state);
  const text = frame(sought).lines.map(lineText).join('\n');
  t.regex(text, /Contexts[^\n]*\n[^\n]*R {3,}rename/);
});

test('? says what Esc does, step by step', (t) => {
  const [text] = helped('clusters');
  t.regex(text, /esc closes what is open; then it clears filter, marks and message; it leaves/);
});
