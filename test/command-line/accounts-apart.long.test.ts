import test from 'ava';
import { generatedAccounts, generatedDirectory, holdAccountsApart } from './accounts-apart.js';

for (const seed of [1, 2, 3, 4, 5])
  for (const [what, generate] of Object.entries({ accounts: generatedAccounts, members: generatedDirectory }))
    test.serial(`${what} of equal names and ids are kept apart (seed ${seed})`, (t) =>
      holdAccountsApart(t, seed, generate),
    );
