import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import { readOnlyApi } from '../../cloud/read-only.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { sentenceOf, toText } from '../../words/say.js';
import { applyClean, type CleanKept, type CleanOptions } from './clean.js';
import type { CleanOutcome } from './clean-batch.js';
import type { CleanStep } from './clean-plan.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

const scenario = {
  identities: [
    { name: 'mei' },
    { name: 'tom', state: 'Deleted' as const },
    { name: 'nobody', policies: 'none' as const },
    { name: 'robot', type: 'role' as const },
  ],
  clusters: [
    { name: 'a-quiet', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: 40 } } },
    { name: 'b-never', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: null } } },
    { name: 'c-busy', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: 2 } } },
    {
      name: 'd-dark',
      auditLog: false,
      holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: 90 } },
    },
    {
      name: 'e-far',
      region: 'eu-central-1',
      holders: { ops: { daysLeft: 900 }, tom: { daysLeft: -3, lastSeenDaysAgo: 90 } },
    },
    {
      name: 'f-going',
      state: 'deleting',
      holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: 90 } },
    },
  ],
};

const cleans = ['CleanClusterUserPermissions', 'CleanUserPermissions'];
const cleanCalls = ({ emulator }: TestCloud): number =>
  cleans.reduce((sum, operation) => sum + emulator.requests.count(operation), 0);
const force = { force: true, confirm: 'tom', confirmForce: 'tom' };

async function optionsFor(cloud: TestCloud, change: Partial<CleanOptions> = {}): Promise<CleanOptions> {
  return {
    plan: await cloud.plan('tom'),
    api: cloud.api(),
    clock: cloud.clock,
    journal: cloud.journal,
    runId: 'run',
    backUp: async () => ({ place: '/backup.json', unsaved: [], tokensLeft: [], byCertificateName: [] }),
    confirm: 'tom',
    ...change,
  };
}

const summary = (outcomes: readonly CleanOutcome[]): string[] =>
  outcomes.map(
    ({ step, result, isForced }) => `${step.row.cluster.name} ${result}${isForced ? ' by force' : ''}`,
  );

async function refusal(t: ExecutionContext, promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  t.is(error?.code, code, error?.message);
}

test.serial('the plan names each cluster’s verdict and reason', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { steps } = await cloud.plan('tom');
  t.deepEqual(
    steps.map(({ row, verdict, reason }) => [row.cluster.name, verdict, reason]),
    [
      ['a-quiet', 'remove', 'Inactive'],
      ['b-never', 'remove', 'NeverSeen'],
      ['c-busy', 'needs-force', 'ActiveRecently'],
      ['d-dark', 'needs-force', 'ActivityUnreadable'],
      ['e-far', 'remove', 'Inactive'],
      ['f-going', 'refused', 'ClusterGone'],
    ],
  );
  t.true(steps.every(({ row }) => row.orphan === (row.cluster.name !== 'e-far') || row.roles !== null));
  t.is(cleanCalls(cloud), 0);
});

test.serial('once confirmed, inactive access is removed, and the rest stays with its reason', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const outcomes = await applyClean(await optionsFor(cloud));
  t.deepEqual(summary(outcomes), [
    'a-quiet removed',
    'b-never removed',
    'c-busy refused',
    'd-dark refused',
    'e-far removed',
    'f-going refused',
  ]);
  const left = (await cloud.rows('tom')).map(({ cluster }) => cluster.name);
  t.deepEqual(left, ['c-busy', 'd-dark', 'f-going']);
  t.false(cloud.emulator.requests.all().some(({ query }) => query.includes('Force=true')));
  const [first, ...rest] = cloud.journal.drafts;
  t.is(first?.phase, 'started');
  t.is(first?.details?.['backup'], '/backup.json');
  t.is(rest.length, 4);
  t.regex(toText(sentenceOf(rest.at(-1)?.summary ?? '')), /removed in 3 of 6$/);
});

test.serial('force needs its own confirmation, and is sent only where needed', async (t) => {
  await using cloud = await startTestCloud(scenario);
  await refusal(t, applyClean(await optionsFor(cloud, { force: true })), 'ConfirmationMissing');
  await refusal(
    t,
    applyClean(await optionsFor(cloud, { ...force, confirmForce: 'Tom' })),
    'ConfirmationMissing',
  );
  t.is(cleanCalls(cloud), 0);
  const outcomes = await applyClean(await optionsFor(cloud, force));
  t.true(summary(outcomes).includes('c-busy removed by force'));
  t.true(summary(outcomes).includes('a-quiet removed'));
  t.regex(toText(sentenceOf(cloud.journal.drafts.at(-1)?.summary ?? '')), /removed in 5 of 6$/);
  t.deepEqual(
    (await cloud.rows('tom')).map(({ cluster }) => cluster.name),
    ['f-going'],
  );
});

test.serial('read-only: refused before the cloud is asked', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const outcomes = await applyClean(await optionsFor(cloud, { api: readOnlyApi(cloud.api()) }));
  t.true(outcomes.every(({ result }) => result !== 'removed'));
  t.is(outcomes.find(({ error }) => error !== null)?.error?.code, 'ReadOnly');
  t.is(cleanCalls(cloud), 0);
});

test.serial('no permission: every step fails naming the missing action, nothing is removed', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { listKubeconfigStates, describeUserActivity } = cloud.api();
  const api = { ...cloud.api('nobody'), listKubeconfigStates, describeUserActivity };
  const outcomes = await applyClean(await optionsFor(cloud, { api }));
  const failed = outcomes.filter(({ result }) => result === 'failed');
  t.is(failed.length, 3);
  t.true(failed.every(({ error }) => error?.code === 'Forbidden' && /cs:Clean/.test(error.message)));
  t.is((await cloud.rows('tom')).length, 6);
});

test.serial('roles that a list of permissions leaves out are not told to be removed before', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await optionsFor(cloud);
  const [step] = options.plan.steps;
  if (step === undefined) return t.fail();
  const row = { ...step.row, certificateState: 'unissued' as const };
  const plan = { ...options.plan, steps: [{ ...step, row, verdict: 'remove' as const }] };
  const api = { ...cloud.api(), describeUserPermissions: async () => [] };
  t.deepEqual(summary(await applyClean({ ...options, plan, api })), ['a-quiet removed']);
  t.is(cleanCalls(cloud), 1);
});

test.serial('activity that became unreadable since the plan: refused', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await optionsFor(cloud);
  cloud.emulator.faults.add({
    operation: 'DescribeUserClusterActivityState',
    effect: { kind: 'error', status: 500 },
  });
  const outcomes = await applyClean(options);
  t.true(outcomes.every(({ result }) => result === 'refused'));
  t.is(cleanCalls(cloud), 0);
});

test.serial('became active since the plan: refused', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await optionsFor(cloud);
  for (const cluster of cloud.emulator.world.clusters.all()) {
    const grant = cluster.grants.get(cloud.uid('tom'));
    if (grant) grant.lastActivity = cloud.clock.now();
  }
  t.true((await applyClean(options)).every(({ result }) => result === 'refused'));
  t.is(cleanCalls(cloud), 0);
});

test.serial('what was removed before is handed over too, to look for tokens', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await optionsFor(cloud, force);
  const gone = ['a-quiet', 'e-far'];
  const steps = options.plan.steps.map(
    (step): CleanStep =>
      gone.includes(step.row.cluster.name) ? { ...step, verdict: 'refused', reason: 'AlreadyRemoved' } : step,
  );
  const looked: string[][] = [];
  const backUp: CleanOptions['backUp'] = async (...lists) => {
    looked.push(...lists.map((list) => list.map(({ row }) => row.cluster.name)));
    return { place: '', unsaved: [], tokensLeft: [], byCertificateName: [] };
  };
  await applyClean({ ...options, plan: { ...options.plan, steps }, backUp });
  t.deepEqual(looked, [['b-never', 'c-busy', 'd-dark'], gone]);

  looked.length = 0;
  const onlyGone = { ...options, backUp, plan: { ...options.plan, steps: steps.slice(0, 1) } };
  const before = cloud.journal.drafts.length;
  await refusal(t, applyClean({ ...onlyGone, confirm: null }), 'ConfirmationMissing');
  t.deepEqual(looked, []);
  t.deepEqual(summary(await applyClean(onlyGone)), ['a-quiet alreadyRemoved']);
  t.deepEqual(looked, [[], ['a-quiet']]);
  t.is(cloud.journal.drafts.length, before);
});

for (const confirm of [null, '', 'Tom', 'tom ', 'mei']) {
  test.serial(
    `wrong confirmation ${JSON.stringify(confirm)}: refused before backup and journal`,
    async (t) => {
      await using cloud = await startTestCloud(scenario);
      const backUp = async (): Promise<CleanKept> => {
        t.fail();
        return { place: '', unsaved: [], tokensLeft: [], byCertificateName: [] };
      };
      await refusal(t, applyClean(await optionsFor(cloud, { confirm, backUp })), 'ConfirmationMissing');
      t.is(cleanCalls(cloud), 0);
      t.is(cloud.journal.drafts.length, 0);
    },
  );
}

test.serial('throttled for a while: carried out anyway, once each', async (t) => {
  await using cloud = await startTestCloud(scenario);
  for (const operation of cleans) {
    cloud.emulator.faults.add({ operation, times: 3, effect: { kind: 'throttle', retryAfterMs: 5 } });
  }
  const outcomes = await applyClean(await optionsFor(cloud));
  t.is(outcomes.filter(({ result }) => result === 'removed').length, 3);
});

test.serial('throttled for good: fails, and what was not done is still there', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await optionsFor(cloud);
  for (const operation of cleans) cloud.emulator.faults.add({ operation, effect: { kind: 'throttle' } });
  const outcomes = await applyClean(options);
  t.is(outcomes.filter(({ error }) => error?.code === 'Throttled').length, 3);
  t.is((await cloud.rows('tom')).length, 6);
});

test.serial('cut off after the cloud did it: seen in the list, and not sent again', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await optionsFor(cloud);
  cloud.emulator.faults.add({
    operation: 'CleanClusterUserPermissions',
    effect: { kind: 'reset', after: true },
  });
  const outcomes = await applyClean(options);
  t.is(outcomes.find(({ step }) => step.row.cluster.name === 'e-far')?.result, 'removed');
  t.is(cloud.emulator.requests.count('CleanClusterUserPermissions'), 1);
});

test.serial('killed half-way: the next run finishes, and cleans nothing twice', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await optionsFor(cloud);
  const controller = new AbortController();
  const killed = await applyClean({
    ...options,
    signal: controller.signal,
    onProgress: (progress) => {
      if (progress.kind === 'finished') controller.abort();
    },
  });
  t.true(killed.some(({ error }) => error?.code === 'Cancelled'));
  const before = cleanCalls(cloud);
  const again = await applyClean(options);
  t.true(again.filter(({ result }) => result === 'alreadyRemoved').length >= 1);
  t.deepEqual(
    (await cloud.rows('tom')).map(({ cluster }) => cluster.name),
    ['c-busy', 'd-dark', 'f-going'],
  );
  const third = cleanCalls(cloud);
  await applyClean(options);
  t.is(cleanCalls(cloud), third);
  t.true(third > before);
});

test.serial('when a task exceeds the time limit, each cluster is queried', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({
    operation: 'DescribeTaskInfo',
    effect: { kind: 'drift', path: 'state', value: 'running' },
  });
  const outcomes = await applyClean(await optionsFor(cloud));
  t.is(outcomes.filter(({ result }) => result === 'removed').length, 3);
});

test.serial('no backup, no removal; no journal, no removal', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const full = new AckringError('FileUnwritable', 'full', { remedy: 'x' });
  await refusal(
    t,
    applyClean(await optionsFor(cloud, { backUp: () => Promise.reject(full) })),
    'FileUnwritable',
  );
  const journal = { record: () => Promise.reject(full) };
  await refusal(t, applyClean(await optionsFor(cloud, { journal })), 'FileUnwritable');
  t.is(cleanCalls(cloud), 0);
});

test.serial('the account root and the caller are refused before any call', async (t) => {
  const clusters = [{ name: 'a', holders: { root: { daysLeft: 900 }, ops: { daysLeft: 900 } } }];
  await using cloud = await startTestCloud({ clusters });
  for (const [name, reason] of [
    ['root', 'IsAccountRoot'],
    ['ops', 'IsCaller'],
  ] as const) {
    const plan = await cloud.plan(name);
    t.deepEqual(
      plan.steps.map((step) => [step.verdict, step.reason]),
      [['refused', reason]],
    );
    const options = await optionsFor(cloud, { plan, ...force, confirm: name, confirmForce: name });
    await refusal(t, applyClean(options), 'Refused');
  }
  t.is(cleanCalls(cloud), 0);
});

test.serial('a plan for several users is confirmed by all their names', async (t) => {
  const clusters = [
    {
      name: 'a',
      holders: {
        ops: {},
        mei: { daysLeft: 9, lastSeenDaysAgo: 99 },
        tom: { daysLeft: 9, lastSeenDaysAgo: 99 },
      },
    },
  ];
  await using cloud = await startTestCloud({ identities: scenario.identities, clusters });
  const [mei, tom] = [await cloud.plan('mei'), await cloud.plan('tom')];
  const plan = { ...mei, steps: [...mei.steps, ...tom.steps] };
  await refusal(t, applyClean(await optionsFor(cloud, { plan, confirm: 'mei' })), 'ConfirmationMissing');
  const outcomes = await applyClean(await optionsFor(cloud, { plan, confirm: 'mei,tom' }));
  t.true(outcomes.every(({ result }) => result === 'removed'));
});

/** Waiting moves the cloud's clock, so that its lists catch up. */
async function lagging(lagMs: number): Promise<TestCloud> {
  const cloud = await startTestCloud(scenario);
  cloud.emulator.clock.freeze();
  cloud.emulator.world.switches.lagMs = lagMs;
  return cloud;
}

test.serial('a lagging list is read again before anything counts as still there', async (t) => {
  await using cloud = await lagging(10_000);
  const outcomes = await applyClean(await optionsFor(cloud));
  t.is(outcomes.filter(({ result }) => result === 'removed').length, 3);
  // Both clusters of one region by one task, neither a second time.
  t.is(cloud.emulator.requests.count('CleanClusterUserPermissions'), 1);
});

test.serial('what the list still shows in the end is unconfirmed, not failed', async (t) => {
  await using cloud = await lagging(60_000);
  const outcomes = await applyClean(await optionsFor(cloud));
  t.deepEqual(summary(outcomes), [
    'a-quiet unconfirmed',
    'b-never unconfirmed',
    'c-busy refused',
    'd-dark refused',
    'e-far removed',
    'f-going refused',
  ]);
  t.regex(outcomes[0]?.error?.message ?? '', /not seen to be gone yet in a-quiet: lists lag/);
  const readings = cloud.emulator.requests
    .all()
    .filter(
      ({ operation, path }) =>
        operation === 'ListClusterKubeconfigStates' && path.includes(outcomes[0]?.step.row.cluster.id ?? '-'),
    );
  // For the plan, before the call, and five times after it.
  t.true(readings.length <= 8, `${readings.length} readings`);
});

test.serial(
  'cut off after the cloud did it, behind a lagging list: removed, and not sent again',
  async (t) => {
    await using cloud = await lagging(8_000);
    const options = await optionsFor(cloud);
    const effect = { kind: 'reset', after: true } as const;
    cloud.emulator.faults.add({ operation: 'CleanClusterUserPermissions', effect });
    const outcomes = await applyClean(options);
    t.is(outcomes.find(({ step }) => step.row.cluster.name === 'e-far')?.result, 'removed');
    t.is(cloud.emulator.requests.count('CleanClusterUserPermissions'), 1);
  },
);

test.serial('cut off, and still shown after the lag: unknown', async (t) => {
  await using cloud = await lagging(0);
  const options = await optionsFor(cloud);
  const effect = { kind: 'reset', after: false } as const;
  for (const operation of cleans) cloud.emulator.faults.add({ operation, effect });
  const outcomes = await applyClean(options);
  t.is(outcomes.filter(({ result }) => result === 'unknown').length, 3);
});

test.serial('a second run within the lag finds the first one’s work done', async (t) => {
  await using cloud = await lagging(9_000);
  const options = await optionsFor(cloud);
  const far = options.plan.steps.filter(({ row }) => row.cluster.name === 'e-far');
  const plan = { ...options.plan, steps: far };
  t.deepEqual(summary(await applyClean({ ...options, plan })), ['e-far removed']);
  t.deepEqual(summary(await applyClean({ ...options, plan })), ['e-far removed']);
});

test.serial('cancelled during a call: read once more, and unknown unless seen done', async (t) => {
  for (const [after, result] of [
    [true, 'removed'],
    [false, 'unknown'],
  ] as const) {
    await using cloud = await startTestCloud(scenario);
    const options = await optionsFor(cloud);
    const plan = {
      ...options.plan,
      steps: options.plan.steps.filter(({ row }) => row.cluster.name === 'e-far'),
    };
    const controller = new AbortController();
    const api = cloud.api();
    const cut: typeof api.cleanClusterUser = async (...call) => {
      if (after) await api.cleanClusterUser(...call);
      controller.abort();
      throw new AckringError('Cancelled', 'given up', { remedy: 'x' });
    };
    const given = { ...options, plan, api: { ...api, cleanClusterUser: cut }, signal: controller.signal };
    t.deepEqual(summary(await applyClean(given)), [`e-far ${result}`]);
  }
});
