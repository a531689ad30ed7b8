import { specimenRow } from '@ackring/testkit/holding';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import type { AccessRow, LastActivity } from '../access-row.js';
import type { CleanOutcome, CleanResult } from './clean-batch.js';
import type { CleanPlan, CleanStep } from './clean-plan.js';
import { cleanReport, cleanToJson, isSeenInPart, isTaken } from './clean-report.js';

const now = new Date('2027-03-01T04:00:00Z');
const role = { clusterId: 'c1', namespace: null, scope: 'cluster', role: 'admin', isOwner: false } as const;

const row = (change: Partial<AccessRow> = {}): AccessRow =>
  specimenRow({ roles: [role], areRolesWhole: true, ...change });

const step = (change: Partial<AccessRow> = {}): CleanStep => ({
  row: row(change),
  verdict: 'remove',
  reason: 'NeverSeen',
  recentUse: { kind: 'unused' },
});
const forbidden = new AckringError('Forbidden', 'not allowed', { remedy: 'x', requestId: 'R' });

function outcome(result: CleanResult, change: Partial<CleanOutcome> = {}): CleanOutcome {
  return { step: step(), result, isForced: false, error: null, ...change };
}

const plan = (...steps: CleanStep[]): CleanPlan => ({ steps, unseen: [], now });

const seen: [activity: LastActivity, told: string | null][] = [
  [{ kind: 'never' }, 'never'],
  [{ kind: 'seen', at: now, isActive: false }, now.toISOString()],
  [{ kind: 'notAsked' }, null],
  [{ kind: 'unreadable' }, null],
];

test('the plan in JSON says who, where, why and when last active', (t) => {
  for (const [lastActivity, told] of seen) {
    const [first] = cleanToJson(plan(step({ lastActivity })), []).plan;
    t.like(first, {
      cluster: 'prod',
      clusterId: 'c1',
      uid: '1',
      name: 'tom',
      verdict: 'remove',
      reason: 'NeverSeen',
    });
    t.is(first?.lastActivity, told);
  }
  const [whole, part, unread] = cleanToJson(
    plan(step(), step({ areRolesWhole: false }), step({ roles: null })),
    [],
  ).plan;
  t.deepEqual([whole?.rolesSeen, part?.rolesSeen, unread?.rolesSeen], ['all', 'asAdministered', null]);
  t.deepEqual([whole?.roles, unread?.roles], [[{ role: 'admin', namespace: null }], null]);
});

test('the applied part says what the bin still holds, and what failed', (t) => {
  const results: CleanResult[] = ['removed', 'unconfirmed', 'alreadyRemoved', 'refused', 'failed', 'unknown'];
  const { applied } = cleanToJson(
    plan(),
    results.map((result) => outcome(result)),
  );
  t.deepEqual(
    applied.map(({ restorableUntil }) => restorableUntil !== null),
    [true, true, false, false, false, false],
  );
  t.deepEqual(results.map(isTaken), [true, true, false, false, false, false]);
  const [failed] = cleanToJson(plan(), [outcome('failed', { error: forbidden, isForced: true })]).applied;
  t.like(failed, { forced: true, error: { code: 'Forbidden', message: 'not allowed', requestId: 'R' } });
  const unseen = { ...plan(), unseen: [{ place: 'cn-beijing', error: forbidden }] };
  const { unseen: told, unsaved } = cleanToJson(unseen, [], {
    unsaved: [{ step: step(), error: forbidden }],
  });
  t.deepEqual(told, [{ place: 'cn-beijing', code: 'Forbidden', message: 'not allowed' }]);
  t.like(unsaved, [{ uid: '1', code: 'Forbidden' }]);
});

const report = (options: Partial<Parameters<typeof cleanReport>[0]> = {}): string =>
  cleanReport({ plan: plan(step()), outcomes: [], runId: 'r', backup: null, ...options });

test('the report has one line per step, with its reason or error', (t) => {
  const text = report({
    outcomes: [
      outcome('removed'),
      outcome('removed', { isForced: true }),
      outcome('failed', {
        error: forbidden,
        isForced: true,
        step: step({ lastActivity: { kind: 'unreadable' } }),
      }),
    ],
  });
  const lines = text.split('\n').filter((line) => line.startsWith('| tom'));
  t.deepEqual(lines, [
    '| tom (1) | prod (c1) | cn-hangzhou | removed | never seen by this cluster | never |',
    '| tom (1) | prod (c1) | cn-hangzhou | removed by force | never seen by this cluster | never |',
    '| tom (1) | prod (c1) | cn-hangzhou | failed | not allowed | unknown |',
  ]);
  t.regex(text, /^Run r, 2027-03-01T04:00:00.000Z: 2 removed, 1 failed\.$/m);
});

test('nothing in a name breaks the table', (t) => {
  const identity = { uid: '1', name: 'a|b\n| c', type: 'user', state: 'active' } as const;
  const text = report({ outcomes: [outcome('removed', { step: step({ identity }) })] });
  t.true(text.includes('| a\\|b \\| c (1) |'), text);
});

test('what else is removed is reported when there is any', (t) => {
  const bin = /recycle bin/;
  t.notRegex(report(), bin);
  t.notRegex(report({ outcomes: [outcome('failed')] }), bin);
  t.regex(report({ outcomes: [outcome('removed')] }), bin);
  t.notRegex(report(), /is in `/);
  t.regex(report({ backup: '/b.json' }), /What they held before is in `\/b\.json`\./);
  t.notRegex(report(), /only where you administer/);
  t.regex(report({ plan: plan(step(), step({ areRolesWhole: false })) }), /only where you administer/);
  t.regex(
    report({ plan: { ...plan(), unseen: [{ place: 'cn-beijing', error: forbidden }] } }),
    /\*\*Not looked at:\*\* cn-beijing: not allowed/,
  );
  t.regex(report({ unsaved: [{ step: step(), error: forbidden }] }), /\*\*Not kept:\*\*/);
  t.regex(report({ tokensLeft: [{ step: step(), error: forbidden }] }), /\*\*Left:\*\*/);
  t.true(isSeenInPart(plan(step({ areRolesWhole: false }))));
  t.false(isSeenInPart(plan(step(), step({ roles: null }))));
});
