import test from 'ava';
import { pastesSafely } from './pasted.js';

test('every shown command can be pasted into bash, whatever the names in it', (t) => {
  pastesSafely(t, ['bash', '--norc', '--noprofile'], 'set -o history; set -H');
});
