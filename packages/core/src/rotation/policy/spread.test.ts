import test from 'ava';
import { dayMs } from '../../words/duration.js';
import { isTurn, spreadDelayMs, stableFraction } from './spread.js';

test('a name has the same place on every machine and in every run', (t) => {
  t.is(stableFraction('c1'), 0xd0f631ca / 2 ** 32);
  for (const name of ['a', 'b', 'c1/self']) {
    const fraction = stableFraction(name);
    t.true(fraction >= 0 && fraction < 1);
    t.is(spreadDelayMs(name, 30), Math.floor(fraction * 30 * dayMs));
    t.is(spreadDelayMs(name, 0), 0);
  }
});

test('each name has its turn once per cycle, or every day if the cycle is one day', (t) => {
  for (const name of ['a', 'b', 'c']) {
    const days = Array.from({ length: 14 }, (_, day) => isTurn(name, 7, new Date(day * dayMs + 1)));
    t.is(days.filter(Boolean).length, 2);
    t.is(days.indexOf(true) + 7, days.lastIndexOf(true));
    t.true(isTurn(name, 1, new Date(0)));
    t.false(isTurn(name, 0, new Date(0)));
    t.false(isTurn(name, -1, new Date(0)));
  }
});
