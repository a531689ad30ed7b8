import { conditionUntil, standingOf } from '@ackring/testkit/rotation/standing';
import test from 'ava';
import type { Condition } from '../credential/condition.js';
import type { Mended, Outage, Standing, Standings } from '../ledger/standing.js';
import { type Alarm, alarmsFor, notRemembered } from './alarm.js';

// The text for each standing, and the order of alarms.

const now = new Date('2027-03-01T04:00:00Z');
const dayMs = 86_400_000;
const inDays = (days: number): string => new Date(now.getTime() + days * dayMs).toISOString();

const failing = conditionUntil(new Date(inDays(20.5)), {
  ...{ state: 'failing', reason: 'Forbidden', since: now.toISOString() },
  ...{ message: 'it was refused', remedy: 'Ask for it.' },
});
const standing = standingOf(failing);

function alarmOf(change: Partial<Standing>, told?: string): Alarm | undefined {
  const of = { ...standing, ...change, ...(told === undefined ? {} : { told: { team: told } }) };
  return alarmsFor('team', new Map([[of.key, of]]), now)[0]?.alarm;
}

const own = (change: Partial<Condition>): Partial<Standing> => ({ condition: { ...failing, ...change } });
const toms = (
  reason: string,
  change: Partial<Standing> = {},
  condition: Partial<Condition> = {},
): Partial<Standing> => ({
  ...own({ state: 'pending', reason, message: null, remedy: null, ...condition }),
  ...{ holder: 'tom', identity: '20009' },
  ...change,
});
const outage: Outage = { code: 'Throttled', message: 'too many calls', remedy: 'Wait.', since: inDays(-1) };

const told: [what: string, change: Partial<Standing>, detail: string, remedy: string | null][] = [
  ['days left', own({}), 'prod/self: it was refused; what consumers have ends in 20 days', 'Ask for it.'],
  [
    'a day left',
    own({ heldUntil: inDays(1.5) }),
    'prod/self: it was refused; what consumers have ends in 1 day',
    'Ask for it.',
  ],
  [
    'less than a day',
    own({ heldUntil: inDays(0.5) }),
    'prod/self: it was refused; what consumers have ends in 0 days',
    'Ask for it.',
  ],
  [
    'just ended',
    own({ heldUntil: inDays(-0.5) }),
    'prod/self: it was refused; what consumers have ended within the last day',
    'Ask for it.',
  ],
  [
    'ended',
    own({ heldUntil: inDays(-2) }),
    'prod/self: it was refused; what consumers have ended 2 days ago',
    'Ask for it.',
  ],
  [
    'an unknown end',
    own({ heldUntil: null }),
    'prod/self: it was refused; what consumers have is not known',
    'Ask for it.',
  ],
  [
    'nothing that works',
    own({ brokenSince: inDays(-1) }),
    'prod/self: it was refused; some consumer has nothing that works',
    'Ask for it.',
  ],
  [
    'no words',
    own({ message: null, remedy: null }),
    'prod/self: failing; what consumers have ends in 20 days',
    null,
  ],
  [
    'a cluster that is not ours',
    own({ state: 'blocked', reason: 'ClusterNotOurs' }),
    'prod/self: it was refused',
    'Ask for it.',
  ],
  [
    'a general failure',
    { key: 'failure x', label: 'region x', condition: null, outage },
    'region x: too many calls',
    'Wait.',
  ],
  [
    'somebody else’s',
    toms('HeldByAnotherIdentity'),
    'tom holds a kubeconfig of prod that ends in 20 days',
    'Tell tom to renew it: ackring get c1 --long-term',
  ],
  [
    'somebody else’s of no use, whose end nobody knows',
    toms('HeldByAnotherIdentity', {}, { heldUntil: null, brokenSince: inDays(-1) }),
    'tom holds a kubeconfig of prod that ends at a time nobody knows',
    'Tell tom to renew it: ackring get c1 --long-term',
  ],
  [
    'somebody else’s without a name',
    toms('HeldByAnotherIdentity', { holder: null }),
    '20009 holds a kubeconfig of prod that ends in 20 days',
    'Tell 20009 to renew it: ackring get c1 --long-term',
  ],
  [
    'an orphan’s',
    toms('OrphanedIdentity', {}, { heldUntil: inDays(-3) }),
    'tom holds a kubeconfig of prod that ended 3 days ago',
    'Remove what is left of it: ackring clean --user 20009 --cluster c1',
  ],
];

for (const [what, change, detail, remedy] of told) {
  test(`text of ${what}: ${detail}`, (t) => {
    const alarm = alarmOf(change);
    t.deepEqual([alarm?.detail, alarm?.remedy], [detail, remedy]);
  });
}

test('an alarm carries what it is about, and why', (t) => {
  t.like(alarmOf({}), {
    kind: 'failing',
    key: 'c1/self',
    cluster: 'prod',
    clusterId: 'c1',
    region: 'cn-hangzhou',
    identity: 'self',
    reason: 'Forbidden',
    message: 'it was refused',
    brokenSince: null,
    daysLeft: 20,
    step: 30,
  });
  const whole = { key: 'failure x', label: 'region x', condition: null, outage };
  t.like(alarmOf(whole), { kind: 'outage', reason: 'Throttled', message: 'too many calls', daysLeft: null });
  t.is(alarmOf(own({ brokenSince: inDays(-1) }))?.brokenSince, inDays(-1));
  t.is(alarmOf({})?.lastProof, null);
  t.is(alarmOf(own({ lastProof: inDays(-2) }))?.lastProof, inDays(-2));
});

const mended: Mended = { cause: 'KeyMismatch', from: inDays(-3), until: inDays(-1) };
const ready = own({ state: 'ready', reason: 'OutsideRenewalWindow', heldUntil: inDays(900) });

test('an outage that has been fixed is reported once, with its period', (t) => {
  t.like(alarmOf({ ...ready, mended }), {
    kind: 'mended',
    reason: null,
    mended,
    detail:
      'prod/self: what consumers had stopped working (KeyMismatch) at some time between 2027-02-26 04:00 UTC and 2027-02-28 04:00 UTC; a working one was in place again then',
  });
  t.is(alarmOf({ ...own({ ...ready.condition, lastProof: inDays(-1) }), mended })?.lastProof, inDays(-1));
  const never = alarmOf({ ...ready, mended: { ...mended, from: null } });
  t.regex(never?.detail ?? '', /\(KeyMismatch\) until 2027-02-28 04:00 UTC;/);
  t.is(alarmOf({ ...ready, mended }, `mended ${mended.until}`), undefined);
  t.is(alarmOf({ ...ready, mended }, `mended ${inDays(-9)}`)?.kind, 'mended');
  // Gone: that it was fixed is no longer news.
  t.is(alarmOf({ ...ready, mended, goneBecause: 'x' }), undefined);
});

test('the end of an alarm is reported to everyone who got it, with the reason if the credential is gone', (t) => {
  const proven = own({ ...ready.condition, lastProof: inDays(0) });
  t.like(alarmOf(proven, 'failing 30'), {
    kind: 'resolved',
    reason: null,
    detail: 'over: prod/self',
    remedy: null,
  });
  const unproven = alarmOf(ready, 'failing 30');
  t.like(unproven, { kind: 'resolved', reason: 'Unproven', remedy: null });
  t.regex(unproven?.detail ?? '', /the failure is over; whether what consumers have works is not known/);
  // As a channel hears it that refused for days, or where a failure ended without a trial.
  t.like(alarmOf(own({ ...ready.condition, lastProof: inDays(-3) }), 'failing 30'), {
    kind: 'resolved',
    reason: 'Unproven',
    lastProof: inDays(-3),
    detail:
      'prod/self: the failure is over; all that consumers have was last known to be let in on 2027-02-26 04:00 UTC; whether it works now is not known',
  });
  t.is(alarmOf({ ...ready, holder: 'tom' }, 'pending 30')?.reason, null);
  t.like(alarmOf({ ...ready, goneBecause: 'it is not in the list any more' }, 'failing 30'), {
    kind: 'resolved',
    reason: 'Gone',
    detail: 'over: prod/self (it is not in the list any more)',
  });
  const whole = { key: 'failure x', label: 'region x', condition: null, goneBecause: 'over' };
  t.like(alarmOf(whole, 'outage'), { kind: 'resolved', reason: null, detail: 'over: region x' });
  t.is(alarmOf(ready), undefined);
  t.is(alarmOf(ready, `mended ${mended.until}`), undefined);
  // Held back by plan is neither news nor over.
  t.is(
    alarmOf(own({ state: 'pending', reason: 'HeldBackBySpread', heldUntil: inDays(170) }), 'failing 180'),
    undefined,
  );
});

test('the most urgent come first: general failures, then by level, resolved ones last', (t) => {
  const all: Partial<Standing>[] = [
    { key: 'a', label: 'a', ...ready, told: { team: 'failing 30' } },
    { key: 'b', label: 'b', ...ready, mended },
    { key: 'c', label: 'c', ...own({ heldUntil: null }) },
    { key: 'd', label: 'd', ...own({ heldUntil: inDays(59) }) },
    { key: 'f', label: 'f', ...own({ heldUntil: inDays(6) }) },
    { key: 'e', label: 'e', ...own({ heldUntil: inDays(6) }) },
    { key: 'g', label: 'g', ...own({ brokenSince: inDays(-1) }) },
    { key: 'failure z', label: 'z', condition: null, outage },
  ];
  const standings: Standings = new Map(all.map((change) => [change.key ?? '', { ...standing, ...change }]));
  const order = alarmsFor('team', standings, now).map(({ alarm }) => alarm.label);
  t.deepEqual(order, ['z', 'g', 'e', 'f', 'd', 'c', 'b', 'a']);
});

test('a notifier does not get its own failure, others do', (t) => {
  const of: Standing = { ...standing, key: 'failure notifier team', condition: null, outage };
  const standings = new Map([[of.key, of]]);
  t.deepEqual(alarmsFor('team', standings, now), []);
  t.is(alarmsFor('others', standings, now).length, 1);
});

/** Whose name the incident holds, if not the channel's own. */
const incidents: readonly (readonly [heard: string | null, openedBy: string | null | undefined])[] = [
  [null, undefined],
  ['failing 30 2027-02-01 @mine', undefined],
  ['failing 30 2027-02-01 @theirs', 'theirs'],
  ['failing 30 2027-02-01', null],
  [notRemembered, undefined],
  ['mended 2027-02-01T04:00:00.000Z @theirs', undefined],
];
for (const [heard, openedBy] of incidents)
  test(`after "${heard}" the incident is ${openedBy === undefined ? 'the channel’s own' : `of ${openedBy}`}`, (t) => {
    const of = { ...standing, told: heard === null ? {} : { team: heard } };
    const [due] = alarmsFor('team', new Map([[of.key, of]]), new Date(inDays(14)), { incidents: 'mine' });
    t.is(due?.alarm.kind, 'failing');
    t.is(due?.alarm.openedBy, openedBy);
  });
