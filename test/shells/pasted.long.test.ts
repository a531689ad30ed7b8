import test from 'ava';
import { pastesSafely } from './pasted.js';

test('every shown command can be pasted into sh, whatever the names in it', (t) => {
  pastesSafely(t, ['sh'], ':');
});
