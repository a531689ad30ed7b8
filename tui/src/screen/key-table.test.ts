import test from 'ava';
import { actionIds } from './action-id.js';
import { keyTable } from './key-table.js';

test('no key has two meanings in one scope', (t) => {
  const meanings = keyTable.flatMap(({ scope, keys }) => keys.map((key) => `${scope} ${key}`));
  t.deepEqual(
    meanings.filter((meaning, index) => meanings.indexOf(meaning) !== index),
    [],
  );
});

test('every action has a key', (t) => {
  const bound = new Set(keyTable.map(({ action }) => action));
  t.deepEqual(
    actionIds.filter((action) => !bound.has(action)),
    [],
  );
});
