import test from 'ava';
import { putUntilSeen } from './ci-variable.js';

// Puts to a service without a write that looks first, by what is there each time it is looked at.

const lost = new Error('lost');

/** What is there at each look, whether each put fails, how often is put, and what comes of it; null for well. */
const puttings: readonly (readonly [
  what: string,
  seen: readonly (string | null)[],
  fails: readonly boolean[],
  puts: readonly boolean[],
  ends: object | null,
])[] = [
  ['it is there already', ['new'], [], [], null],
  ['nothing is there', [null, 'new'], [], [true], null],
  ['an older one is there', ['old', 'new'], [], [false], null],
  ['the answer was lost', ['old', 'new'], [true], [false], null],
  ['it is refused', ['old', 'old'], [true], [false], { is: lost }],
  ['it is refused where nothing is', [null, null], [true], [true], { is: lost }],
  ['another wrote meanwhile', [null, 'old', 'new'], [true], [true, false], null],
  ['it is refused after another wrote', [null, 'old', 'old'], [true, true], [true, false], { is: lost }],
  [
    'another wrote after one that was refused',
    ['a', 'b', 'a', 'new'],
    [true, false],
    [false, false, false],
    null,
  ],
  ['others write three times', ['a', 'b', 'c', 'new'], [], [false, false, false], null],
  [
    'others keep writing',
    ['a', 'b', 'c', 'd', 'new'],
    [],
    [false, false, false, false],
    { code: 'Conflict' },
  ],
];

for (const [what, seen, fails, expected, ends] of puttings)
  test(`where ${what}, it is put ${expected.length} times`, async (t) => {
    const looks = [...seen];
    const puts: boolean[] = [];
    const putting = putUntilSeen('ci', {
      read: async () => looks.shift() ?? null,
      isDone: (current) => current === 'new',
      put: async (isNew) => {
        puts.push(isNew);
        if (fails[puts.length - 1] === true) throw lost;
      },
    });
    if (ends === null) await t.notThrowsAsync(putting);
    else await t.throwsAsync(putting, ends);
    t.deepEqual(puts, expected);
  });
