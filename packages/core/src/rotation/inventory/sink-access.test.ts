import { subjectUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { quoted } from '../../words/say.js';
import type { Sink } from '../sinks/sink.js';
import type { ManagedSubject } from '../subject/subject.js';
import { accessFailures } from './sink-access.js';

const now = new Date('2027-01-01T00:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

function hub(until: Date | null): Sink {
  const fail = () => Promise.reject(new Error('not asked'));
  const access = async () => ({ name: 'hub kubeconfig kms:hub', until, remedy: quoted('Replace it.') });
  return { name: 'hub', read: fail, stage: fail, promote: fail, documents: null, access };
}

/** A credential whose copy there could not be read. */
function behind(sink: string, code: ErrorCode): ManagedSubject {
  const error = new AckringError(code, 'no', { remedy: 'none' });
  return subjectUntil(now, { copies: [{ sink, stored: null, error }] });
}

const rows: readonly (readonly [
  what: string,
  until: Date | null,
  refusals: readonly ManagedSubject[],
  message: RegExp | null,
  end: Date | null,
])[] = [
  ['far off', inDays(180.1), [], null, null],
  ['at the first level', inDays(180), [], /^it ends in 180 days, and nobody renews it$/, inDays(180)],
  ['near', inDays(1), [], /^it ends in 1 days/, inDays(1)],
  ['over', inDays(-1), [], /^it ended at /, inDays(-1)],
  ['over now', now, [], /^it ended at /, now],
  ['unknown', null, [], null, null],
  ['refused', inDays(500), [behind('hub', 'CredentialsInvalid')], /^it is refused \(401\)$/, now],
  ['over and refused', inDays(-3), [behind('hub', 'CredentialsInvalid')], /^it ended at .*401/, inDays(-3)],
  ['over now and refused', now, [behind('hub', 'CredentialsInvalid')], /^it ended at .*401/, now],
  ['unknown and refused', null, [behind('hub', 'CredentialsInvalid')], /it is refused \(401\)$/, now],
  ['unreachable', inDays(500), [behind('hub', 'Unreachable')], null, null],
  ['refused elsewhere', inDays(500), [behind('other', 'CredentialsInvalid')], null, null],
];

for (const [what, until, refusals, message, end] of rows) {
  test(`what a sink is reached with: ${what}`, async (t) => {
    const failures = await accessFailures([hub(until)], { subjects: [...refusals, ...refusals], now });
    t.is(failures.length, message === null ? 0 : 1);
    const [failure] = failures;
    if (message === null || failure === undefined) return;
    t.is(failure.what, 'hub kubeconfig kms:hub');
    t.is(failure.error.code, 'AccessEnding');
    t.regex(failure.error.message, message);
    t.is(failure.until, end?.toISOString());
  });
}

test('a sink without access of its own, and one that cannot be opened, say nothing', async (t) => {
  const { access: _, ...none } = hub(null);
  const closed = { ...none, access: () => Promise.reject(new Error('no kubeconfig')) };
  t.deepEqual(await accessFailures([none, closed], { subjects: [], now }), []);
});
