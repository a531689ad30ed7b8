import { forbidden, onDay, ownOutcome, tomsOutcome } from '@ackring/testkit/rotation/outcomes';
import { conditionUntil, owedIn } from '@ackring/testkit/rotation/standing';
import test from 'ava';
import type { Condition } from '../credential/condition.js';
import type { RotationOutcome, StepRecord } from '../report/report.js';
import { conditionOf, isByPlan, refusalIn, unseenCondition } from './condition.js';
import { afterSight, type Obligation } from './place.js';

// A credential's condition after one run, by outcome and previous condition.

const endsOn = 900;
const now = onDay(50);
const later = onDay(60).toISOString();

function condition(change: Partial<RotationOutcome>, was: Condition | null = null): Condition | null {
  const outcome = ownOutcome(50, endsOn, change);
  const known = was?.heldUntil == null ? null : owedBefore(was);
  const places = (outcome.places ?? []).flatMap(
    (sight) => afterSight(sight.sink === known?.sink ? known : null, sight, now) ?? [],
  );
  return conditionOf(outcome, was, places, now);
}

/** What was owed in the one place, when the condition was this one. */
function owedBefore({ heldUntil, heldFrom, lastProof, brokenSince, awaitsProof }: Condition): Obligation {
  const version = 'aa';
  const proven = lastProof === null ? null : { version, at: lastProof };
  const refused = awaitsProof === 'VerificationFailed' && brokenSince !== null ? 'unauthorized' : null;
  const life = { version, until: heldUntil, from: heldFrom ?? null };
  return owedIn('file:a', { ...life, proven, refused, brokenSince });
}

const before = (change: Partial<Condition> = {}): Condition =>
  conditionUntil(onDay(endsOn), { since: onDay(1).toISOString(), ...change });

const done = (step: StepRecord['step']): StepRecord => ({ step, result: 'done', durationMs: 1, sink: null });
const renew = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' } } as const;
const older = { decision: { kind: 'deliver', reason: 'OlderThanServer' } } as const;
const summary = (serial: string) => ({ notAfter: later, serial, server: 'https://203.0.113.10:6443' });
const same = { before: summary('aa'), after: summary('aa') };

const states: [what: string, change: Partial<RotationOutcome>, state: Condition['state'], reason: string][] =
  [
    ['an error', { ...renew, error: forbidden }, 'failing', 'Forbidden'],
    ['no time', { ...renew, deferred: 'deadline' }, 'pending', 'deadline'],
    ['a halt', { ...renew, deferred: 'halted' }, 'pending', 'halted'],
    ['a run that was cancelled', { ...renew, deferred: 'cancelled' }, 'pending', 'cancelled'],
    [
      'an error at the deadline',
      { ...renew, deferred: 'deadline', error: forbidden },
      'failing',
      'Forbidden',
    ],
    [
      'an error of what nobody renews any more',
      { decision: { kind: 'skip', reason: 'ClusterExcluded' }, error: forbidden },
      'blocked',
      'ClusterExcluded',
    ],
    [
      'an error of a cluster that is stopped',
      { decision: { kind: 'skip', reason: 'ClusterNotServing' }, error: forbidden },
      'failing',
      'Forbidden',
    ],
    [
      'a cluster that is stopped',
      { decision: { kind: 'skip', reason: 'ClusterNotServing' } },
      'blocked',
      'ClusterNotServing',
    ],
    ['nothing to do', {}, 'ready', 'OutsideRenewalWindow'],
    ['a spread', { decision: { kind: 'keep', reason: 'HeldBackBySpread' } }, 'pending', 'HeldBackBySpread'],
    [
      'a blackout',
      { decision: { kind: 'keep', reason: 'HeldBackByBlackout' } },
      'pending',
      'HeldBackByBlackout',
    ],
    ['a renewal', { ...renew, before: summary('aa'), after: summary('bb') }, 'ready', 'WithinRenewalWindow'],
    ['a first one', { ...renew, before: null, after: summary('bb') }, 'ready', 'WithinRenewalWindow'],
    [
      'a renewal that fetched nothing',
      { ...renew, before: summary('aa'), after: null },
      'ready',
      'WithinRenewalWindow',
    ],
    ['a renewal that brought the same', { ...renew, ...same }, 'pending', 'NotIssuedYet'],
    [
      'a delivery of the same to another sink',
      { decision: { kind: 'deliver', reason: 'MissingFromSink' }, ...same },
      'ready',
      'MissingFromSink',
    ],
    ['one that is on record, not given yet', { ...older, ...same }, 'pending', 'NotIssuedYet'],
    [
      'one that is on record, given to a sink',
      { ...older, ...same, steps: [done('promote')] },
      'ready',
      'OlderThanServer',
    ],
  ];

for (const [what, change, state, reason] of states) {
  test(`${what}: ${state}, ${reason}`, (t) => {
    t.like(condition(change), { state, reason });
    const isSaid =
      state === 'failing' || reason === 'NotIssuedYet' || change.deferred != null || state === 'blocked';
    t.is(condition(change)?.message !== null, isSaid);
    t.is(condition(change)?.remedy !== null, isSaid);
  });
}

test("an excluded credential has none, unless it was delivered; somebody else's is due inside the window", (t) => {
  const excluded = { decision: { kind: 'skip', reason: 'ClusterExcluded' } } as const;
  t.is(condition({ ...excluded, ...held('none') }), null);
  t.like(condition(excluded), { state: 'blocked', reason: 'ClusterExcluded' });
  t.is(conditionOf(tomsOutcome(50, endsOn), null, [], onDay(endsOn - 181))?.state, 'ready');
  t.is(conditionOf(tomsOutcome(50, endsOn), null, [], onDay(endsOn - 180))?.state, 'pending');
});

for (const reason of ['ClusterExcluded', 'ClusterNotListed', 'HolderNotConfigured', 'PlaceLeft'] as const) {
  test(`what nobody renews names the command that ends it: ${reason}`, (t) => {
    const decision = { kind: 'skip', reason } as const;
    const end = ', or end it for good, with the reason: ackring rotate dismiss';
    const remedy = condition({ decision })?.remedy ?? '';
    t.true(remedy.endsWith(`${end} c1/self --reason TEXT`), remedy);
    const ofPlace = condition({ decision, left: 'hub ns/prod kubeconfig' })?.remedy ?? '';
    t.true(ofPlace.endsWith(`${end} 'c1/self hub ns/prod kubeconfig' --reason TEXT`), ofPlace);
  });
}

test('the start of a state is kept as long as it lasts', (t) => {
  const since = onDay(1).toISOString();
  t.is(condition({}, before())?.since, since);
  t.is(condition({ ...renew, error: forbidden }, before())?.since, now.toISOString());
  t.is(condition({}, null)?.since, now.toISOString());
});

test('the next attempt is given for healthy and deliberately held back credentials; all others are tried in the next run', (t) => {
  t.is(condition({ due: later })?.nextAttempt, later);
  t.is(condition({})?.nextAttempt, null);
  t.is(condition({ due: later, decision: { kind: 'keep', reason: 'HeldBackBySpread' } })?.nextAttempt, later);
  t.is(condition({ due: later, ...renew, error: forbidden })?.nextAttempt, null);
  t.is(condition({ due: later, ...renew, deferred: 'deadline' })?.nextAttempt, null);
});

const proven = { trial: { result: 'accepted', cause: null } } as const;
const provenNew = { steps: [done('prove works')] };
const triedInVain = { steps: [{ ...done('prove works'), result: 'failed' }] } as const;

test('the last proof is this run’s, else the previous one', (t) => {
  const known = before({ lastProof: later });
  t.is(condition(proven, known)?.lastProof, now.toISOString());
  t.is(condition(provenNew, known)?.lastProof, now.toISOString());
  t.is(condition(triedInVain, known)?.lastProof, later);
  t.is(condition({ steps: [done('promote')] }, known)?.lastProof, later);
  t.is(condition({ trial: { result: 'unproven', cause: null } }, known)?.lastProof, later);
  t.is(condition({}, null)?.lastProof, null);
});

const unproven = { ...renew, error: { ...forbidden, code: 'VerificationFailed' } } as const;
const unreachable = { ...renew, error: { ...forbidden, code: 'Unreachable' } } as const;
const unanswered = { trial: { result: 'unproven', cause: 'unreachable' } } as const;
const waits = before({ state: 'failing', reason: 'VerificationFailed', awaitsProof: 'VerificationFailed' });
const blockedMeanwhile = before({
  state: 'blocked',
  reason: 'ClusterNotServing',
  awaitsProof: 'Unreachable',
});

const waiting = ['failing', 'VerificationFailed', 'VerificationFailed'] as const;

const lasting: [
  what: string,
  change: Partial<RotationOutcome>,
  before: Condition | null,
  state: string,
  reason: string,
  awaits: string | null,
][] = [
  ['its API server refuses it', unproven, null, 'failing', 'VerificationFailed', 'VerificationFailed'],
  ['its API server is away', unreachable, null, 'failing', 'Unreachable', 'Unreachable'],
  ['the cloud refuses', { ...renew, error: forbidden }, null, 'failing', 'Forbidden', 'Forbidden'],
  [
    'the cloud refuses while a proof is waited for',
    { ...renew, error: forbidden },
    waits,
    'failing',
    'Forbidden',
    'VerificationFailed',
  ],
  [
    'a proof is awaited, and was not requested',
    {},
    waits,
    'failing',
    'VerificationFailed',
    'VerificationFailed',
  ],
  [
    'its API server refuses it, which was away',
    unproven,
    before({ state: 'failing', reason: 'Unreachable', awaitsProof: 'Unreachable' }),
    ...waiting,
  ],
  [
    'of no use somewhere still, and the cloud refused last time',
    { held: { state: 'broken', notAfter: null } },
    before({ state: 'failing', reason: 'Forbidden', brokenSince: onDay(40).toISOString() }),
    'failing',
    'Forbidden',
    'Forbidden',
  ],
  [
    'of no use somewhere, and nothing failed',
    { held: { state: 'broken', notAfter: null } },
    before(),
    ...waiting,
  ],
  [
    'failed at the cloud, never asked anywhere, and healthy',
    {},
    before({ state: 'failing', reason: 'Forbidden', awaitsProof: 'Forbidden' }),
    'ready',
    'OutsideRenewalWindow',
    null,
  ],
  [
    'waited for, proven, and then out of time',
    { ...proven, ...renew, deferred: 'deadline' },
    before({ state: 'pending', reason: 'AwaitsProof', awaitsProof: 'AwaitsProof' }),
    'pending',
    'deadline',
    null,
  ],
  ['waited for, and accepted', proven, waits, 'ready', 'OutsideRenewalWindow', null],
  ['waited for, and a new one proven', provenNew, waits, 'ready', 'OutsideRenewalWindow', null],
  ['waited for, and proven in vain', triedInVain, waits, ...waiting],
  ['waited for, and promoted', { steps: [done('promote')] }, waits, ...waiting],
  [
    'waited for through a time when it was blocked',
    {},
    blockedMeanwhile,
    'failing',
    'Unreachable',
    'Unreachable',
  ],
  [
    'blocked still',
    { decision: { kind: 'skip', reason: 'ClusterNotServing' } },
    blockedMeanwhile,
    'blocked',
    'ClusterNotServing',
    'Unreachable',
  ],
  [
    'failed, and not tried',
    { ...renew, deferred: 'deadline' },
    before({ state: 'failing', reason: 'Forbidden' }),
    'failing',
    'Forbidden',
    'Forbidden',
  ],
  [
    'failed at the cloud, and healthy',
    {},
    before({ state: 'failing', reason: 'Forbidden' }),
    'ready',
    'OutsideRenewalWindow',
    null,
  ],
  [
    'pending, and not tried',
    { ...renew, deferred: 'deadline' },
    before({ state: 'pending', reason: 'halted' }),
    'pending',
    'deadline',
    null,
  ],
  [
    'asked, and its API server says nothing any more',
    unanswered,
    before({ lastProof: onDay(40).toISOString() }),
    'pending',
    'AwaitsProof',
    'AwaitsProof',
  ],
  [
    'not asked in this run',
    {},
    before({ lastProof: onDay(40).toISOString() }),
    'ready',
    'OutsideRenewalWindow',
    null,
  ],
  ['asked, and it never said anything', unanswered, before(), 'ready', 'OutsideRenewalWindow', null],
];

for (const [what, change, was, state, reason, awaits] of lasting) {
  test(`${what}: ${state}, ${reason}`, (t) => {
    t.like(condition(change, was), { state, reason, awaitsProof: awaits });
  });
}

type Held = NonNullable<RotationOutcome['held']>;
const held = (state: Held['state'], notAfter: string | null = null): Partial<RotationOutcome> => ({
  held: { state, notAfter },
});
const wasBroken = before({ brokenSince: onDay(40).toISOString() });
const onceBroken = onDay(40).toISOString();

const broken: [
  what: string,
  change: Partial<RotationOutcome>,
  before: Condition | null,
  since: string | null,
][] = [
  ['whole', held('whole', later), null, null],
  ['broken', held('broken'), null, now.toISOString()],
  ['broken, and was', held('broken'), wasBroken, onceBroken],
  ['not read', held('unknown'), before(), null],
  ['not read, and was broken', held('unknown'), wasBroken, onceBroken],
  ['read in part, and was broken', held('partly', later), wasBroken, onceBroken],
  ['read in part for the first time', held('partly', later), null, null],
  ['gone', held('none'), before(), now.toISOString()],
  ['never there', held('none'), null, null],
  ['never there, seen before', held('none'), before({ heldUntil: null }), null],
  [
    'complete again, a proof awaited',
    held('whole', later),
    { ...waits, brokenSince: onceBroken },
    onceBroken,
  ],
  [
    'complete again and proven',
    { ...held('whole', later), ...proven },
    { ...waits, brokenSince: onceBroken },
    null,
  ],
  ['complete, a proof awaited', held('whole', later), waits, null],
  ['somebody else’s', { held: null }, wasBroken, null],
];

for (const [what, change, was, since] of broken) {
  test(`what consumers have is ${what}: ${since === null ? 'of use' : `broken since ${since.slice(0, 10)}`}`, (t) => {
    t.is(condition(change, was)?.brokenSince, since);
  });
}

const [soon, known] = [onDay(10).toISOString(), onDay(endsOn).toISOString()];

const until: [
  what: string,
  change: Partial<RotationOutcome>,
  before: Condition | null,
  heldUntil: string | null,
][] = [
  ['what somebody else holds', { held: null, notAfter: soon }, before(), soon],
  ['a report of before', { notAfter: soon, held: null }, null, soon],
  ['what was read', held('whole', later), before(), later],
  ['what was read without an end', held('whole'), before(), known],
  ['not read', held('unknown'), before(), known],
  ['not read, never known', held('unknown'), null, null],
  ['not there', held('none', later), before(), known],
  ['read in part, ending sooner', held('partly', soon), before(), soon],
  [
    'read in part, ending later than what was known',
    held('partly', onDay(999).toISOString()),
    before(),
    known,
  ],
  ['read in part, nothing known', held('partly', later), null, later],
  ['read in part, without an end', held('partly'), before(), known],
];

for (const [what, change, was, heldUntil] of until) {
  test(`held until, of ${what}: ${heldUntil?.slice(0, 10) ?? 'not known'}`, (t) => {
    t.is(condition(change, was)?.heldUntil, heldUntil);
  });
}

test('what a run could not see is blocked, and no better than before', (t) => {
  const unseen = (was: Condition) => unseenCondition(was, 'region x: away', now);
  const due = { nextAttempt: later };
  t.like(unseen(before(due)), {
    state: 'blocked',
    reason: 'NotSeen',
    message: 'not looked at: region x: away',
    since: now.toISOString(),
    nextAttempt: null,
    heldUntil: known,
  });
  const failing = before({ state: 'failing', reason: 'Forbidden' });
  t.is(unseen(failing), failing);
  // Who has to act was told, and has to all the same.
  for (const reason of ['HeldByAnotherIdentity', 'OrphanedIdentity']) {
    const told = before({ state: 'pending', reason });
    t.is(unseen(told), told);
    t.is(unseen(before({ reason })).reason, 'NotSeen');
  }
  const again = before({ state: 'blocked', reason: 'NotSeen' });
  t.is(unseen(again), again);
  const blocked = before({ state: 'blocked', reason: 'ClusterNotServing' });
  t.like(unseen(blocked), { reason: 'NotSeen', since: blocked.since });
});

test('a refusal is reported with its cause; other trials have none', (t) => {
  const trial = (result: 'accepted' | 'refused' | 'unproven') =>
    refusalIn(ownOutcome(50, endsOn, { trial: { result, cause: 'expired' } }));
  t.deepEqual([trial('refused'), trial('accepted'), trial('unproven')], ['expired', null, null]);
  t.is(refusalIn(ownOutcome(50, endsOn)), null);
  t.deepEqual(
    ['HeldBackBySpread', 'HeldBackByBlackout', 'deadline'].map((reason) => isByPlan({ reason })),
    [true, true, false],
  );
});

test('when a shortened life began is kept as long as that one is held', (t) => {
  const began = onDay(870).toISOString();
  const heldUntil = onDay(endsOn).toISOString();
  const held = { state: 'whole', notAfter: heldUntil, notBefore: began } as const;
  t.like(condition({ held }), { heldUntil, heldFrom: began });
  const known = before({ heldFrom: began });
  t.is(condition({ held: { state: 'unknown', notAfter: null } }, known)?.heldFrom, began);
  t.is(condition({ held: { state: 'whole', notAfter: later } }, known)?.heldFrom, undefined);
  t.false('heldFrom' in (condition({}) ?? {}));
});

const [sooner, proof] = [onDay(70).toISOString(), onDay(20).toISOString()];
const owed = (change: Partial<Obligation> = {}): Obligation => ({
  ...{ sink: 'file:a', place: null, version: 'aa', until: later, from: null },
  ...{ proven: null, refused: null, settled: null, brokenSince: null },
  ...change,
});
const unread = { places: [{ sink: 'file:a', state: 'unread' }] } as const;
const seen = { places: [{ sink: 'file:a', state: 'held' }] } as const;

const proofs: readonly (readonly [
  what: string,
  change: Partial<RotationOutcome>,
  places: readonly Obligation[],
  lastProof: string | null,
])[] = [
  ['nothing is owed, and the copy was let in', { places: [], ...proven }, [], now.toISOString()],
  ['nothing is owed, and a new one was proven', { places: [], ...provenNew }, [], now.toISOString()],
  ['nothing is owed, and it was proven in vain', { places: [], ...triedInVain }, [], proof],
  ['nothing is owed, and it was promoted', { places: [], steps: [done('promote')] }, [], proof],
  ['nothing is owed, and nobody was asked', { places: [] }, [], proof],
  ['a place of which nobody knows was not read', { ...unread, ...proven }, [], proof],
  ['a place of which nobody knows was read', { ...seen, ...proven }, [], now.toISOString()],
  ['a place that is known was not read', { ...unread, ...proven }, [owed()], null],
];
for (const [what, change, places, lastProof] of proofs)
  test(`last proven, where ${what}: ${lastProof?.slice(0, 10) ?? 'never'}`, (t) => {
    const was = before({ lastProof: proof });
    t.is(conditionOf(ownOutcome(50, endsOn, change), was, places, now)?.lastProof, lastProof);
    if (lastProof === proof)
      t.is(conditionOf(ownOutcome(50, endsOn, change), before(), places, now)?.lastProof, null);
  });

test('who cannot read all places proves nothing', (t) => {
  const was = before({ state: 'failing', reason: 'Unreachable', awaitsProof: 'Unreachable' });
  const outcome = ownOutcome(50, endsOn, { ...unread, ...proven });
  t.like(conditionOf(outcome, was, [], now), { state: 'failing', awaitsProof: 'Unreachable' });
});

const from = onDay(40).toISOString();
const ends: readonly (readonly [places: readonly Obligation[], heldUntil: string, heldFrom?: string])[] = [
  [[owed(), owed({ sink: 'b', until: sooner }), owed({ sink: 'c', until: null })], later],
  [[owed({ until: sooner }), owed({ sink: 'b', from })], later, from],
  [[owed({ sink: 'b', until: null }), owed({ until: sooner })], sooner],
  [
    [owed({ until: sooner }), owed({ sink: 'b', until: onDay(90).toISOString() }), owed({ sink: 'c' })],
    later,
  ],
];
for (const [places, heldUntil, heldFrom] of ends)
  test(`of ends at ${places.map(({ until }) => until?.slice(0, 10))}, ${heldUntil.slice(0, 10)} counts`, (t) => {
    const condition = conditionOf(ownOutcome(50, endsOn, { places: [] }), null, places, now);
    t.is(condition?.heldUntil, heldUntil);
    t.is(condition?.heldFrom, heldFrom);
  });

test('an end that is remembered and found says when it began', (t) => {
  const was = before({ heldUntil: later });
  const places = [owed({ sink: 'b', from })];
  t.is(conditionOf(ownOutcome(50, endsOn, unread), was, places, now)?.heldFrom, from);
});
