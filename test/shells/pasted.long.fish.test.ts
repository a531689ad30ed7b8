import test from 'ava';
import { pastesSafely } from './pasted.js';

test('every shown command can be pasted into fish, whatever the names in it', (t) => {
  pastesSafely(t, ['fish', '--no-config'], 'functions --erase ls');
});
