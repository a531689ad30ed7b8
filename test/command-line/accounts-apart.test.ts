import test from 'ava';
import { holdAccountsApart } from './accounts-apart.js';

// More of them in accounts-apart.long.test.ts.

test('accounts of equal names and ids are kept apart', (t) => holdAccountsApart(t, 1));
