import test from 'ava';
import { cut, table, width } from './text-table.js';

const columns = [
  { title: 'NAME', text: (row: { name: string; left: string }) => row.name },
  { title: 'LEFT', align: 'right' as const, text: (row: { name: string; left: string }) => row.left },
];

test('columns are as wide as their widest cell, wide characters counted twice', (t) => {
  const text = table(columns, [
    { name: '東京', left: '9 d' },
    { name: 'a', left: '1095 d' },
  ]);
  t.deepEqual(text.split('\n'), ['NAME    LEFT', '東京     9 d', 'a     1095 d']);
});

test('a cell cannot break its line', (t) => {
  t.is(table(columns, [{ name: 'a\nb', left: '' }]).split('\n').length, 2);
});

test('lines are cut at the given width, between characters', (t) => {
  t.is(cut('東京タワー', 6), '東京…');
  t.is(cut('abc', 3), 'abc');
  t.is(cut('abcd', 3), 'ab…');
  t.is(cut('abcd', 0), 'abcd');
});

test("the width of text is the terminal's", (t) => {
  t.is(width('abc'), 3);
  t.is(width('東京'), 4);
});

test('two hundred thousand rows make a table too', (t) => {
  const rows = Array.from({ length: 200_000 }, (_, index) => ({ name: `n${index}`, left: '1 d' }));
  t.is(table(columns, rows).split('\n').length, rows.length + 1);
});
