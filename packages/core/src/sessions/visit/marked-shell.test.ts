import test from 'ava';
import { promptMark } from './marked-shell.js';

for (const [name, isReadOnly, mark] of [
  ['prod', false, '[prod until 22:05]'],
  ['prod', true, '[prod read-only until 22:05]'],
  ['生产-1_a.b', false, '[生产-1_a.b until 22:05]'],
  ["a'$(id)`\\\n%\u001b", false, '[a___id______ until 22:05]'],
  ['x'.repeat(41), false, `[${'x'.repeat(40)} until 22:05]`],
  ['', false, '[ until 22:05]'],
] as const)
  test(`the prompt in ${JSON.stringify(name)} is ${mark}`, (t) => {
    t.is(promptMark(name, isReadOnly, '22:05'), mark);
  });
