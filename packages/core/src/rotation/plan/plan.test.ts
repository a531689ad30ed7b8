import { forbidden, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import { copyOf, factsUntil, foreignUntil, subjectUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import type { RotationFailure, RotationOutcome } from '../report/report.js';
import type { ManagedSubject, RotationSubject } from '../subject/subject.js';
import { checkPlan, heldRecord, plannedOutcome, planReport, planRotation } from './plan.js';

// What a plan says about each credential before anything is done, and its verdict.

const now = new Date('2027-03-01T04:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const rules = { renewBeforeDays: 180, spreadDays: 0, blackouts: [] };

function planned(subject: RotationSubject): RotationOutcome {
  const [item] = planRotation({ subjects: [subject], failures: [] }, rules, now).items;
  if (item === undefined) throw new Error('nothing was planned');
  return plannedOutcome(item, now);
}

const own = (days: number, change: Partial<ManagedSubject> = {}): RotationOutcome =>
  planned(subjectUntil(inDays(days), change));
const error = (code: ErrorCode): AckringError => new AckringError(code, 'no', { remedy: 'x' });

test('for ours it says what is held, what is on record, and when it is due', (t) => {
  t.like(own(900), {
    cluster: { id: subjectUntil(now).cluster.id, name: 'prod' },
    region: 'cn-hangzhou',
    identity: 'self',
    holder: null,
    decision: { kind: 'keep', reason: 'OutsideRenewalWindow' },
    notAfter: inDays(900).toISOString(),
    daysLeft: 900,
    held: { state: 'whole', notAfter: inDays(900).toISOString() },
    onRecord: { notAfter: inDays(900).toISOString(), state: 'unexpired' },
    due: inDays(720).toISOString(),
    trial: null,
    before: { serial: 'aa', notAfter: inDays(900).toISOString() },
    after: null,
    deferred: null,
    error: null,
  });
  const nothing = own(900, { server: null, copies: [copyOf('missing')] });
  t.like(nothing, { notAfter: null, daysLeft: null, before: null, onRecord: null });
  t.false('due' in nothing);
  t.like(nothing.held, { state: 'none', notAfter: null });
  t.is(own(900, { server: { notAfter: null, state: 'unissued' } }).onRecord?.notAfter, null);
});

test('places are told of what is selected or watched, and one that was left by its name', (t) => {
  const placesOf = (change: Partial<ManagedSubject>) => own(900, change).places?.length;
  t.is(placesOf({}), 1);
  t.is(placesOf({ selected: false }), 1);
  t.is(placesOf({ copies: [] }), 0);
  t.is(placesOf({ copies: [], selected: false }), undefined);
  t.false('left' in own(900));
  t.is(own(900, { left: 'hub' }).left, 'hub');
});

test('the beginning is told of a shortened life alone, where both ends are known', (t) => {
  const told = (notBefore: Date | null, notAfter: Date | null) =>
    'notBefore' in heldRecord({ state: 'whole', notBefore, notAfter });
  t.true(told(now, inDays(30)));
  t.false(told(now, inDays(2_000)));
  t.false(told(null, inDays(30)));
  t.false(told(null, new Date(1)));
  t.false(told(now, null));
});

test("for others' it says no more than necessary", (t) => {
  const toms = planned(foreignUntil(inDays(100)));
  t.like(toms, {
    identity: '20009',
    holder: 'tom',
    decision: { kind: 'notify' },
    daysLeft: 100,
    before: null,
  });
  for (const left of ['held', 'onRecord', 'trial', 'due']) t.false(left in toms, left);
});

test('a tried copy is reported with the cause', (t) => {
  const tried = (acceptance: NonNullable<ManagedSubject['trial']>['acceptance']) =>
    own(900, { trial: { acceptance, version: 'v1', mayBeRevoked: false } }).trial;
  t.deepEqual(tried({ kind: 'accepted' }), { result: 'accepted', cause: null });
  t.deepEqual(tried({ kind: 'refused', cause: 'revoked' }), { result: 'refused', cause: 'revoked' });
  const unproven = { kind: 'unproven', cause: 'unreachable', isAnswered: false } as const;
  t.deepEqual(tried(unproven), { result: 'unproven', cause: 'unreachable' });
});

const sinkError = (code: ErrorCode) => ({
  copies: [copyOf(factsUntil(inDays(900))), { ...copyOf(null, 's2'), error: error(code) }],
});

const troubles: [
  what: string,
  change: Partial<ManagedSubject>,
  deferred: string | null,
  message: string | null,
][] = [
  ['nothing', {}, null, null],
  ['a sink that could not be read', sinkError('Forbidden'), null, 's2: no'],
  ['a sink not read for lack of time', sinkError('Cancelled'), 'deadline', null],
  ['a detail that was refused', { detailError: error('Forbidden') }, null, 'no'],
  ['a detail not read for lack of time', { detailError: error('Cancelled') }, 'deadline', null],
  ['both, the sink first', { ...sinkError('Forbidden'), detailError: error('Throttled') }, null, 's2: no'],
  [
    'a cluster that is not ours',
    { detailError: error('Forbidden'), isShared: true, server: null, copies: [copyOf('missing')] },
    null,
    null,
  ],
];

for (const [what, change, deferred, message] of troubles) {
  test(`met: ${what}`, (t) => {
    const outcome = own(900, change);
    t.is<string | null, string | null>(outcome.deferred, deferred);
    t.is(outcome.error?.message ?? null, message);
  });
}

test('a plan lists credentials in a fixed order, and is a report that counts them', (t) => {
  const of = (id: string, name: string): ManagedSubject => {
    const subject = subjectUntil(inDays(100));
    return { ...subject, cluster: { ...subject.cluster, id }, identity: { key: name, name, uid: '20001' } };
  };
  const failures: RotationFailure[] = [{ what: 'region x', error: forbidden }];
  const plan = planRotation(
    { subjects: [of('c1', 'b'), of('c3', 'a'), of('c2', 'a'), of('c1', 'a')], failures },
    rules,
    now,
  );
  const report = planReport(plan, { runId: 'r', startedAt: now, finishedAt: inDays(1) });
  t.deepEqual(
    report.outcomes.map(({ cluster, identity }) => `${cluster.id}/${identity}`),
    ['c1/a', 'c1/b', 'c2/a', 'c3/a'],
  );
  t.like(report, { runId: 'r', mode: 'plan', now: now.toISOString(), finishedAt: inDays(1).toISOString() });
  t.like(report.counts, { total: 4, renewed: 4 });
  t.is(report.failures, failures);
});

const renew = ownOutcome(0, 90, { decision: { kind: 'renew', reason: 'Expired' } });
const deliver = ownOutcome(0, 90, { decision: { kind: 'deliver', reason: 'KeyMismatch' } });
const notify = ownOutcome(0, 90, { decision: { kind: 'notify', reason: 'OrphanedIdentity' } });
const kept = ownOutcome(0, 900);
const failed = ownOutcome(0, 900, { error: forbidden });
const late = ownOutcome(0, 900, { deferred: 'deadline' });
const sight = (state: 'held' | 'missing') => ({ sink: 'hub', place: null, state }) as const;
const owed = (daysLeft: number | null, change: Partial<RotationOutcome> = {}): RotationOutcome => ({
  ...ownOutcome(0, 20, { decision: { kind: 'skip', reason: 'ClusterExcluded' } }),
  ...{ daysLeft, places: [sight('held')] as never, ...change },
});
const selection: RotationFailure = { what: 'selection', error: forbidden };
const region: RotationFailure = { what: 'region x', error: forbidden };

const verdicts: [
  outcomes: readonly RotationOutcome[],
  failures: readonly RotationFailure[],
  verdict: object,
][] = [
  [[], [], { kind: 'quiet' }],
  [[kept, notify], [], { kind: 'quiet' }],
  [[renew, deliver, deliver, kept], [], { kind: 'wouldAct', renew: 1, deliver: 2, unseen: 0 }],
  [[renew, failed, late], [region], { kind: 'wouldAct', renew: 1, deliver: 0, unseen: 3 }],
  [[failed], [], { kind: 'unseen', unseen: 1 }],
  [[late], [], { kind: 'unseen', unseen: 1 }],
  [[kept], [region], { kind: 'unseen', unseen: 1 }],
  [[owed(30)], [], { kind: 'owed', owed: 1, unseen: 0 }],
  [[owed(30), owed(-3), owed(31)], [region], { kind: 'owed', owed: 2, unseen: 1 }],
  [[owed(31)], [], { kind: 'quiet' }],
  [[owed(null)], [], { kind: 'quiet' }],
  [[owed(3, { places: [sight('missing')] as never })], [], { kind: 'quiet' }],
  [[owed(3, { decision: { kind: 'skip', reason: 'ClusterNotServing' } })], [], { kind: 'quiet' }],
  [[owed(3), renew], [], { kind: 'wouldAct', renew: 1, deliver: 0, unseen: 0 }],
  [[], [selection], { kind: 'selectsNothing' }],
  [[], [selection, region], { kind: 'unseen', unseen: 1 }],
];

test('the verdict of a plan', (t) => {
  for (const [outcomes, failures, verdict] of verdicts) {
    t.deepEqual(checkPlan(reportOn(0, outcomes, failures)), verdict as never);
  }
});

test('of a life that was shortened it says when what is held began, of the usual one nothing more', (t) => {
  const certificate = { notBefore: inDays(-5) };
  const copies = [copyOf(factsUntil(inDays(25), { certificate }))];
  t.deepEqual(own(25, { copies }).held, {
    state: 'whole',
    notAfter: inDays(25).toISOString(),
    notBefore: inDays(-5).toISOString(),
  });
  t.deepEqual(own(900).held, { state: 'whole', notAfter: inDays(900).toISOString() });
});
