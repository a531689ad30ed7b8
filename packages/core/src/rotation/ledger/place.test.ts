import test from 'ava';
import type { PlaceSight } from '../subject/place-sight.js';
import { afterSight, isProvable, type Obligation, placeKey, provenAt } from './place.js';

// What is owed at a place after a run has looked at it.

const now = new Date('2027-03-01T04:00:00.000Z');
const [today, before, end, later] = [now.toISOString(), '2027-02-01', '2027-06-01', '2030-01-01'];

const empty: Obligation = {
  ...{ sink: 'file:a', place: null, version: null, until: null, from: null, proven: null },
  ...{ refused: null, settled: null, brokenSince: null },
};
const proven = { version: 'v1', at: before };
const letIn: Obligation = { ...empty, version: 'v1', until: end, proven };
const refused: Obligation = { ...letIn, refused: 'unauthorized', brokenSince: before };
const broken: Obligation = { ...letIn, brokenSince: before };
const neverTried: Obligation = { ...broken, proven: null };

type Row = readonly [
  what: string,
  was: Obligation | null,
  sight: Omit<PlaceSight, 'sink'>,
  is: Partial<Obligation> | null,
];

const same = { state: 'held', version: 'v1', notAfter: end } as const;
const other = { state: 'held', version: 'v2', notAfter: later } as const;

const rows: readonly Row[] = [
  ['what was never there, and could not be read', null, { state: 'unread' }, null],
  ['what could not be read', letIn, { state: 'unread' }, letIn],
  ['what was never there', null, { state: 'missing' }, null],
  ['an address that is still to be filled', empty, { state: 'missing' }, empty],
  ['what is gone', letIn, { state: 'missing' }, { ...letIn, version: null, brokenSince: today }],
  ['what is gone since', broken, { state: 'missing' }, { ...broken, version: null }],
  ['what was refused, and is gone', refused, { state: 'missing' }, { ...broken, version: null }],
  [
    'what was of no use, and is gone',
    { ...empty, until: end },
    { state: 'missing' },
    { ...empty, until: end, brokenSince: today },
  ],
  [
    'what was never readable, and is gone',
    { ...empty, brokenSince: before },
    { state: 'missing' },
    { ...empty, brokenSince: before },
  ],
  ['what is of no use', null, { state: 'unusable' }, { ...empty, brokenSince: today }],
  [
    'what ends, and is of no use',
    null,
    { state: 'unusable', notAfter: end },
    { ...empty, until: end, brokenSince: today },
  ],
  ['what became of no use', refused, { state: 'unusable' }, { ...broken, version: null }],
  ['what is held first', null, same, { ...empty, version: 'v1', until: end }],
  [
    'what is held, of a shortened life',
    null,
    { ...same, notBefore: before },
    { ...empty, version: 'v1', until: end, from: before },
  ],
  ['what is held as before', { ...letIn, from: before }, same, letIn],
  ['what is held, nobody knows how long', letIn, { state: 'held', version: 'v1' }, letIn],
  ['what replaced it', letIn, other, { ...letIn, version: 'v2', until: later }],
  [
    'what is let in',
    letIn,
    { ...same, proof: 'accepted' },
    { ...letIn, proven: { version: 'v1', at: today } },
  ],
  [
    'what is let in without a version',
    letIn,
    { state: 'held', proof: 'accepted' },
    { ...letIn, version: null },
  ],
  [
    'what is refused',
    letIn,
    { ...same, proof: 'refused' },
    { ...letIn, refused: 'unauthorized', brokenSince: today },
  ],
  [
    'what is refused for a reason',
    letIn,
    { ...same, proof: 'refused', cause: 'revoked' },
    { ...letIn, refused: 'revoked', brokenSince: today },
  ],
  ['what was refused, and is not tried', refused, same, refused],
  [
    'what was refused, and is let in',
    refused,
    { ...same, proof: 'accepted' },
    { ...letIn, proven: { version: 'v1', at: today } },
  ],
  ['what replaced the refused, by others', refused, other, { ...broken, version: 'v2', until: later }],
  [
    'what replaced the refused, by this run',
    refused,
    { ...other, isDelivered: true },
    { ...letIn, version: 'v2', until: later },
  ],
  [
    'what this run delivered, and is refused',
    letIn,
    { ...other, isDelivered: true, proof: 'refused' },
    { ...letIn, version: 'v2', until: later, refused: 'unauthorized', brokenSince: today },
  ],
  ['what was broken, and is there again', broken, same, broken],
  [
    'what was broken, is there again, and was never tried',
    neverTried,
    same,
    { ...neverTried, brokenSince: null },
  ],
  [
    'what the cloud has no other of',
    letIn,
    { ...same, isSettled: true, recorded: later },
    { ...letIn, settled: `v1 ${later}` },
  ],
  [
    'what the cloud has no record of',
    { ...letIn, settled: `v1 ${end}` },
    { ...same, isSettled: true },
    letIn,
  ],
  [
    'what was settled, as it is',
    { ...letIn, settled: `v1 ${end}` },
    same,
    { ...letIn, settled: `v1 ${end}` },
  ],
  [
    'what was settled, and replaced',
    { ...letIn, settled: `v1 ${end}` },
    other,
    { ...letIn, version: 'v2', until: later },
  ],
  ['what was settled of another name', { ...letIn, settled: `v10 ${end}` }, same, letIn],
];
for (const [what, was, sight, is] of rows)
  test(`owed after a look: ${what}`, (t) => {
    t.deepEqual(afterSight(was, { sink: 'file:a', ...sight }, now), is as Obligation | null);
  });

test('an address in a sink is part of its name, and kept', (t) => {
  t.deepEqual([placeKey({ sink: 'hub' }), placeKey({ sink: 'hub', place: 'ci/a' })], ['hub', 'hub ci/a']);
  t.is(afterSight(null, { sink: 'hub', place: 'ci/a', ...same }, now)?.place, 'ci/a');
});

test('a proof is of the version that it was made of, and a refusal is an answer too', (t) => {
  t.deepEqual(
    [provenAt(letIn), provenAt({ ...letIn, version: 'v2' }), provenAt(empty)],
    [before, null, null],
  );
  t.deepEqual([letIn, { ...empty, refused: 'revoked' }, empty].map(isProvable), [true, true, false]);
});
