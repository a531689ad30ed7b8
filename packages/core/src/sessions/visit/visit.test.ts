import test from 'ava';
import { untilText } from './visit.js';

for (const [end, expected] of [
  [new Date(2026, 0, 2, 22, 5), '22:05'],
  [new Date(2026, 0, 3, 0, 0), '2026-01-03 00:00'],
  [new Date(2026, 11, 2, 9, 30), '2026-12-02 09:30'],
  [new Date(2027, 0, 2, 22, 5), '2027-01-02 22:05'],
] as const)
  test(`the prompt of a shell that ends ${expected} says so`, (t) => {
    t.is(untilText(end, new Date(2026, 0, 2, 13, 0)), expected);
  });
