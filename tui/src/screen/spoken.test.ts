import test from 'ava';
import { opened } from '../testkit.js';
import { spoken } from './spoken.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 8) + seconds * 1000);

const start = opened({ columns: 60, rows: 15, now: at(0) });

test('a reader is told the age of what is shown once a minute, and not each second', (t) => {
  const state = { ...start, fleet: { ...start.fleet, isScanning: false, seenAt: at(0) } };
  const toldAt = (seconds: number) => spoken({ ...state, now: at(seconds) }).join('\n');
  t.regex(toldAt(1), /0 s ago/);
  t.is(toldAt(59), toldAt(1));
  t.regex(toldAt(60), /1 min ago/);
});

test('the keys are left out while none of them is shown', (t) => {
  const field = { value: 'tok', cursor: 3 };
  const told = spoken({ ...start, prompt: { kind: 'filter', field, before: '', recall: 0 } });
  t.is(told.at(-1), 'Typing: tok');
});
