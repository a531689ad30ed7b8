import { forbidden, onDay, ownOutcome } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { countOutcomes, isDue, outcomeError, type RotationOutcome, type StepRecord } from './report.js';

const step = (name: StepRecord['step'], result: StepRecord['result'] = 'done'): StepRecord => {
  return { step: name, result, durationMs: 1, sink: null };
};
const renew = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' } } as const;
const deliver = { decision: { kind: 'deliver', reason: 'MissingFromSink' } } as const;
const promoted = { steps: [step('fetch'), step('promote')] };

const counted: [what: string, change: Partial<RotationOutcome>, applied: string, planned: string][] = [
  ['kept', {}, 'kept', 'kept'],
  ['a skip', { decision: { kind: 'skip', reason: 'ClusterNotServing' } }, 'skipped', 'skipped'],
  ['a notice', { decision: { kind: 'notify', reason: 'OrphanedIdentity' } }, 'notified', 'notified'],
  ['a renewal', { ...renew, ...promoted }, 'renewed', 'renewed'],
  ['a renewal that came to nothing', { ...renew, steps: [step('fetch')] }, 'unchanged', 'renewed'],
  ['one whose promotion failed', { ...renew, steps: [step('promote', 'failed')] }, 'unchanged', 'renewed'],
  ['a delivery', { ...deliver, ...promoted }, 'delivered', 'delivered'],
  ['a delivery that came to nothing', deliver, 'unchanged', 'delivered'],
  ['one that failed', { ...renew, ...promoted, error: forbidden }, 'failed', 'failed'],
  ['one that was put off', { ...renew, deferred: 'deadline' }, 'deferred', 'deferred'],
  [
    'one that failed at the deadline',
    { ...renew, deferred: 'deadline', error: forbidden },
    'failed',
    'failed',
  ],
];

for (const [what, change, applied, planned] of counted) {
  test(`${what} counts as ${applied}, in a plan as ${planned}`, (t) => {
    const others = {
      renewed: 0,
      delivered: 0,
      unchanged: 0,
      kept: 0,
      skipped: 0,
      notified: 0,
      deferred: 0,
      failed: 0,
    };
    const outcomes = [ownOutcome(0, 900, change), ownOutcome(0, 900, change)];
    t.deepEqual(countOutcomes('apply', outcomes), { ...others, total: 2, [applied]: 2 });
    t.deepEqual(countOutcomes('plan', outcomes), { ...others, total: 2, [planned]: 2 });
  });
}

test("somebody else's is due from the exact opening of the window, and never without an end", (t) => {
  const notAfter = onDay(900).toISOString();
  t.false(isDue({ notAfter }, new Date(onDay(720).getTime() - 1)));
  t.true(isDue({ notAfter }, onDay(720)));
  t.false(isDue({ notAfter: null }, onDay(2_000)));
});

test('an error is reported without its cause', (t) => {
  const error = new AckringError('Forbidden', 'not allowed', { remedy: 'ask', cause: new Error('secret') });
  t.deepEqual(outcomeError(error), {
    code: 'Forbidden',
    message: 'not allowed',
    remedy: 'ask',
    requestId: null,
  });
});
