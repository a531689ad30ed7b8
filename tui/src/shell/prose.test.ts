import test from 'ava';
import { widthOf } from '../screen/drawing/line.js';
import { proseWithin } from './prose.js';

const rows: [said: string, text: string, columns: number, expected: string][] = [
  ['no screen shows it', 'a line of words that goes on', 0, 'a line of words that goes on'],
  ['what fits', 'one two', 7, 'one two'],
  ['between words', 'error: one two three', 14, 'error: one\n  two three'],
  ['each line for itself', 'one\n  two three four', 11, 'one\n  two\n    three\n    four'],
  ['a command in it', 'Run `ackring help get` for more', 20, 'Run\n  `ackring help get`\n  for more'],
  ['a command with a sign', 'See (`ackring help`).', 18, 'See\n  (`ackring help`).'],
  ['a command longer than it', 'Run `ackring contexts prune`.', 12, 'Run\n  `ackring contexts prune`.'],
  ['a word longer than it', 'at https://cs.example.com/a now', 12, 'at\n  https://cs.example.com/a\n  now'],
  ['a command line', '  ackring get prod --temporary 8h', 20, '  ackring get prod --temporary 8h'],
  ['a single backtick', 'one ` two three', 8, 'one `\n  two\n  three'],
  ['Japanese', '対処：認証情報を設定してください。', 20, '対処：認証情報を設\n  定してください。'],
  [
    'names with commas between',
    '候補：`ackring a`、`ackring b`。',
    16,
    '候補：\n  `ackring a`、\n  `ackring b`。',
  ],
  ['names of Chinese lists', 'prod-a，prod-b；x', 12, 'prod-a，\n  prod-b；x'],
  [
    'Japanese with a command',
    '対処：`ackring help get` を見る',
    14,
    '対処：\n  `ackring help get`\n  を見る',
  ],
];

for (const [said, text, columns, expected] of rows)
  test(`prose within ${columns} columns: ${said}`, (t) => {
    t.is(proseWithin(text, columns), expected);
  });

test('no line is wider than the terminal, and no letter is lost', (t) => {
  const text =
    '错误：找不到凭证 ALIBABA_CLOUD [CredentialsMissing]\n修复：运行 `aliyun configure`，或设置环境变量。'.repeat(
      3,
    );
  for (let columns = 30; columns < 90; columns += 1) {
    const within = proseWithin(text, columns);
    for (const line of within.split('\n')) t.true(widthOf(line) <= columns, line);
    t.is(within.replace(/\s/g, ''), text.replace(/\s/g, ''));
  }
});
