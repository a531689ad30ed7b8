import test from 'ava';
import { createRefusals } from './refusals.js';

test('refusals are counted by kind, and those of endless kinds do not fill the memory', (t) => {
  const refusals = createRefusals();
  for (let index = 0; index < 300; index += 1) refusals.add('GET', `/p${index}?of=${index}`, 'unknownPath');
  refusals.add('GET', '/p0?again', 'unknownPath');
  refusals.add('GET', '/p300', 'unknownPath');
  const kinds = refusals.list();
  t.is(kinds.length, 200);
  t.deepEqual(kinds[0], { method: 'GET', path: '/p0', why: 'unknownPath', count: 2 });
  t.like(kinds.at(-1), { path: '/p199', count: 1 });
});
