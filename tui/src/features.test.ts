import test from 'ava';
import './features.js';
import { actionIds } from './screen/action-id.js';
import { features } from './screen/feature.js';

const { keys: keyTable } = features();

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
    actionIds().filter((action) => !bound.has(action)),
    [],
  );
});
