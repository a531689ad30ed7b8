import test from 'ava';
import { alarmStepAt } from '../ledger/standing.js';

const dayMs = 86_400_000;
const start = new Date('2027-01-01T00:00:00Z');

for (const step of [180, 60, 30, 7, 1]) {
  test(`one second before ${step} days are left, the step is not reached`, (t) => {
    const notAfter = new Date(start.getTime() + step * dayMs);
    const larger = { 180: null, 60: 180, 30: 60, 7: 30, 1: 7 }[step] ?? null;
    t.is(alarmStepAt(notAfter, new Date(start.getTime() - 1_000)), larger as never);
  });
  test(`with ${step} days left, and one second after, the step is ${step}`, (t) => {
    const notAfter = new Date(start.getTime() + step * dayMs);
    t.is(alarmStepAt(notAfter, start), step as never);
    t.is(alarmStepAt(notAfter, new Date(start.getTime() + 1_000)), step as never);
  });
}

test('at the exact end the step is the last day; one second later it has ended', (t) => {
  t.is(alarmStepAt(start, start), 1);
  t.is(alarmStepAt(start, new Date(start.getTime() + 1_000)), 0);
});

test('a step counts 24-hour days across a 29 February', (t) => {
  const notAfter = new Date('2028-03-30T00:00:00Z');
  t.is(alarmStepAt(notAfter, new Date('2028-02-28T23:59:59Z')), 60);
  t.is(alarmStepAt(notAfter, new Date('2028-02-29T00:00:00Z')), 30);
});
