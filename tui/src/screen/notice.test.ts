import test from 'ava';
import { hasElapsed } from './notice.js';

const elapsed = test.macro<[passedMs: number, expected: boolean]>({
  exec(t, passedMs, expected) {
    t.is(hasElapsed(new Date(1_000_000), 20_000, new Date(1_000_000 + passedMs)), expected);
  },
  title: (_, passedMs, expected) => `20 s have ${expected ? '' : 'not '}passed ${passedMs} ms later`,
});

test(elapsed, 0, false);
test(elapsed, 19_999, false);
test(elapsed, 20_000, true);
test('a corrected clock is no news', elapsed, -5_000, false);
test('a clock that was set back is', elapsed, -5_001, true);
