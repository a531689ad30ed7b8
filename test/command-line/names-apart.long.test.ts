import test from 'ava';
import { holdNameApart, rows } from './names-apart.js';

for (const [command, row] of Object.entries(rows))
  test(`${command} finds a name in the account that has it, and acts there alone`, (t) =>
    holdNameApart(t, row));
