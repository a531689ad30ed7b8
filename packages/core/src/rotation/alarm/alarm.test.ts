import test from 'ava';
import {
  emptyCounts,
  type RotationFailure,
  type RotationOutcome,
  type RotationReport,
} from '../report/report.js';
import { type AlarmMemory, digest, nothingTold } from './alarm.js';
import { alarmStepAt } from './alarm-step.js';

const dayMs = 86_400_000;
const start = new Date('2027-01-01T00:00:00Z');
const days = (count: number): Date => new Date(start.getTime() + count * dayMs);

for (const step of [180, 60, 30, 7, 1]) {
  test(`one second before ${step} days are left, the step is not reached`, (t) => {
    const notAfter = new Date(start.getTime() + step * dayMs);
    const larger = { 180: null, 60: 180, 30: 60, 7: 30, 1: 7 }[step] ?? null;
    t.is(alarmStepAt(notAfter, new Date(start.getTime() - 1_000)), larger as never);
  });
  test(`with ${step} days left, and one second after, the step is ${step}`, (t) => {
    const notAfter = new Date(start.getTime() + step * dayMs);
    t.is(alarmStepAt(notAfter, start), step as never);
    t.is(alarmStepAt(notAfter, new Date(start.getTime() + 1_000)), step as never);
  });
}

test('at the end itself it is the last day; one second later it is over', (t) => {
  t.is(alarmStepAt(start, start), 1);
  t.is(alarmStepAt(start, new Date(start.getTime() + 1_000)), 0);
});

test('a step counts days of 24 hours across a 29 February', (t) => {
  const notAfter = new Date('2028-03-30T00:00:00Z');
  t.is(alarmStepAt(notAfter, new Date('2028-02-28T23:59:59Z')), 60);
  t.is(alarmStepAt(notAfter, new Date('2028-02-29T00:00:00Z')), 30);
});

function outcome(change: Partial<RotationOutcome>): RotationOutcome {
  return {
    cluster: { id: 'c1', name: 'prod' },
    region: 'cn-hangzhou',
    identity: '20009',
    holder: 'tom',
    decision: { kind: 'notify', reason: 'HeldByAnotherIdentity' },
    notAfter: days(200).toISOString(),
    daysLeft: 200,
    before: null,
    after: null,
    steps: [],
    deferred: null,
    error: null,
    ...change,
  };
}

function report(
  now: Date,
  outcomes: readonly RotationOutcome[],
  failures: RotationFailure[] = [],
): RotationReport {
  const at = now.toISOString();
  return {
    runId: 'r',
    mode: 'apply',
    now: at,
    startedAt: at,
    finishedAt: at,
    counts: emptyCounts,
    outcomes,
    failures,
  };
}

const error = { code: 'Forbidden', message: 'not allowed', remedy: 'ask', requestId: null } as const;

test("over a year of daily runs, a holder is told at each step once, and at the end's day after", (t) => {
  let memory: AlarmMemory = nothingTold;
  const told: number[] = [];
  for (let day = 0; day <= 205; day += 1) {
    const digested = digest(report(days(day), [outcome({ daysLeft: 200 - day })]), memory);
    memory = digested.memory;
    if (digested.alarms.length > 0) told.push(200 - day);
  }
  t.deepEqual(told, [180, 60, 30, 7, 1, -1]);
});

test('what is over is told once, and then forgotten', (t) => {
  const first = digest(report(days(150), [outcome({ daysLeft: 50 })]), nothingTold);
  t.deepEqual(
    first.alarms.map(({ kind, step }) => [kind, step]),
    [['heldByOther', 60]],
  );
  const renewed = outcome({ notAfter: days(1_300).toISOString(), daysLeft: 1_149 });
  const second = digest(report(days(151), [renewed]), first.memory);
  t.deepEqual(
    second.alarms.map(({ kind }) => kind),
    ['resolved'],
  );
  t.deepEqual(digest(report(days(152), [renewed]), second.memory).alarms, []);
});

test('a failure is told once, again when its reason changes, and again at each step', (t) => {
  const failing = (daysLeft: number, message: string) =>
    outcome({
      identity: 'self',
      decision: { kind: 'renew', reason: 'WithinRenewalWindow' },
      daysLeft,
      error: { ...error, message },
    });
  const first = digest(report(days(30), [failing(170, 'status 403 after 3 tries')]), nothingTold);
  t.is(first.alarms.length, 1);
  const same = digest(report(days(31), [failing(169, 'status 403 after 7 tries')]), first.memory);
  t.deepEqual(same.alarms, []);
  const changed = digest(report(days(32), [failing(168, 'not reachable')]), same.memory);
  t.is(changed.alarms.length, 1);
  const nearer = digest(report(days(141), [failing(59, 'not reachable')]), changed.memory);
  t.deepEqual(
    nearer.alarms.map(({ step }) => step),
    [60],
  );
});

test('what a run could not look at is neither new nor over', (t) => {
  const first = digest(report(days(150), [outcome({ daysLeft: 50 })]), nothingTold);
  const blind = digest(report(days(151), [], [{ what: 'region cn-hangzhou', error }]), first.memory);
  t.deepEqual(
    blind.alarms.map(({ kind }) => kind),
    ['outage'],
  );
  const again = digest(report(days(152), [outcome({ daysLeft: 48 })]), blind.memory);
  t.deepEqual(
    again.alarms.map(({ kind }) => kind),
    ['resolved'],
  );
});

test('an orphan is told with what removes it', (t) => {
  const orphan = outcome({ daysLeft: 50, decision: { kind: 'notify', reason: 'OrphanedIdentity' } });
  const { alarms } = digest(report(days(150), [orphan]), nothingTold);
  t.like(alarms[0], {
    kind: 'orphaned',
    remedy: 'Remove what is left of it: ackring clean --user 20009 --cluster c1',
  });
});
