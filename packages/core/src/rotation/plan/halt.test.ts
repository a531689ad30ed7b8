import test from 'ava';
import { ownOutcome } from '../alarm/test-outcome.js';
import type { KnownCredential } from '../inventory/known-credential.js';
import type { RotationOutcome } from '../report/report.js';
import { createHalt } from './halt.js';

const since = new Date('2027-03-01T04:00:00Z');
const failedBefore: KnownCredential = {
  state: 'failing',
  reason: 'VerificationFailed',
  heldUntil: null,
  lastProof: null,
  since,
};

/** So many, each of a cluster of its own; refused after they were fetched where `code` says so. */
function outcomes(count: number, code: 'VerificationFailed' | 'Refused' | null): readonly RotationOutcome[] {
  const refused = (reason: 'VerificationFailed' | 'Refused'): Partial<RotationOutcome> => ({
    error: { code: reason, message: 'no', remedy: 'none', requestId: null },
    steps: [{ step: 'promote', result: 'failed', durationMs: 1, sink: 'kms:' }],
  });
  return Array.from({ length: count }, (_, index) =>
    ownOutcome(0, 90, {
      cluster: { id: `c${index}`, name: `n${index}` },
      ...(code === null ? {} : refused(code)),
    }),
  );
}

function haltedBy(seen: readonly RotationOutcome[], knownFailing: number): boolean {
  const known = new Map(
    outcomes(knownFailing, null).map(({ cluster, identity }): [string, KnownCredential] => [
      `${cluster.id}/${identity}`,
      failedBefore,
    ]),
  );
  const halt = createHalt({ canaries: 3, haltAbovePercent: 50, known });
  for (const outcome of seen) halt.record(outcome);
  return halt.isHalted();
}

test('three that are refused are told apart by whether that is news', (t) => {
  t.true(haltedBy(outcomes(3, 'VerificationFailed'), 0));
  t.false(haltedBy(outcomes(3, 'VerificationFailed'), 3));
  t.true(haltedBy(outcomes(3, 'Refused'), 3), 'another reason than last time is news');
});

test('what failed for the same reason last time counts neither way, however many they are', (t) => {
  t.false(haltedBy(outcomes(40, 'VerificationFailed'), 40));
  // Forty that are no news do not water down what five new ones say.
  const five = outcomes(45, 'VerificationFailed').slice(40);
  t.true(haltedBy([...outcomes(40, 'VerificationFailed'), ...five.slice(0, 3)], 40));
});

test('what goes well, or cannot be reached, halts nobody', (t) => {
  t.false(haltedBy(outcomes(30, null), 0));
  const unreachable = outcomes(30, 'Refused').map(({ error, ...outcome }) => ({
    ...outcome,
    error: error === null ? null : { ...error, code: 'Unreachable' as const },
  }));
  t.false(haltedBy(unreachable, 0));
});
