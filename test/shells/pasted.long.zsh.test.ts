import test from 'ava';
import { pastesSafely } from './pasted.js';

test('every shown command can be pasted into zsh, whatever the names in it', (t) => {
  pastesSafely(t, ['zsh', '-f'], 'setopt bang_hist');
});
