import { skippingClock } from '@ackring/testkit/clock';
import { specimenHolding, specimenRow } from '@ackring/testkit/holding';
import test from 'ava';
import type { CertificateState, TaskProgress } from '../../cloud/ack/api.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type BatchOptions, batchesOf, type CleanOutcome, cleanBatch } from './clean-batch.js';
import type { CleanStep } from './clean-plan.js';

// What is said of each cluster, by what the cloud answers while it is cleaned.

type Listed = CertificateState | 'someone else' | ErrorCode;

interface Answers {
  /** What each list shows of a cluster, the last one for ever; by default it is there at first, and then gone. */
  readonly lists?: readonly Listed[];
  /** The same for the list of permissions: of which clusters it tells. */
  readonly permitted?: readonly string[];
  readonly seen?: 'never' | 'quiet' | 'active' | ErrorCode;
  /** How each single clean fails. */
  readonly clean?: ErrorCode;
  /** How the task for several ends. */
  readonly task?: TaskProgress['state'] | ErrorCode;
  readonly signal?: AbortSignal | undefined;
}

const fail = (code: ErrorCode) => new AckringError(code, code, { remedy: 'None.' });
const states: readonly string[] = [
  'unexpired',
  'expired',
  'removed',
  'unissued',
  'unknown',
] satisfies CertificateState[];

function step(change: Partial<CleanStep['row']> = {}, verdict: CleanStep['verdict'] = 'remove'): CleanStep {
  const row = specimenRow({ ...at('a'), ...change });
  return { row, verdict, reason: 'NeverSeen', recentUse: { kind: 'unknown', error: null } };
}

const at = (id: string) => ({ cluster: { id, name: id, region: 'cn-hangzhou' } });

/** The lists and calls of a cloud that answers so. */
function cloudOf(answers: Readonly<Record<string, Answers>>) {
  const calls: string[] = [];
  const read = new Map<string, number>();
  const of = (id: string): Answers => answers[id] ?? answers['a'] ?? {};
  const api: BatchOptions['api'] = {
    listKubeconfigStates: async (cluster) => {
      const { lists = ['unexpired', 'removed'] } = of(cluster.id);
      const place = read.get(cluster.id) ?? 0;
      read.set(cluster.id, place + 1);
      const listed = lists[Math.min(place, lists.length - 1)] ?? 'removed';
      if (listed !== 'someone else' && !states.includes(listed)) throw fail(listed as ErrorCode);
      const isOther = listed === 'someone else';
      const state = specimenHolding({
        cluster: { ...cluster, name: cluster.id },
        uid: isOther ? '2' : '1',
        certificateState: isOther ? 'unexpired' : (listed as CertificateState),
      });
      return [state];
    },
    describeUserActivity: async ({ id }) => {
      const { seen = 'quiet' } = of(id);
      if (seen === 'never') return { isActive: false, lastSeen: null };
      if (seen !== 'quiet' && seen !== 'active') throw fail(seen);
      return { isActive: seen === 'active', lastSeen: new Date(0) };
    },
    describeUserPermissions: async () => {
      read.set('permissions', (read.get('permissions') ?? 0) + 1);
      const role = { namespace: null, scope: 'cluster', role: 'admin', isOwner: false } as const;
      return (of('a').permitted ?? []).map((clusterId) => ({ clusterId, ...role }));
    },
    cleanClusterUser: async ({ id }, uid, { force }) => {
      calls.push(`${id} ${uid}${force ? ' by force' : ''}`);
      const { clean } = of(id);
      if (clean !== undefined) throw fail(clean);
    },
    cleanUser: async (uid, { region, clusterIds, force }) => {
      calls.push(`${region} ${clusterIds.join('+')} ${uid}${force ? ' by force' : ''}`);
      return { taskId: 'T' };
    },
    describeTask: async (id) => {
      const { task = 'succeeded' } = of('a');
      if (task !== 'succeeded' && task !== 'failed' && task !== 'running') throw fail(task);
      return { id, state: task, errorCode: null };
    },
  };
  return { api, calls, readings: () => Object.fromEntries(read) };
}

const told = (outcomes: readonly CleanOutcome[]): string[] =>
  outcomes.map(({ step: { row }, result, isForced, error }) =>
    [row.cluster.name, result, ...(isForced ? ['by force'] : []), ...(error ? [error.code] : [])].join(' '),
  );

const clean = async (steps: readonly CleanStep[], answers: Readonly<Record<string, Answers>>) => {
  const { api, calls, readings } = cloudOf(answers);
  const signal = answers['a']?.signal;
  const outcomes = await cleanBatch(steps, {
    api,
    clock: skippingClock(),
    signal,
  });
  return { outcomes: told(outcomes), calls, readings: readings() };
};

const gone: readonly Listed[] = ['unexpired', 'removed'];
const stays: readonly Listed[] = ['unexpired'];

const ones: [what: string, given: CleanStep, answers: Answers, outcome: string, calls: number][] = [
  ['quiet', step(), {}, 'a removed', 1],
  ['never seen', step(), { seen: 'never' }, 'a removed', 1],
  ['quiet, and still listed', step(), { lists: stays }, 'a removed', 1],
  ['gone before', step(), { lists: ['removed'] }, 'a alreadyRemoved', 0],
  ['never issued', step(), { lists: ['unissued'] }, 'a alreadyRemoved', 0],
  ['another’s alone', step(), { lists: ['someone else'] }, 'a alreadyRemoved', 0],
  ['expired', step(), { lists: ['expired'] }, 'a removed', 1],
  ['in a state nobody knows', step(), { lists: ['unknown'] }, 'a removed', 1],
  ['in a list that cannot be read', step(), { lists: ['Forbidden'] }, 'a removed', 1],
  ['active since', step(), { seen: 'active' }, 'a refused Refused', 0],
  ['no longer readable', step(), { seen: 'Forbidden' }, 'a refused Refused', 0],
  ['active, by force', step({}, 'needs-force'), { seen: 'active' }, 'a removed by force', 1],
  ['gone before, by force', step({}, 'needs-force'), { lists: ['removed'] }, 'a alreadyRemoved', 0],
  ['interrupted', step(), { signal: AbortSignal.abort() }, 'a failed Cancelled', 0],
  ['cut off, and gone', step(), { clean: 'Unreachable', lists: gone }, 'a removed', 1],
  [
    'cut off, and gone late',
    step(),
    { clean: 'TimedOut', lists: [...stays, ...stays, ...stays, ...stays, ...gone] },
    'a removed',
    1,
  ],
  ['cut off, and there', step(), { clean: 'Unreachable', lists: stays }, 'a unknown Unreachable', 1],
  [
    'cut off, and unreadable',
    step(),
    { clean: 'ServerFault', lists: ['unexpired', 'Forbidden'] },
    'a unknown ServerFault',
    1,
  ],
  ['refused, and there', step(), { clean: 'RequestRejected', lists: stays }, 'a refused RequestRejected', 1],
  ['refused, being gone', step(), { clean: 'RequestRejected', lists: gone }, 'a removed', 1],
  ['in conflict, and there', step(), { clean: 'Conflict', lists: stays }, 'a failed Conflict', 1],
  ['in conflict, being gone', step(), { clean: 'Conflict', lists: gone }, 'a removed', 1],
  // Nothing was done, whatever the list says.
  ['forbidden', step(), { clean: 'Forbidden', lists: gone }, 'a failed Forbidden', 1],
  ['refused, by force', step({}, 'needs-force'), { clean: 'Forbidden' }, 'a failed by force Forbidden', 1],
  // A list of permissions leaves out what the caller may not see.
  [
    'roles alone, and there',
    step({ certificateState: 'unissued' }),
    { permitted: ['a'], clean: 'Unreachable' },
    'a unknown Unreachable',
    1,
  ],
  [
    'roles alone, elsewhere',
    step({ certificateState: 'unissued' }),
    { permitted: ['b'], clean: 'Conflict' },
    'a failed Conflict',
    1,
  ],
];

for (const [what, given, answers, outcome, calls] of ones) {
  test(`one that is ${what}: ${outcome}`, async (t) => {
    const seen = await clean([given], { a: answers });
    t.deepEqual(seen.outcomes, [outcome]);
    t.is(seen.calls.length, calls);
  });
}

for (const code of ['Unreachable', 'TimedOut', 'ServerFault', 'ResponseUnreadable', 'Internal'] as const) {
  test(`${code}: it may be done all the same`, async (t) => {
    t.deepEqual((await clean([step()], { a: { clean: code, lists: stays } })).outcomes, [
      `a unknown ${code}`,
    ]);
  });
}

const two = [step(at('a')), step(at('b'))];
const together = 'cn-hangzhou a+b 1';

const several: [what: string, answers: Record<string, Answers>, outcomes: string[], calls: string[]][] = [
  ['done', {}, ['a removed', 'b removed'], [together]],
  ['done, but for one list', { b: { lists: stays } }, ['a removed', 'b unconfirmed DoneInPart'], [together]],
  [
    'done, but for one unreadable list',
    { b: { lists: ['unexpired', 'Forbidden'] } },
    ['a removed', 'b unconfirmed DoneInPart'],
    [together],
  ],
  [
    'failed, with one gone',
    { a: { task: 'failed' }, b: { lists: stays } },
    ['a removed', 'b removed'],
    [together, 'b 1'],
  ],
  [
    'unreachable, with one gone',
    { a: { task: 'Unreachable' }, b: { lists: stays, clean: 'Forbidden' } },
    ['a removed', 'b failed Forbidden'],
    [together, 'b 1'],
  ],
  ['not needed for one', { b: { lists: ['removed'] } }, ['b alreadyRemoved', 'a removed'], ['a 1']],
];

for (const [what, answers, outcomes, calls] of several) {
  test(`two at once, with a task that is ${what}`, async (t) => {
    const seen = await clean(two, { a: {}, b: {}, ...answers });
    t.deepEqual([seen.outcomes, seen.calls], [outcomes, calls]);
  });
}

test('the task is followed, each call can be interrupted, and whoever has no name is told by number', async (t) => {
  const { signal } = new AbortController();
  const given: unknown[] = [];
  const { api } = cloudOf({ a: {}, b: { lists: stays } });
  const watched: BatchOptions['api'] = {
    ...api,
    cleanUser: (uid, options) => {
      given.push(options.signal);
      return api.cleanUser(uid, options);
    },
    describeTask: (id, region, own) => {
      given.push(own);
      return api.describeTask(id, region, own);
    },
    describeUserActivity: (cluster, uid, own) => {
      given.push(own);
      return api.describeUserActivity(cluster, uid, own);
    },
    cleanClusterUser: (cluster, uid, options) => {
      given.push(options.signal);
      return api.cleanClusterUser(cluster, uid, options);
    },
  };
  const progress: TaskProgress[] = [];
  const options = { api: watched, clock: skippingClock(), signal };
  const identity = { ...step().row.identity, name: '' };
  const nameless = two.map(({ row }) => step({ ...row, identity }));
  const outcomes = await cleanBatch(nameless, { ...options, onTask: (each) => progress.push(each) });
  t.regex(outcomes[1]?.error?.remedy ?? '', /access --user 1`/);
  t.deepEqual(progress, [{ id: 'T', state: 'succeeded', errorCode: null }]);
  await cleanBatch([step(at('b'))], options);
  t.is(given.length, 6);
  t.true(given.every((each) => each === signal));
});

test('two by force at once', async (t) => {
  const seen = await clean(
    ['a', 'b'].map((id) => step(at(id), 'needs-force')),
    { a: {}, b: {} },
  );
  t.deepEqual(seen.outcomes, ['a removed by force', 'b removed by force']);
  t.deepEqual(seen.calls, [`${together} by force`]);
});

test('a list that lags is read until it has had its time, an unreadable one once', async (t) => {
  const late = await clean(two, {
    a: { lists: ['unexpired', 'unexpired', 'removed'] },
    b: { lists: ['unexpired', 'Forbidden'] },
  });
  t.deepEqual(late.readings, { a: 3, b: 2 });
  const never = await clean([step()], { a: { lists: stays, clean: 'Unreachable' } });
  t.deepEqual(never.readings, { a: 6 });
  t.deepEqual((await clean([step()], { a: { lists: stays } })).readings, { a: 1 }, 'there is no doubt');
  const roles = [step({ certificateState: 'unissued' })];
  const listed = async (permitted: string[]) =>
    (await clean(roles, { a: { permitted, clean: 'Unreachable' } })).readings;
  t.deepEqual(await listed(['b', 'a']), { permissions: 6 });
  t.deepEqual(await listed(['b']), { permissions: 2 }, 'it may be a cluster that the caller may not see');
});

test('interrupted between the look and the clean, nothing is sent', async (t) => {
  const stop = new AbortController();
  const { api, calls } = cloudOf({ a: {} });
  const describeUserActivity: typeof api.describeUserActivity = async (...asked) => {
    stop.abort();
    return api.describeUserActivity(...asked);
  };
  const options = { api: { ...api, describeUserActivity }, clock: skippingClock(), signal: stop.signal };
  t.deepEqual(told(await cleanBatch([step()], options)), ['a failed Cancelled']);
  t.deepEqual(calls, []);
});

test('one call is for one identity, one region, and with force or without', (t) => {
  const other = { identity: { ...step().row.identity, uid: '2' } };
  const far = { cluster: { id: 'd', name: 'd', region: 'eu-central-1' } };
  const steps = [
    ...two,
    step({ ...at('c'), ...other }),
    step(far),
    step(at('e'), 'needs-force'),
    step(at('f')),
  ];
  t.deepEqual(
    batchesOf(steps).map((batch) => batch.map(({ row }) => row.cluster.id).join('')),
    ['abf', 'c', 'd', 'e'],
  );
});
