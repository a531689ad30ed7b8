import { conditionUntil } from '@ackring/testkit/rotation/standing';
import { copyOf, factsUntil, foreignUntil, subjectUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import type { CredentialFacts } from '../credential/credential.js';
import { knownOf } from '../ledger/standing.js';
import {
  heldOf,
  heldUntil,
  isNotOurs,
  type ManagedSubject,
  newestCopy,
  recordedUntil,
  subjectIdentity,
  subjectKey,
  type Trial,
} from '../subject/subject.js';

// What consumers hold, for every mix of copies.

const now = new Date('2027-03-01T04:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const until = (days: number, change: Parameters<typeof factsUntil>[1] = {}): CredentialFacts =>
  factsUntil(inDays(days), change);

const trial = (kind: 'accepted' | 'refused' | 'unproven'): Trial => ({
  acceptance:
    kind === 'accepted'
      ? { kind }
      : kind === 'refused'
        ? { kind, cause: 'expired' }
        : { kind, cause: 'unknown', isAnswered: true },
  version: 'v1',
  mayBeRevoked: false,
});

type Copies = Parameters<typeof copyOf>[0][];

const issued = (days: number) => ({ certificate: { issuedAt: inDays(days) } });

const held: [
  what: string,
  copies: Copies,
  change: Partial<ManagedSubject>,
  state: string,
  days: number | null,
][] = [
  ['one', [until(100)], {}, 'whole', 100],
  ['two, the sooner counts', [until(100), until(50), until(70)], {}, 'whole', 50],
  ['none', ['missing'], {}, 'none', null],
  ['no sink', [], {}, 'none', null],
  ['one of two', ['missing', until(100)], {}, 'whole', 100],
  ['none that could be read', [null, null], {}, 'unknown', null],
  ['one that could not be read', [until(100), null], {}, 'partly', 100],
  ['one that could not be read, one that is missing', [null, 'missing'], {}, 'partly', null],
  ['one that is torn', ['unreadable', until(100)], {}, 'broken', 100],
  ['one whose key is another’s', [until(100), until(90, { keyMatches: false })], {}, 'broken', 90],
  ['another identity’s', [until(100, { certificate: { uid: '20002' } })], {}, 'broken', 100],
  ['of an unknown holder', [until(100, { certificate: { uid: null } })], {}, 'whole', 100],
  ['another cluster’s', [until(100, { clusterId: 'c2' })], {}, 'broken', 100],
  ['one that was refused', [until(100)], { trial: trial('refused') }, 'broken', 100],
  ['one that was accepted', [until(100)], { trial: trial('accepted') }, 'whole', 100],
  ['one that nothing is proven of', [until(100)], { trial: trial('unproven') }, 'whole', 100],
  ['one of before a revoke', [until(100, issued(-9)), until(90, issued(-1))], {}, 'broken', 90],
  ['two of one generation', [until(100, issued(-9)), until(90, issued(-9))], {}, 'whole', 90],
  ['a broken one and one not read', ['unreadable', null], {}, 'broken', null],
];

for (const [what, copies, change, state, days] of held) {
  test(`consumers have ${what}: ${state}`, (t) => {
    const subject = subjectUntil(inDays(500), {
      copies: copies.map((each, index) => copyOf(each, `s${index}`)),
      ...change,
    });
    const [notBefore, notAfter] = days === null ? [null, null] : [inDays(days - 1095), inDays(days)];
    t.deepEqual(heldOf(subject), { state, notBefore, notAfter } as unknown);
  });
}

const record = (days: number | null): Partial<ManagedSubject> => ({
  server: { notAfter: days === null ? null : inDays(days), state: 'unexpired' },
});

test("what consumers hold may end before the server's record, which counts if nothing was stored", (t) => {
  const copies = (...of: Copies) => ({ copies: of.map((each, index) => copyOf(each, `s${index}`)) });
  const end = (change: Partial<ManagedSubject>) =>
    heldUntil(subjectUntil(inDays(1), { ...record(900), ...change }));
  t.deepEqual(end(copies(until(20), until(30))), inDays(20));
  t.deepEqual(end(copies('missing')), inDays(900));
  t.deepEqual(end({ ...copies('missing'), server: null }), null);
  t.deepEqual(end(copies(null)), null);
  t.deepEqual(heldUntil(foreignUntil(inDays(7))), inDays(7));
  const recorded = (change: Partial<ManagedSubject>) => recordedUntil(subjectUntil(inDays(1), change));
  t.deepEqual(recorded({ ...record(900), ...copies(until(20)) }), inDays(900));
  t.deepEqual(recorded({ ...record(null), ...copies(until(20), until(30)) }), inDays(30));
  t.deepEqual(recorded({ server: null, ...copies(until(20), until(30)) }), inDays(30));
  t.is(recorded({ server: null, ...copies('missing', null) }), null);
});

test('the newest copy is the one that ends last; of equals the first', (t) => {
  const newest = (...of: Copies) => newestCopy(of.map((each) => copyOf(each)))?.version ?? null;
  t.is(newest(until(1, { version: 'a' }), until(3, { version: 'b' }), until(2, { version: 'c' })), 'b');
  t.is(newest(until(1, { version: 'a' }), until(1, { version: 'b' })), 'a');
  t.is(newest('missing', null, 'unreadable'), null);
});

const ours: [change: Partial<ManagedSubject>, isNotOurs: boolean][] = [
  [{ isShared: true, server: null, copies: [copyOf('missing')] }, true],
  [{ isShared: true, ...record(null), copies: [] }, true],
  [{ isShared: true, ...record(100), copies: [copyOf('missing')] }, false],
  [{ isShared: true, server: null, copies: [copyOf('missing'), copyOf(null)] }, false],
  [{ isShared: true, server: null }, false],
  [{ isShared: false, server: null, copies: [copyOf('missing')] }, false],
  [{ server: null, copies: [copyOf('missing')] }, false],
];

test('a cluster that refuses to be read is not ours if nobody holds anything of it', (t) => {
  for (const [change, expected] of ours)
    t.is(isNotOurs(subjectUntil(inDays(1), change)), expected, JSON.stringify(change));
});

test('a credential is named by its cluster and holder', (t) => {
  const [mine, toms] = [subjectUntil(now), foreignUntil(now)];
  t.is(subjectIdentity(mine), 'self');
  t.is(subjectIdentity(toms), '20009');
  t.is(subjectKey(toms), `${toms.cluster.id}/20009`);
});

test('what a run needs of the previous condition', (t) => {
  const failing = { state: 'failing', reason: 'Forbidden', since: now.toISOString() } as const;
  const condition = conditionUntil(inDays(1), { ...failing, awaitsProof: 'Unreachable' });
  const known = {
    ...{ state: 'failing', reason: 'Forbidden', since: now, lastProof: null, heldUntil: inDays(1) },
    ...{ addresses: {}, settled: null },
  };
  t.deepEqual(knownOf({ condition, places: [] }), { ...known, awaitsProof: true } as unknown);
  const later = { ...condition, heldUntil: null, lastProof: now.toISOString(), awaitsProof: null };
  t.deepEqual(knownOf({ condition: later, places: [] }), {
    ...known,
    heldUntil: null,
    lastProof: now,
    awaitsProof: false,
  } as unknown);
});
