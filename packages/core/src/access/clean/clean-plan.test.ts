import { specimenRow } from '@ackring/testkit/holding';
import test from 'ava';
import { dayMs } from '../../words/duration.js';
import { AckringError } from '../../words/errors.js';
import type { IdentityType } from '../../words/identity.js';
import type { AccessRow, LastActivity } from '../access-row.js';
import {
  type CleanPlan,
  chooseSteps,
  explainCleanReason,
  isOnlyLookedAt,
  namesOf,
  planClean,
} from './clean-plan.js';

// Who is cleaned, who only by force, and who never.

const now = new Date('2027-03-01T04:00:00Z');

interface Change extends Partial<Pick<AccessRow, 'certificateState' | 'cloudService' | 'lastActivity'>> {
  readonly uid?: string;
  readonly name?: string;
  readonly type?: IdentityType;
  readonly cluster?: string;
}

function row({ uid = '1', name = 'tom', type = 'user', cluster = 'running', ...change }: Change): AccessRow {
  return specimenRow({
    identity: { uid, name, type, state: 'active' },
    cluster: { id: cluster, name: cluster, region: 'cn-hangzhou' },
    ...change,
  });
}

const states = ['running', 'deleting', 'deleted', 'failed', 'delete_failed', 'disconnected', 'unavailable'];
const clusters = new Map(states.map((state) => [state, { state }]));

function plan(...changes: readonly Change[]): CleanPlan {
  return planClean({ rows: changes.map(row), clusters, callerUid: '9', accountId: '100', now });
}

const seen = (days: number, isActive = false): LastActivity => {
  return { kind: 'seen', at: new Date(now.getTime() - days * dayMs), isActive };
};

const verdicts: [what: string, change: Change, verdict: string, reason: string][] = [
  ['never seen', {}, 'remove', 'NeverSeen'],
  ['seen long ago', { lastActivity: seen(40) }, 'remove', 'Inactive'],
  ['seen a week ago', { lastActivity: seen(7) }, 'remove', 'Inactive'],
  ['seen within the week', { lastActivity: seen(6.999) }, 'needs-force', 'ActiveRecently'],
  ['active by the cloud’s word', { lastActivity: seen(40, true) }, 'needs-force', 'ActiveRecently'],
  ['not asked', { lastActivity: { kind: 'notAsked' } }, 'needs-force', 'ActivityUnreadable'],
  ['unreadable', { lastActivity: { kind: 'unreadable' } }, 'needs-force', 'ActivityUnreadable'],
  ['the account root', { type: 'root' }, 'refused', 'IsAccountRoot'],
  ['the account root by its id', { uid: '100' }, 'refused', 'IsAccountRoot'],
  ['the caller', { uid: '9' }, 'refused', 'IsCaller'],
  ['one of the cloud’s own', { cloudService: 's' }, 'refused', 'IsCloudService'],
  ['removed already', { certificateState: 'removed' }, 'refused', 'AlreadyRemoved'],
  ['nothing issued', { certificateState: 'unissued' }, 'refused', 'NothingIssued'],
  ['an unknown state', { certificateState: 'unknown' }, 'refused', 'StateUnknown'],
  ['expired', { certificateState: 'expired' }, 'remove', 'NeverSeen'],
  ['an unknown cluster', { cluster: 'gone' }, 'refused', 'ClusterGone'],
  ['a cluster that is going', { cluster: 'deleting' }, 'refused', 'ClusterGone'],
  ['a cluster that is gone', { cluster: 'deleted' }, 'refused', 'ClusterGone'],
  ['a cluster that failed', { cluster: 'failed' }, 'refused', 'ClusterGone'],
  ['a cluster that would not go', { cluster: 'delete_failed' }, 'refused', 'ClusterGone'],
  ['a cluster that is away', { cluster: 'disconnected' }, 'remove', 'NeverSeen'],
  ['a cluster that is stopped', { cluster: 'unavailable' }, 'remove', 'NeverSeen'],
];

for (const [what, change, verdict, reason] of verdicts) {
  test(`${what}: ${verdict}, ${reason}`, (t) => {
    const [step] = plan(change).steps;
    t.like(step, { verdict, reason } as object);
    t.not(explainCleanReason(step?.reason ?? 'Inactive'), '');
  });
}

const busy = { lastActivity: seen(1) };
const root = { type: 'root' } as const;

type Choice = Parameters<typeof chooseSteps>[0];

const choices: [what: string, changes: readonly Change[], choice: Omit<Choice, 'plan'>, chosen: string][] = [
  ['by name', [{}, busy, root], { confirm: 'tom' }, 'NeverSeen'],
  ['by uid', [{}, busy], { confirm: '1' }, 'NeverSeen'],
  ['by force', [{}, busy], { confirm: 'tom', force: true, confirmForce: 'tom' }, 'NeverSeen ActiveRecently'],
  ['by force, where none is needed', [{}], { confirm: 'tom', force: true }, 'NeverSeen'],
  ['by force, confirmed once only', [{}, busy], { confirm: 'tom', force: true }, 'ConfirmationMissing'],
  ['by another name', [{}], { confirm: 'mei' }, 'ConfirmationMissing'],
  ['without a name', [{}], { confirm: null }, 'ConfirmationMissing'],
  ['where all need force', [busy], { confirm: 'tom' }, 'Refused'],
  ['where all is refused', [root], { confirm: 'tom', force: true, confirmForce: 'tom' }, 'Refused'],
  ['where there is nothing', [], { confirm: 'tom' }, 'Refused'],
];

for (const [what, changes, choice, chosen] of choices) {
  test(`chosen ${what}: ${chosen}`, (t) => {
    const choose = (): string =>
      chooseSteps({ ...choice, plan: plan(...changes) })
        .map(({ reason }) => reason)
        .join(' ');
    try {
      t.is(choose(), chosen);
    } catch (error) {
      t.is(error instanceof AckringError ? error.code : String(error), chosen);
    }
  });
}

test('whatever prevents a removal is reported', (t) => {
  const why = (...changes: readonly Change[]) =>
    t.throws(() => chooseSteps({ plan: plan(...changes), confirm: 'tom' }), { instanceOf: AckringError });
  t.regex(why(busy, busy, root).message, /2 of 3 need force/);
  t.regex(why(busy).remedy, /--force/);
  t.regex(why(busy, { certificateState: 'removed' }).message, /1 of 1 need force/);
  t.regex(why(root).message, /every step of the plan is refused/);
  t.notRegex(why(root).remedy, /--force/);
});

test('several users are confirmed by all of their names', (t) => {
  t.deepEqual(namesOf(plan({}, {})), ['tom', '1']);
  t.deepEqual(namesOf(plan({}, { uid: '2', name: 'mei' }, {})), ['tom,mei']);
  t.deepEqual(namesOf(plan()), ['']);
});

const [removed, unissued, gone] = [
  { certificateState: 'removed' },
  { certificateState: 'unissued' },
  { cluster: 'deleted' },
] as const;
for (const [what, changes, isOnly] of [
  ['nobody', [], false],
  ['one who was removed', [removed], true],
  ['one who never had anything', [unissued], true],
  ['both', [removed, unissued], true],
  ['one who was removed, and one in a cluster that is gone', [removed, gone], true],
  ['one in a cluster that is gone', [gone], false],
  ['one who was removed, and one who is to be', [removed, {}], false],
] as const)
  test(`of ${what} a clean ${isOnly ? 'only looks for tokens' : 'does not only look'}`, (t) => {
    t.is(isOnlyLookedAt(plan(...changes)), isOnly);
  });
