import test from 'ava';
import type { FunctionStatus } from '../../cloud/function-compute/api.js';
import type { RunStanding } from '../report/kept-runs.js';
import { emptyCounts } from '../report/report.js';
import { type HealthFacts, judgeFunction, timedRecords } from './function-health.js';

// Four in the morning in Shanghai is 20:00 UTC; two hours of grace end at 22:00.
const daily = {
  name: 'daily',
  type: 'timer',
  cron: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *',
  enabled: true,
  payload: null,
};
const status: FunctionStatus = {
  name: 'ackring-rotate',
  region: 'cn-hangzhou',
  runtime: 'nodejs20',
  handler: 'index.handler',
  memoryMiB: 512,
  timeoutSeconds: 600,
  state: 'Active',
  role: 'r',
  modified: new Date('2026-01-01T00:00:00Z'),
  triggers: [daily],
  logs: null,
  asyncInvoke: null,
};

function ranAt(
  startedAt: string,
  more: { mode?: 'plan' | 'apply'; failed?: number; failures?: string[]; standing?: RunStanding } = {},
) {
  const { mode = 'apply', failed = 0, failures = [], standing } = more;
  return {
    runId: startedAt,
    mode,
    startedAt,
    finishedAt: startedAt,
    counts: { ...emptyCounts, failed },
    failures,
    ...(standing === undefined ? {} : { standing }),
  };
}

function failedAt(at: string) {
  const error = { code: 'Forbidden', message: 'not allowed' };
  return {
    at: new Date(at),
    record: { schema: 'ackring.rotation/v1', kind: 'error', runId: 'r', error } as const,
  };
}

const health = test.macro({
  exec(t, _what: string, facts: Partial<HealthFacts>, now: string, level: string, kind: string) {
    const base = { status, runs: [], records: null, recordsSince: new Date(0), now: new Date(now) };
    t.like(judgeFunction({ ...base, ...facts }), { level, kind });
  },
  title: (_, what) => `${what}`,
});

const onTime = [ranAt('2026-11-24T20:00:03Z')];
const dayBefore = [ranAt('2026-11-23T20:00:03Z')];
test(health, 'it ran when it had to', { runs: onTime }, '2026-11-24T22:00:01Z', 'ok', 'healthy');
test(health, 'a run that is due may be late', { runs: dayBefore }, '2026-11-24T22:00:00Z', 'ok', 'healthy');
test(health, 'but not for ever', { runs: dayBefore }, '2026-11-24T22:00:01Z', 'critical', 'missedRun');
test(
  health,
  'a plan is no run',
  { runs: [ranAt('2026-11-24T20:01:00Z', { mode: 'plan' })] },
  '2026-11-24T22:00:01Z',
  'critical',
  'missedRun',
);
test(
  health,
  'deployed a moment ago, nothing is due',
  { status: { ...status, modified: new Date('2026-11-24T21:00:00Z') } },
  '2026-11-24T22:30:00Z',
  'warning',
  'neverRan',
);
test(health, 'deployed long ago, it never ran', {}, '2026-11-24T22:30:00Z', 'critical', 'missedRun');
test(
  health,
  'its last run failed in part',
  { runs: [ranAt('2026-11-24T20:00:03Z', { failed: 2 })] },
  '2026-11-24T22:30:00Z',
  'warning',
  'ranInPart',
);
test(
  health,
  'a region failed',
  { runs: [ranAt('2026-11-24T20:00:03Z', { failures: ['region x: Forbidden'] })] },
  '2026-11-24T22:30:00Z',
  'warning',
  'ranInPart',
);
test(
  health,
  'it failed after its last run',
  { runs: dayBefore, records: [failedAt('2026-11-24T20:00:05Z')] },
  '2026-11-24T20:30:00Z',
  'critical',
  'runFailed',
);
test(
  health,
  'it ran well after it failed',
  { runs: onTime, records: [failedAt('2026-11-24T19:00:00Z')] },
  '2026-11-24T20:30:00Z',
  'ok',
  'healthy',
);
test(
  health,
  'neither sinks nor log can be read',
  { runs: null },
  '2026-11-24T20:30:00Z',
  'unknown',
  'runsUnknown',
);
test(
  health,
  'a log that does not reach back to the run that was due cannot tell',
  { runs: null, records: [], recordsSince: new Date('2026-11-24T20:00:01Z') },
  '2026-11-24T22:00:01Z',
  'unknown',
  'runsUnknown',
);
test(
  health,
  'and one that does, can',
  { runs: null, records: [], recordsSince: new Date('2026-11-24T20:00:00Z') },
  '2026-11-24T22:00:01Z',
  'critical',
  'missedRun',
);
test(
  health,
  'its timer is off',
  { status: { ...status, triggers: [{ ...daily, enabled: false }] }, runs: onTime },
  '2026-11-24T22:30:00Z',
  'critical',
  'timerOff',
);
test(
  health,
  'nothing starts it',
  { status: { ...status, triggers: [] }, runs: onTime },
  '2026-11-24T22:30:00Z',
  'critical',
  'noTimer',
);
test(
  health,
  'it is not active',
  { status: { ...status, state: 'Failed' }, runs: onTime },
  '2026-11-24T22:30:00Z',
  'critical',
  'notActive',
);

test(
  health,
  'a failure at the very instant of a run is that run’s own',
  { runs: onTime, records: [failedAt('2026-11-24T20:00:03Z')] },
  '2026-11-24T20:30:00Z',
  'ok',
  'healthy',
);
test(
  health,
  'it ran at the very instant it had to',
  { runs: [ranAt('2026-11-24T20:00:00Z')] },
  '2026-11-24T22:00:01Z',
  'ok',
  'healthy',
);
test(
  health,
  'deployed at the very instant it had to run, nothing was due before',
  { status: { ...status, modified: new Date('2026-11-24T20:00:00Z') } },
  '2026-11-24T22:00:01Z',
  'warning',
  'neverRan',
);
test(
  health,
  'nobody knows when it was deployed, and it never ran',
  { status: { ...status, modified: null } },
  '2026-11-24T22:00:01Z',
  'warning',
  'neverRan',
);
test(
  health,
  'of two timers the later one counts',
  { status: { ...status, triggers: [{ ...daily, cron: '0 0 3 * * *' }, daily] }, runs: dayBefore },
  '2026-11-24T22:00:01Z',
  'critical',
  'missedRun',
);
test(
  health,
  'a timer without a readable schedule is due at no time',
  {
    status: {
      ...status,
      triggers: [
        { ...daily, cron: null },
        { ...daily, cron: 'at four' },
      ],
    },
    runs: dayBefore,
  },
  '2026-12-24T22:00:01Z',
  'ok',
  'healthy',
);
test(
  health,
  'its newest run counts, wherever it stands',
  { runs: [...dayBefore, ranAt('2026-11-24T20:00:03Z', { failed: 1 }), ...dayBefore] },
  '2026-11-24T22:30:00Z',
  'warning',
  'ranInPart',
);

test('what was wrong with the last run is reported', (t) => {
  const said = (failed: number, failures: string[], conditions?: Partial<RunStanding['conditions']>) => {
    const whole = { ready: 1, pending: 0, failing: 0, blocked: 0, ...conditions };
    const standing = { conditions: whole, broken: 0, firstEnd: null };
    const run = ranAt('2026-11-24T20:00:03Z', { failed, failures, ...(conditions && { standing }) });
    const facts = { status, runs: [run], records: null, recordsSince: new Date(0) };
    return judgeFunction({ ...facts, now: new Date('2026-11-25T00:00:00Z') }).detail;
  };
  t.is(said(0, []), '');
  t.is(said(1, []), '1 failed');
  t.is(said(2, ['region x: Forbidden']), '2 failed; region x: Forbidden');
  // Conditions know more than counts: they include what was merely not tried.
  t.is(said(2, [], { failing: 1, blocked: 1 }), '1 failed; 1 cannot be tried');
  t.is(said(2, [], { failing: 0 }), '');
});

test('a log alone shows runs, not counting plans', (t) => {
  const about = { schema: 'ackring.rotation/v1', kind: 'report', runId: 'r' };
  const line = (mode: string, startedAt: string, failures: object[] = []) => {
    const record = { ...about, mode, startedAt, finishedAt: startedAt, counts: { failed: 0 }, failures };
    return { at: new Date(startedAt), instance: null, text: `2026 INFO ${JSON.stringify(record)}` };
  };
  const failures = [{ what: 'region x', error: { code: 'Forbidden' } }];
  const records = timedRecords([
    line('apply', '2026-11-24T20:00:03Z', failures),
    line('plan', '2026-11-24T23:00:00Z'),
    { at: new Date(0), instance: null, text: 'hello' },
    { at: new Date(0), instance: null, text: '{"schema":"ackring.rotation/v1","kind":"odd"}' },
  ]);
  t.is(records.length, 2);
  const facts = { status, runs: null, records, recordsSince: new Date(0) };
  t.like(judgeFunction({ ...facts, now: new Date('2026-11-24T23:30:00Z') }), {
    kind: 'ranInPart',
    at: new Date('2026-11-24T20:00:03Z'),
    detail: 'region x: Forbidden',
  });
});

const conditions = { ready: 9, pending: 0, failing: 0, blocked: 0 };
const standings: readonly (readonly [string, Partial<RunStanding>, string, string])[] = [
  ['consumers that have nothing of use', { broken: 1 }, 'critical', 'consumersBroken'],
  ['what is not ready and ends in 30 days', { firstEnd: '2026-12-25T08:00:00Z' }, 'critical', 'consumersEnd'],
  ['what is not ready and has ended', { firstEnd: '2026-11-01T08:00:00Z' }, 'critical', 'consumersEnd'],
  ['what is not ready and ends later', { firstEnd: '2027-03-01T08:00:00Z' }, 'ok', 'healthy'],
  ['what cannot be tried', { conditions: { ...conditions, blocked: 1 } }, 'warning', 'ranInPart'],
];

for (const [what, change, level, kind] of standings) {
  const standing = { conditions, broken: 0, firstEnd: null, ...change };
  test(`${what}: ${kind}`, (t) => {
    const runs = [ranAt('2026-11-24T20:00:03Z', { standing })];
    const facts = { status, runs, records: null, recordsSince: new Date(0) };
    t.like(judgeFunction({ ...facts, now: new Date('2026-11-25T08:00:00Z') }), { level, kind });
  });
}

const unwell = (failing: number, blocked: number): RunStanding => ({
  ...{ conditions: { ready: 0, pending: 0, failing, blocked }, broken: 0, firstEnd: null },
});
const problems: readonly (readonly [run: Partial<ReturnType<typeof ranAt>>, detail: string])[] = [
  [{}, ''],
  [{ counts: {} as typeof emptyCounts }, ''],
  [{ counts: { ...emptyCounts, failed: 2 } }, '2 failed'],
  [{ counts: { ...emptyCounts, failed: 2 }, standing: unwell(0, 0) }, ''],
  [{ standing: unwell(1, 0) }, '1 failed'],
  [{ standing: unwell(0, 1), failures: ['region x: Forbidden'] }, '1 cannot be tried; region x: Forbidden'],
  [{ standing: unwell(3, 4) }, '3 failed; 4 cannot be tried'],
];
for (const [run, detail] of problems)
  test(`a run with ${JSON.stringify(run)} has this wrong: ${detail || 'nothing'}`, (t) => {
    const runs = [{ ...ranAt('2026-11-24T20:00:03Z'), ...run }];
    const now = new Date('2026-11-24T22:30:00Z');
    const told = judgeFunction({ status, runs, records: null, recordsSince: new Date(0), now });
    t.like(told, { kind: detail === '' ? 'healthy' : 'ranInPart', detail });
  });
