import test from 'ava';
import { firstDifferentHome } from './reading.js';

test('generated homes are read as client-go reads them', async (t) => {
  t.timeout(1_200_000);
  t.is(await firstDifferentHome(0, 250), null);
});
