import test from 'ava';
import { holdAccountsApart } from './accounts-apart.js';

for (const seed of [2, 3, 4, 5])
  test.serial(`accounts of equal names and ids are kept apart (seed ${seed})`, (t) =>
    holdAccountsApart(t, seed),
  );
