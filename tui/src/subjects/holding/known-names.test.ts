import type { Identity } from '@ackring/core/words';
import test from 'ava';
import { withNames } from './known-names.js';

const held = (uid: string, name = uid, type: Identity['type'] = 'unknown') => ({
  identity: { uid, name, type, state: 'active' } as const,
});

test('who is named or of a kind in one row is so in all of them, and by an earlier look', (t) => {
  const rows = [held('1'), held('1', 'ops', 'user'), held('2'), held('3', 'mei'), held('4', '4', 'role')];
  const told = withNames(rows, [{ uid: '2', name: 'tom' }]).map(({ identity: { name, type } }) => [
    name,
    type,
  ]);
  t.deepEqual(told, [
    ['ops', 'user'],
    ['ops', 'user'],
    ['tom', 'unknown'],
    ['mei', 'unknown'],
    ['4', 'role'],
  ]);
});
