import { copyOf, factsUntil, subjectUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import { type Delivered, type PlaceSight, placeSights, settledMark, shortVersion } from './place-sight.js';
import type { ManagedSubject, Trial } from './subject.js';

// What one run says of one place, for every trial and record.

const end = new Date('2028-03-01T04:00:00Z');
const facts = factsUntil(end);
const record = { notAfter: end, state: 'unexpired' } as NonNullable<ManagedSubject['server']>;
const mark = settledMark(facts.version, record);
const trial = (change: Partial<Trial> = {}): Trial => ({
  ...{ acceptance: { kind: 'accepted' }, version: facts.version, mayBeRevoked: false },
  ...change,
});

const proofs: readonly [
  what: string,
  change: Partial<ManagedSubject>,
  proof: NonNullable<PlaceSight['proof']> | null,
][] = [
  ['nobody tried it', { trial: null }, null],
  ['another version was tried', { trial: trial({ version: 'v0' }) }, null],
  ['it was let in', { trial: trial() }, 'accepted'],
  [
    'it was let in, and the cloud has removed it',
    { trial: trial(), server: { ...record, state: 'removed' } },
    null,
  ],
  ['it was let in, and may have been revoked', { trial: trial({ mayBeRevoked: true }) }, null],
  [
    'it may have been revoked, and the cloud had no other one at that record',
    { trial: trial({ mayBeRevoked: true }), settled: mark },
    'accepted',
  ],
  [
    'it may have been revoked, and the cloud had no other one at another record',
    { trial: trial({ mayBeRevoked: true }), settled: settledMark('v0', record) },
    null,
  ],
  ['it was refused', { trial: trial({ acceptance: { kind: 'refused', cause: 'expired' } }) }, 'refused'],
  [
    'nothing is proven',
    { trial: trial({ acceptance: { kind: 'unproven', cause: 'unknown', isAnswered: true } }) },
    null,
  ],
];

for (const [what, change, proof] of proofs)
  test(`of a place where ${what}: ${proof ?? 'no proof'}`, (t) => {
    const [seen] = placeSights(subjectUntil(end, { copies: [copyOf(facts)], server: record, ...change }));
    t.is(seen?.state, 'held');
    t.is(seen?.proof ?? null, proof);
  });

test('that the cloud has no other one settles a doubt in the same run', (t) => {
  const subject = subjectUntil(end, {
    ...{ copies: [copyOf(facts)], server: record },
    trial: trial({ mayBeRevoked: true }),
  });
  const asked = { fetched: facts, sinks: new Set<string>(), isProven: false };
  t.like(placeSights(subject, asked)[0], { proof: 'accepted', isSettled: true, recorded: end.toISOString() });
});

const began = new Date('2025-03-01T04:00:00Z');
const issued = (day: number) => new Date(`2026-10-0${day}T00:00:00Z`);
const older = factsUntil(end, { certificate: { issuedAt: issued(1), sha256: 'aa' }, version: 'v1' });
const newer = factsUntil(end, { certificate: { issuedAt: issued(2), sha256: 'bb' }, version: 'v2' });
const fetchedTo = (sink: string, change: Partial<Delivered> = {}): Delivered => ({
  ...{ fetched: newer, sinks: new Set([sink]), isProven: true },
  ...change,
});
const life = (version: string) => ({ version: shortVersion(version), notAfter: end.toISOString() });
const revoked = { state: 'held', ...life('v1'), proof: 'refused', cause: 'revoked' } as const;
const unusable = factsUntil(end, { keyMatches: false });

const sights: readonly [
  what: string,
  change: Partial<ManagedSubject>,
  delivered: Delivered | undefined,
  seen: Omit<PlaceSight, 'sink'>,
][] = [
  ['an unread one', { copies: [copyOf(null)] }, undefined, { state: 'unread' }],
  ['an empty one', { copies: [copyOf('missing')] }, undefined, { state: 'missing' }],
  ['a torn one', { copies: [copyOf('unreadable')] }, undefined, { state: 'unusable' }],
  [
    'one whose key is another’s',
    { copies: [copyOf(unusable)] },
    undefined,
    { state: 'unusable', notAfter: end.toISOString() },
  ],
  [
    'an empty one that was delivered to, and tried before',
    { copies: [copyOf('missing')] },
    fetchedTo('file:a'),
    { state: 'held', ...life('v2'), proof: 'accepted', isDelivered: true },
  ],
  [
    'an empty one that was delivered to untried',
    { copies: [copyOf('missing')] },
    fetchedTo('file:a', { isProven: false }),
    { state: 'held', ...life('v2'), isDelivered: true },
  ],
  ['an older one, where another was delivered to', { copies: [copyOf(older)] }, fetchedTo('b'), revoked],
  ['an older one beside a newer', { copies: [copyOf(older), copyOf(newer, 'b')] }, undefined, revoked],
  [
    'a newer one beside an older',
    { copies: [copyOf(newer), copyOf(older, 'b'), copyOf('missing', 'c'), copyOf(null, 'd')] },
    undefined,
    { state: 'held', ...life('v2') },
  ],
  [
    'one for which the cloud has no other',
    { copies: [copyOf(newer)] },
    fetchedTo('b'),
    { state: 'held', ...life('v2'), isSettled: true, recorded: end.toISOString() },
  ],
  [
    'one for which the cloud has no other, and no record',
    { copies: [copyOf(newer)], server: null },
    fetchedTo('b'),
    { state: 'held', ...life('v2'), isSettled: true },
  ],
  [
    'one of a shortened life, elsewhere than its name says',
    {
      copies: [
        {
          ...copyOf(factsUntil(end, { certificate: { notBefore: began, notAfter: issued(9) } })),
          ...{ place: 'ci/old', named: 'ci/new' },
        },
      ],
    },
    undefined,
    {
      ...{ place: 'ci/old', named: 'ci/new', state: 'held', version: shortVersion('v1') },
      ...{ notAfter: issued(9).toISOString(), notBefore: began.toISOString() },
    },
  ],
];

for (const [what, change, delivered, expected] of sights)
  test(`a run sees ${what} as it is`, (t) => {
    const [seen] = placeSights(subjectUntil(end, { server: record, ...change }), delivered);
    t.deepEqual(seen, { sink: 'file:a', ...expected });
  });

test('a version is short, and still says which certificate and which text', (t) => {
  t.is(shortVersion(`${'0123456789'.repeat(4)}-${'abcdefgh'.repeat(2)}`), '0123456789012345-abcdefgh');
  t.is(shortVersion(''), '-');
  t.is(settledMark('v', null), null);
  t.is(settledMark('v', { notAfter: null, state: 'unexpired' }), null);
});
