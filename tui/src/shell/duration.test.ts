import test from 'ava';
import { parseTemporaryDuration, temporaryLife } from './duration.js';

// What the dialog takes, the command line takes.

const is = test.macro<[string, number]>({
  exec(t, text, minutes) {
    t.is(temporaryLife(text), minutes);
    t.is(parseTemporaryDuration(text), minutes);
  },
  title: (_, text, minutes) => `"${text}" is ${minutes} minutes`,
});

test(is, '15', 15);
test(is, '15m', 15);
test(is, '30m', 30);
test(is, '90m', 90);
test(is, '8h', 480);
test(is, '8 H', 480);
test(is, ' 2 D ', 2880);
test(is, '3d', 4320);
test(is, '72h', 4320);

test('a number alone is told to mean minutes', (t) => {
  t.throws(() => parseTemporaryDuration('8 '), { message: /^"8 " means minutes, and is not between/ });
  t.throws(() => parseTemporaryDuration('8m'), { message: /^"8m" is not between/ });
});

const isRefused = test.macro<[string]>({
  exec(t, text) {
    t.is(temporaryLife(text), null);
    t.throws(() => parseTemporaryDuration(text), { name: 'AckringError' });
  },
  title: (_, text) => `"${text}" is refused`,
});

for (const text of ['14', '14m', '4321m', '73h', '4d', '8', 'h', '', '-1h', '1.5h', '1e1h', '99999999h']) {
  test(isRefused, text);
}
