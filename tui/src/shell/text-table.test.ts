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

const wide = [
  { title: 'NAME', text: () => 'ack/ap-northeast-1/prod-tokyo-api' },
  { title: 'REGION', sacrifice: 2, text: () => 'ap-northeast-1' },
  { title: 'FILE', sacrifice: 9, text: () => '~/.kube/config' },
  { title: 'LEFT', align: 'right' as const, text: () => '912 d' },
  { title: 'WHY', text: () => 'inside the 180-day window' },
];

const narrow = test.macro<[maxWidth: number, line: string]>({
  exec(t, maxWidth, line) {
    t.is(table(wide, [{}], maxWidth).split('\n')[1], line);
  },
  title: (_, maxWidth) => `a table in ${maxWidth} columns`,
});

const name = 'ack/ap-northeast-1/prod-tokyo-api';
test(narrow, 99, `${name}  ap-northeast-1  ~/.kube/config  912 d  inside the 180-day window`);
test(
  'what may go is left out first',
  narrow,
  98,
  `${name}  ap-northeast-1  912 d  inside the 180-day window`,
);
test('then the last column is cut', narrow, 64, `${name}  912 d  inside the 180-day wi…`);
test('then the widest loses its middle', narrow, 40, 'ack/ap-no…tokyo-api  912 d  inside the …');
test('and at last the line ends', narrow, 24, 'ack/ap…o-api  912 d  in…');

test('names in the last column lose their middle, as in the others', (t) => {
  const file = { title: 'FILE', cut: 'middle' as const, text: () => '~/work/of-the-shop/.kube/prod-config' };
  const unmarked = { title: 'WHERE', text: () => '~/work/of-the-shop/.kube/prod-config' };
  for (const last of [file, unmarked])
    t.is(table([...wide.slice(0, 1), last], [{}], 60).split('\n')[1], `${name}  ~/work/of-th…/prod-config`);
});

interface Named {
  readonly cluster: string;
  readonly identity: string;
}

const named = (identity: string, cluster: string): Named => ({ identity, cluster });
const long = (title: string, text: string, sacrifice = 0) => ({ title, sacrifice, text: () => text });
const names = [
  { title: 'IDENTITY', sacrifice: 1, text: ({ identity }: Named) => identity },
  { title: 'CLUSTER', text: ({ cluster }: Named) => cluster },
];

for (const [what, rows, others] of [
  [
    'names that differ in their middle only',
    ['tokyo', 'osaka', 'seoul'].map((city) => named('mei', `prod-of-the-${city}-shop-api`)),
    [
      long('UNTIL', '2026-12-01 10:00 JST'),
      long('STATE', '権限を確認済み', 0.5),
      long('WHY', '窓が開いています。'),
    ],
  ],
  [
    'rows that the least needed column alone tells apart',
    ['mei', 'kenji'].map((who) => named(who, 'prod-of-the-tokyo-shop-api')),
    [long('WHY', '更新可能期間内であり、証明書を更新します。'.repeat(3))],
  ],
] as const)
  test(`${what} stay apart in a narrow table`, (t) => {
    for (let columns = 60; columns <= 110; columns += 1) {
      const lines = table([...names, ...others], rows, columns).split('\n');
      t.is(new Set(lines).size, rows.length + 1, `${columns}:\n${lines.join('\n')}`);
      for (const line of lines) t.true(width(line) <= columns);
    }
  });

test('a column that may go late is cut before it goes, and goes before names are alike', (t) => {
  const rows = ['tokyo', 'osaka'].map((city) => named('mei', `prod-of-the-${city}-shop-api`));
  const titles = (columns: number) =>
    table([...names.slice(1), long('STATE', 'same rights proven', 0.5), long('WHY', 'unused')], rows, columns)
      .split('\n')[0]
      ?.split(/ +/);
  t.deepEqual(
    [titles(60), titles(44), titles(30)],
    [
      ['CLUSTER', 'STATE', 'WHY'],
      ['CLUSTER', 'STATE', 'WHY'],
      ['CLUSTER', 'WHY'],
    ],
  );
});

test('evidence that a narrow table leaves out or cuts stands whole below its row, and nowhere if it fits', (t) => {
  const why = 'the user was active here within the last 7 days';
  const columns = [...names, long('LAST USED', '3 d ago', 1), long('WHY', why)];
  const rows = [named('kenji', 'prod-of-the-tokyo-shop-api')];
  const narrow = table(columns, rows, 60, true);
  t.true(narrow.replace(/\s+/g, ' ').includes(`WHY: ${why}`), narrow);
  t.is(narrow.match(/the user/g)?.length, 1, narrow);
  t.true(narrow.includes('3 d ago'), narrow);
  for (const line of narrow.split('\n')) t.true(width(line) <= 60);
  t.is(table(columns, rows, 200, true), table(columns, rows, 200));
});
