import test from 'ava';
import { editorArguments } from './editor.js';

const rows: [editor: string, expected: readonly string[]][] = [
  ...['vi', 'vim', 'nvim', 'nano', 'emacs', 'emacsclient', 'micro', 'kak'].map(
    (name): [string, readonly string[]] => [name, ['+7', '/f']],
  ),
  ...['code', 'codium', 'cursor'].map((name): [string, readonly string[]] => [name, ['-g', '/f:7']]),
  ...['hx', 'subl', 'zed'].map((name): [string, readonly string[]] => [name, ['/f:7']]),
  ['code --wait', ['-g', '/f:7']],
  ['/usr/bin/vim -u NONE', ['+7', '/f']],
  ["'/my programs/nvim' -R", ['+7', '/f']],
  ['"C:\\Program Files\\VS Code\\code.cmd" --wait', ['-g', '/f:7']],
  ['notepad', ['/f']],
  ['sudo vim', ['/f']],
  ['vimdiff', ['/f']],
  ['', ['/f']],
];

for (const [editor, expected] of rows)
  test(`the editor "${editor}" is told the file and the line, if it takes one`, (t) => {
    t.deepEqual(editorArguments(editor, '/f', 7), expected);
    t.deepEqual(editorArguments(editor, '/f', null), ['/f']);
  });
