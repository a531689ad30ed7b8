import { conditionUntil, owedIn } from '@ackring/testkit/rotation/standing';
import test from 'ava';
import { dayMs } from '../../words/duration.js';
import { alarmStepAt, alarmSteps, knownOf } from './standing.js';

const now = new Date('2027-03-01T04:00:00Z');

test('people hear of an end half a year before, and last when it is there', (t) => {
  t.deepEqual([...alarmSteps], [180, 60, 30, 7, 1, 0]);
});

const steps: readonly (readonly [leftMs: number, step: number | null])[] = [
  [180 * dayMs + 1, null],
  [180 * dayMs, 180],
  [60 * dayMs + 1, 180],
  [60 * dayMs, 60],
  [30 * dayMs, 30],
  [7 * dayMs, 7],
  [dayMs + 1, 7],
  [dayMs, 1],
  [0, 1],
  [-1, 0],
];
for (const [leftMs, step] of steps)
  test(`with ${leftMs} ms left the step is ${step}`, (t) => {
    t.is(alarmStepAt(new Date(now.getTime() + leftMs), now), step as ReturnType<typeof alarmStepAt>);
  });

test('a run knows of a credential where it was made, what was settled, and whether it has to be let in first', (t) => {
  const condition = conditionUntil(now, { since: now.toISOString() });
  const known = knownOf({
    condition,
    places: [owedIn('a'), owedIn('b', { place: 'ns/x', settled: 'v1 end' })],
  });
  t.like(known, { heldUntil: now, lastProof: null, since: now, awaitsProof: false, settled: 'v1 end' });
  t.deepEqual(known?.addresses, { b: 'ns/x' });
  const asked = knownOf({ condition: { ...condition, awaitsProof: 'Unreachable' }, places: [owedIn('a')] });
  t.like(asked, { awaitsProof: true, settled: null });
  t.is(knownOf({ condition: null, places: [] }), null);
});
