import test from 'ava';
import { durationMs } from './duration.js';

for (const [text, expected, ofMinutes] of [
  ['15m', 900_000, 900_000],
  ['8h', 28_800_000, 28_800_000],
  ['3d', 259_200_000, 259_200_000],
  [' 2 D ', 172_800_000, 172_800_000],
  ['0h', 0, 0],
  ['90', null, 5_400_000],
  ['999999d', 86_399_913_600_000, 86_399_913_600_000],
  ['1000000d', null, null],
  ['h', null, null],
  ['', null, null],
  ['-1h', null, null],
  ['1.5h', null, null],
  ['1h30m', null, null],
  ['1e1h', null, null],
  ['8w', null, null],
] as const) {
  test(`"${text}" is ${expected ?? 'no duration'}, and ${ofMinutes ?? 'none'} where a number means minutes`, (t) => {
    t.is(durationMs(text), expected);
    t.is(durationMs(text, 'm'), ofMinutes);
  });
}
