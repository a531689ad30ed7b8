import test from 'ava';
import { visibleLines } from './function-text.js';

test('line breaks stay, and nothing else gets through', (t) => {
  t.is(visibleLines('a\u001b\r\nb'), 'a\\x1b\nb');
});
