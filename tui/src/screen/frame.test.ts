import test from 'ava';
import { linesOf, opened } from '../testkit.js';
import { type ScreenName, screenNames } from './screen-name.js';

const footerAt = (columns: number, screen: ScreenName): string =>
  linesOf(opened({ columns, screen })).at(-1) ?? '';

for (const screen of screenNames)
  test(`on ${screen} keys that only room brings take none from the others`, (t) => {
    const all = footerAt(400, screen);
    const firm = all.split(/ {2,}/).filter((text) => / (?:open|filter|command|help)$/.test(` ${text}`));
    t.true(firm.length >= 4, all);
    for (let columns = 60; columns < 400; columns += 1) {
      const shown = footerAt(columns, screen);
      if (/ (?:prune|rename) /.test(`${shown} `))
        for (const each of firm) t.true(shown.includes(each), shown);
    }
  });

for (const screen of screenNames)
  test(`on ${screen} a narrow footer keeps the filter, the command line and the help longest`, (t) => {
    for (let columns = 34; columns < 120; columns += 1)
      t.regex(footerAt(columns, screen), /\/ filter +: command +(?:esc \S+ +)?\? help/, `${columns}`);
    t.regex(footerAt(12, screen), /\? help/);
  });

test('a wide terminal shows what contexts can have done to them', (t) => {
  const shown = footerAt(200, 'contexts');
  t.true(shown.includes('P '), shown);
  t.false(footerAt(60, 'contexts').includes('P '));
});
