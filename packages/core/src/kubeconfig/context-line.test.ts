import test from 'ava';
import { contextLine } from './context-line.js';

const item = (name: string): string => `- context:\n    cluster: c\n  name: ${name}\n`;
const named = (name: string): string => `- name: ${name}\n  context: {cluster: c}\n`;

const rows: [said: string, text: string, line: number | null][] = [
  ['in a list', `kind: Config\ncontexts:\n${item('one')}${item('two')}`, 6],
  ['the name first', `contexts:\n${named('one')}# said of two\n${named('two')}users: []\n`, 5],
  ['behind other names', `users:\n- name: two\n  user: {}\ncontexts:\n${item('two')}`, 5],
  ['in JSON', `{"contexts": [\n  {"name": "one", "context": {}},\n  {"name": "two", "context": {}}\n]}\n`, 3],
  [
    'in quotes, with breaks of Windows',
    `contexts:\r\n${item('one')}${item('"two"')}`.replace(/(?<!\r)\n/g, '\r\n'),
    5,
  ],
  ['twice', `contexts:\n${item('two')}${item('two')}`, 2],
  ['in no list', 'contexts: []\n', null],
  ['in none', 'kind: Config\n', null],
  ['under another name', `contexts:\n${item('twofold')}`, null],
];

for (const [said, text, line] of rows)
  test(`the line of a context: ${said}`, (t) => {
    t.is(contextLine(text, 'two'), line);
  });
