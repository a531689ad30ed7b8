import { copyOf, factsUntil, subjectUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import { type PlaceSight, placeSights, settledMark } from './place-sight.js';
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
