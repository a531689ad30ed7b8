import test from 'ava';
import '../features.js';
import type { AppState } from './app-state.js';
import { lineText } from './drawing/line.js';
import { frame } from './frame.js';
import { initialState } from './initial-state.js';
import { screenNames } from './screen-name.js';

const shownAt = (columns: number, screen: AppState['screen']): string => {
  const state = initialState({
    ...{ size: { columns, rows: 30 }, now: new Date(0), home: '/', timeZone: 'UTC', language: 'en' },
    ...{ isReadOnly: false, screen },
  });
  return lineText(frame(state).lines.at(-1) ?? []);
};

for (const screen of screenNames)
  test(`on ${screen} keys that only room brings take none from the others`, (t) => {
    const all = shownAt(400, screen);
    const firm = all.split(/ {2,}/).filter((text) => / (?:open|filter|command|help)$/.test(` ${text}`));
    t.true(firm.length >= 4, all);
    for (let columns = 60; columns < 400; columns += 1) {
      const shown = shownAt(columns, screen);
      if (/ (?:prune|rename) /.test(`${shown} `))
        for (const each of firm) t.true(shown.includes(each), shown);
    }
  });

test('a wide terminal shows what contexts can have done to them', (t) => {
  const shown = shownAt(200, 'contexts');
  t.true(shown.includes('P '), shown);
  t.false(shownAt(60, 'contexts').includes('P '));
});
