import test from 'ava';
import { lineText, lineWidth } from '../screen/drawing/line.js';
import { fieldOf } from '../screen/text-field.js';
import { afterKey, matchesOf, type PickList, pickLines, pickList } from './pick.js';

const choices = ['staging-web', 'prod-tokyo-api', 'prod-tokyo-batch', 'dev'].map((text) => ({
  value: text.toUpperCase(),
  text,
  hint: text === 'dev' ? 'cn-hangzhou' : '',
  facts: [],
}));

function typed(keys: string, list: PickList = pickList(choices)): PickList {
  return [...keys].reduce((at, key) => {
    const next = afterKey(at, key);
    return next.kind === 'goesOn' ? next.list : at;
  }, list);
}

const names = (list: PickList) => matchesOf(list).map(({ text }) => text);

test('without input the order is as given: recently used first', (t) => {
  t.deepEqual(
    names(pickList(choices)),
    choices.map(({ text }) => text),
  );
});

test('what begins so comes before what has it later', (t) => {
  const clusters = ['edge-lab', 'lab-tokyo', 'tokyo-lab'].map((text) => ({
    value: text,
    text,
    hint: '',
    facts: [],
  }));
  t.is(names(typed('lab', pickList(clusters)))[0], 'lab-tokyo');
  t.is(names(typed('LAB', pickList(clusters)))[0], 'lab-tokyo');
  t.is(names(typed('lab', pickList(clusters))).length, 3);
});

for (const [keys, best] of [
  ['prodtky', 'prod-tokyo-api'],
  ['tkyo', 'prod-tokyo-api'],
  ['batch', 'prod-tokyo-batch'],
  ['hangzhou', 'dev'],
  ['stweb', 'staging-web'],
] as const)
  test(`letters in order find it: ${keys}`, (t) => {
    t.is(names(typed(keys))[0], best);
  });

test('the choice under the cursor is taken, and none if nothing matches', (t) => {
  const list = pickList(choices);
  const down = afterKey(afterKey(list, 'down').kind === 'goesOn' ? { ...list, cursor: 1 } : list, 'enter');
  t.deepEqual(down, { kind: 'taken', value: 'PROD-TOKYO-API' });
  t.is(afterKey(typed('zzzz'), 'enter').kind, 'goesOn');
});

test('the cursor stays within the matches, and returns to the top with every letter', (t) => {
  const press = (list: PickList, key: string): PickList => {
    const next = afterKey(list, key);
    return next.kind === 'goesOn' ? next.list : list;
  };
  t.is(press(pickList(choices), 'up').cursor, 0);
  let list = pickList(choices);
  for (let turn = 0; turn < 9; turn += 1) list = press(list, 'down');
  t.is(list.cursor, 3);
  t.is(press(list, 'p').cursor, 0);
});

for (const key of ['escape', 'ctrl-c', 'ctrl-d'])
  test(`${key} leaves without a choice`, (t) => {
    t.is(afterKey(pickList(choices), key).kind, 'left');
  });

const head = { title: 'context', hint: 'Enter takes it' };

test('names that would move the cursor are made visible, and no line is wider than the terminal', (t) => {
  const hostile = pickList([
    { value: 'a', text: 'a\u001b[2J\nb', hint: 'c\u0007', facts: [] },
    { value: 'b', text: '東京'.repeat(60), hint: 'x'.repeat(200), facts: [] },
  ]);
  const lines = pickLines(hostile, head, { columns: 60, rows: 24 }).map(lineText);
  t.false(/[\u0000-\u001f]/.test(lines.join('')));
  for (const line of lines) t.true([...line].length <= 60, line);
  const typed = { ...hostile, field: fieldOf('東京'.repeat(60)) };
  t.true(pickLines(typed, head, { columns: 60, rows: 24 }).every((line) => lineWidth(line) < 60));
});

test('a long list shows the rows around the cursor', (t) => {
  const many = pickList(
    Array.from({ length: 100 }, (_, index) => ({
      value: `${index}`,
      text: `c${index}`,
      hint: '',
      facts: [],
    })),
  );
  const lines = pickLines({ ...many, cursor: 50 }, head, { columns: 80, rows: 24 }).map(lineText);
  t.is(lines.length, 13);
  t.regex(lines.join('\n'), /› c50/);
  t.regex(lines[0] ?? '', /100\/100 {2}Enter takes it/);
  const tight = pickLines(many, head, { columns: 30, rows: 24 }).map(lineText);
  t.regex(tight[0] ?? '', /100\/100$/);
  const low = pickLines({ ...many, cursor: 50 }, head, { columns: 80, rows: 6 }).map(lineText);
  t.is(low.length, 5);
  t.regex(low.join('\n'), /› c50/);
});

test('details of the choice under the cursor are beside the list, if there is room for both', (t) => {
  const list = pickList([
    {
      value: 'a',
      text: 'prod-tokyo-api',
      hint: 'seen',
      facts: [
        ['Server', 'https://203.0.113.10:6443'],
        ['Hostile', '\u001b[2J'],
      ],
    },
    { value: 'b', text: 'dev', hint: 'seen', facts: [['Server', 'https://203.0.113.99:6443']] },
  ]);
  const wide = pickLines(list, head, { columns: 100, rows: 24 }).map(lineText);
  t.regex(wide[1] ?? '', /^› prod-tokyo-api +│ Server +https:\/\/203\.0\.113\.10:6443/);
  t.regex(
    pickLines({ ...list, cursor: 1 }, head, { columns: 100, rows: 24 }).map(lineText)[1] ?? '',
    /203\.0\.113\.99/,
  );
  t.false(/\u001b/.test(wide.join('')));
  for (const line of wide) t.true([...line].length <= 100, line);
  const narrow = pickLines(list, head, { columns: 60, rows: 24 }).map(lineText);
  t.false(narrow.join('').includes('│'));
  t.regex(narrow[1] ?? '', /prod-tokyo-api +seen/);
});
