import {
  copyOf,
  factsUntil,
  foreignUntil,
  subjectCluster,
  subjectUntil,
} from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import { dayMs } from '../../words/duration.js';
import type { IdentityState } from '../../words/identity.js';
import type { Acceptance } from '../credential/acceptance.js';
import type { CredentialFacts } from '../credential/credential.js';
import { settledMark } from '../subject/place-sight.js';
import type { ForeignSubject, ManagedSubject, Trial } from '../subject/subject.js';
import type { Decision } from './decision.js';
import { decide, type RotationRules, renewalDue } from './policy.js';

const now = new Date('2027-03-01T04:00:00Z');
const rules: RotationRules = { renewBeforeDays: 180, spreadDays: 0, blackouts: [] };

/** A credential that ends this many ms after `now`, the same on the server's record and in one sink. */
function subject(leftMs: number, change: Partial<ManagedSubject> = {}): ManagedSubject {
  return subjectUntil(new Date(now.getTime() + leftMs), change);
}

const decides = test.macro({
  exec(t, made: ManagedSubject, expected: Decision['reason'], changed: Partial<RotationRules> = {}) {
    t.is(decide(made, { ...rules, ...changed }, now).reason, expected);
  },
  title: (title = '', _made, expected) => `${title}: ${expected}`,
});

const window = 180 * dayMs;

test('one second before the window opens', decides, subject(window + 1_000), 'OutsideRenewalWindow');
test('at the opening of the window', decides, subject(window), 'WithinRenewalWindow');
test('one second after the opening', decides, subject(window - 1_000), 'WithinRenewalWindow');
test('one second before the end', decides, subject(1_000), 'WithinRenewalWindow');
test('at the end itself it is still valid', decides, subject(0), 'WithinRenewalWindow');
test('one second after the end', decides, subject(-1_000), 'Expired');
test('years after the end', decides, subject(-900 * dayMs), 'Expired');
test('a shorter window of our own, before it', decides, subject(31 * dayMs), 'OutsideRenewalWindow', {
  renewBeforeDays: 30,
});
test('a shorter window of our own, inside it', decides, subject(30 * dayMs), 'WithinRenewalWindow', {
  renewBeforeDays: 30,
});

test('a window counts days of 24 hours across a 29 February', (t) => {
  const notAfter = new Date('2028-06-01T00:00:00Z');
  const leap = subject(0, {
    server: { notAfter, state: 'unexpired' },
    copies: [copyOf(factsUntil(notAfter))],
  });
  t.deepEqual(renewalDue(leap, rules), new Date('2027-12-04T00:00:00Z'));
  t.is(decide(leap, rules, new Date('2027-12-03T23:59:59Z')).reason, 'OutsideRenewalWindow');
  t.is(decide(leap, rules, new Date('2027-12-04T00:00:00Z')).reason, 'WithinRenewalWindow');
});

const inside = 100 * dayMs;
const outside = 700 * dayMs;

test(
  'an excluded cluster comes before everything else',
  decides,
  subject(-dayMs, { selected: false }),
  'ClusterExcluded',
);
test(
  'a cluster that is being deleted',
  decides,
  subject(inside, { cluster: { ...subjectCluster, state: 'deleting' } }),
  'ClusterNotServing',
);
test(
  'no endpoint of the requested access',
  decides,
  subject(inside, { access: null }),
  'NoEndpointForAccess',
);
test(
  'another account’s, of which nobody holds anything',
  decides,
  subject(0, { isShared: true, server: null, copies: [copyOf('missing')] }),
  'ClusterNotOurs',
);
test(
  'one that refuses like another account’s, but of which something is held',
  decides,
  subject(20 * dayMs, { isShared: true, server: null }),
  'WithinRenewalWindow',
);
test(
  'cleaned permissions: nothing is issued any more',
  decides,
  subject(inside, { server: { notAfter: null, state: 'removed' } }),
  'PermissionsRemoved',
);
test('nothing stored yet', decides, subject(outside, { copies: [copyOf('missing')] }), 'MissingFromSink');
test(
  'missing from the second sink only',
  decides,
  subject(outside, {
    copies: [copyOf(factsUntil(new Date(now.getTime() + outside))), copyOf('missing', 'kms:b')],
  }),
  'MissingFromSink',
);
test(
  'a run killed between fetch and store: the server is ahead',
  decides,
  subject(1_000 * dayMs, {
    copies: [copyOf(factsUntil(new Date(now.getTime() + inside)))],
  }),
  'OlderThanServer',
);
test(
  'one sink ahead of the other, and no record on the server',
  decides,
  subject(outside, {
    server: null,
    copies: [
      copyOf(factsUntil(new Date(now.getTime() + 1_000 * dayMs))),
      copyOf(factsUntil(new Date(now.getTime() + inside)), 'kms:b'),
    ],
  }),
  'OlderThanServer',
);
test(
  'the record and the certificate a second apart are the same',
  decides,
  subject(outside, { server: { notAfter: new Date(now.getTime() + outside + 1_000), state: 'unexpired' } }),
  'OutsideRenewalWindow',
);
test(
  'a copy that is not a kubeconfig',
  decides,
  subject(outside, { copies: [copyOf('unreadable')] }),
  'CertificateUnreadable',
);

function tried(acceptance: Acceptance, mayBeRevoked = false): Trial {
  return { acceptance, version: 'v1', mayBeRevoked };
}

const sound = new Date(now.getTime() + outside);
const withFacts = (change: Partial<CredentialFacts>) =>
  subject(outside, { copies: [copyOf(factsUntil(sound, change))] });

test('a key of another certificate', decides, withFacts({ keyMatches: false }), 'KeyMismatch');
test(
  "another identity's certificate",
  decides,
  withFacts({ certificate: { ...factsUntil(sound).certificate, uid: '20002' } }),
  'IdentityMismatch',
);
test(
  'our own copy of another cluster',
  decides,
  withFacts({ clusterId: 'cffffffffffffffffffffffffffffffff' }),
  'IdentityMismatch',
);
test(
  'a server that moved, while no access is known',
  decides,
  subject(outside, {
    access: null,
    cluster: { ...subjectCluster, endpoints: null },
    copies: [copyOf(factsUntil(new Date(now.getTime() + outside), { server: 'https://203.0.113.99:6443' }))],
  }),
  'OutsideRenewalWindow',
);
test(
  'a server that moved, while its endpoints are unknown',
  decides,
  subject(outside, {
    cluster: { ...subjectCluster, endpoints: null },
    copies: [copyOf(factsUntil(new Date(now.getTime() + outside), { server: 'https://203.0.113.99:6443' }))],
  }),
  'OutsideRenewalWindow',
);
test(
  'held until the very last instant, by the record too',
  decides,
  subject(0, { server: null }),
  'WithinRenewalWindow',
);
test(
  'ended for consumers, in force by the record',
  decides,
  subject(-1, { server: { notAfter: now, state: 'unexpired' } }),
  'WithinRenewalWindow',
);
test('an unknown end', decides, subject(-1, { server: null, copies: [copyOf(null)] }), 'EndUnknown');
test('nothing was ever issued', decides, subject(-1, { server: null, copies: [] }), 'NothingHeld');
test(
  'nothing was ever issued, and the record says so',
  decides,
  subject(-1, { server: { notAfter: null, state: 'unissued' }, copies: [] }),
  'NothingHeld',
);
test('nothing was ever stored, and the record has ended', decides, subject(-1, { copies: [] }), 'Expired');
test(
  'a copy that ends a minute before the record is the same certificate',
  decides,
  subject(outside, { server: { notAfter: new Date(now.getTime() + outside + 60_000), state: 'unexpired' } }),
  'OutsideRenewalWindow',
);
test(
  'one that ends longer before it is older',
  decides,
  subject(outside, { server: { notAfter: new Date(now.getTime() + outside + 60_001), state: 'unexpired' } }),
  'OlderThanServer',
);
test(
  'a record that ends a minute before the copy raises no doubt',
  decides,
  subject(outside, { server: { notAfter: new Date(now.getTime() + outside - 60_000), state: 'unexpired' } }),
  'OutsideRenewalWindow',
);
test(
  'a record without an end raises no doubt',
  decides,
  subject(outside, { server: { notAfter: null, state: 'unknown' } }),
  'OutsideRenewalWindow',
);
test(
  'a blackout holds while more than 30 days are left',
  decides,
  subject(30 * dayMs + 1),
  'HeldBackByBlackout',
  { blackouts: [{ from: '2027-01-01T00:00:00Z', to: '2028-01-01T00:00:00Z' }] },
);
test('a spread that ends at this very instant', decides, subject(window), 'WithinRenewalWindow', {
  spreadDays: 0,
});
test('a blackout at the very opening of the window', decides, subject(window), 'HeldBackByBlackout', {
  blackouts: [{ from: '2027-01-01T00:00:00Z', to: '2028-01-01T00:00:00Z' }],
});
test('a server that moved', decides, withFacts({ server: 'https://203.0.113.99:6443' }), 'EndpointChanged');
test(
  'an API server behind a new authority',
  decides,
  subject(outside, { trial: tried({ kind: 'refused', cause: 'wrongCertificateAuthority' }) }),
  'CertificateAuthorityChanged',
);
test(
  'a copy that its API server refuses',
  decides,
  subject(outside, { trial: tried({ kind: 'refused', cause: 'unauthorized' }) }),
  'RejectedByServer',
);
test(
  'a copy without any rights may have been revoked',
  decides,
  subject(outside, { trial: tried({ kind: 'accepted' }, true) }),
  'InDoubt',
);
const doubted = { trial: tried({ kind: 'accepted' }, true) } as const;
const recorded = subject(outside).server;
for (const [what, settled, expected] of [
  ['by that record', settledMark('v1', recorded), 'OutsideRenewalWindow'],
  ['of another copy', settledMark('v2', recorded), 'InDoubt'],
  ['by an earlier record', settledMark('v1', { notAfter: now, state: 'unexpired' }), 'InDoubt'],
  ['nothing of', null, 'InDoubt'],
] as const)
  test(
    `a copy without any rights, ${what} of which the cloud had no other`,
    decides,
    subject(outside, { ...doubted, settled }),
    expected,
  );
test(
  'a copy without any rights, by a record without an end',
  decides,
  subject(outside, { ...doubted, server: { notAfter: null, state: 'unknown' }, settled: null }),
  'InDoubt',
);
test(
  'a record that ended a moment before consumers do, at this very instant',
  decides,
  subject(0, { server: { notAfter: new Date(now.getTime() - 1), state: 'expired' } }),
  'WithinRenewalWindow',
);
test(
  'a record that ends earlier than the copy',
  decides,
  subject(outside, { server: { notAfter: new Date(now.getTime() + outside - 61_000), state: 'unexpired' } }),
  'InDoubt',
);
test(
  'renewed on the server, not promoted: consumers hold the old one, and the server would issue none',
  decides,
  subject(1_000 * dayMs, { copies: [copyOf(factsUntil(new Date(now.getTime() - 1)))] }),
  'OlderThanServer',
);
test(
  'an unreachable API server is not a reason',
  decides,
  subject(outside, { trial: tried({ kind: 'unproven', cause: 'unreachable', isAnswered: false }) }),
  'OutsideRenewalWindow',
);
test(
  'an unreadable sink is not a reason',
  decides,
  subject(outside, { copies: [copyOf(null)] }),
  'EndUnknown',
);

const always = { from: '2027-01-01T00:00:00Z', to: '2028-01-01T00:00:00Z' };

test('held back while the spread lasts', decides, subject(window - 1), 'HeldBackBySpread', {
  spreadDays: 100,
});
test('a spread that is over', decides, subject(window - 100 * dayMs), 'WithinRenewalWindow', {
  spreadDays: 100,
});
test('held back by a blackout', decides, subject(inside), 'HeldBackByBlackout', { blackouts: [always] });
test('a blackout does not hold back with 30 days left', decides, subject(30 * dayMs), 'WithinRenewalWindow', {
  blackouts: [always],
});
test('a blackout does not hold back an expired one', decides, subject(-1_000), 'Expired', {
  blackouts: [always],
});
test(
  "a blackout does not hold back a consumer's first",
  decides,
  subject(outside, { copies: [copyOf('missing')] }),
  'MissingFromSink',
  { blackouts: [always] },
);

function foreign(state: IdentityState): ForeignSubject {
  const end = new Date(now.getTime() + dayMs);
  return foreignUntil(end, { identity: { uid: '20009', name: 'tom', type: 'user', state } });
}

test('what another identity holds is reported, never touched', (t) => {
  t.deepEqual(decide(foreign('active'), rules, now), { kind: 'notify', reason: 'HeldByAnotherIdentity' });
});

for (const state of ['deleted', 'inactive'] as const) {
  test(`what a ${state} identity left behind is reported as orphaned`, (t) => {
    t.deepEqual(decide(foreign(state), rules, now), { kind: 'notify', reason: 'OrphanedIdentity' });
  });
}

const shortened = test.macro<[number, number, Decision['reason'], Partial<RotationRules>?]>({
  exec(t, lifeDays, leftDays, reason, change = {}) {
    const notAfter = new Date(now.getTime() + leftDays * dayMs);
    const whole = factsUntil(notAfter);
    const notBefore = new Date(notAfter.getTime() - lifeDays * dayMs);
    const certificate = { ...whole.certificate, notBefore };
    const copies = [copyOf({ ...whole, certificate })];
    t.is(decide(subject(leftDays * dayMs, { copies }), { ...rules, ...change }, now).reason, reason);
  },
  title: (_, lifeDays, leftDays, reason, change = {}) =>
    `of a life of ${lifeDays} days ${leftDays} are left${change.blackouts ? ' in a blackout' : ''}: ${reason}`,
});

test(shortened, 1095, 181, 'OutsideRenewalWindow');
test(shortened, 1095, 180, 'WithinRenewalWindow');
test(shortened, 540, 180, 'WithinRenewalWindow');
test(shortened, 30, 29, 'OutsideRenewalWindow');
test(shortened, 30, 10.1, 'OutsideRenewalWindow');
test(shortened, 30, 10, 'WithinRenewalWindow');
test(shortened, 30, 2, 'HeldBackByBlackout', { blackouts: [always] });
test(shortened, 30, 10 / 6, 'WithinRenewalWindow', { blackouts: [always] });
test(shortened, 30, -1, 'Expired');
