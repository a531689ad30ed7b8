import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import test from 'ava';
import type { CachedHolder } from '../../fleet/fleet-cache.js';
import type { FleetEvent } from '../../fleet/scan.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { type CleanPlan, isOnlyLookedAt, namesOf } from './clean-plan.js';
import { type CleanRequest, type SurveyPorts, surveyClean } from './clean-survey.js';

const leaver = { daysLeft: 300, lastSeenDaysAgo: 40 };
const scenario = {
  identities: [{ name: 'tom' }, { name: 'mei' }],
  clusters: [
    { name: 'a', holders: { ops: { daysLeft: 900 }, tom: leaver, mei: leaver } },
    { name: 'b', holders: { ops: { daysLeft: 900 }, tom: leaver } },
  ],
};

const silent = new AckringError('Unreachable', 'cn-beijing does not answer', { remedy: 'Try again.' });
const failed: FleetEvent = { kind: 'failed', region: 'cn-beijing', error: silent };

/** `events`: what a scan yields; by default the whole fleet. */
async function survey(
  cloud: TestCloud,
  request: Partial<CleanRequest>,
  events: readonly FleetEvent[] = [],
  known: readonly CachedHolder[] = [],
  api: Partial<SurveyPorts['api']> = {},
  type: Awaited<ReturnType<SurveyPorts['caller']>>['type'] = 'user',
): Promise<CleanPlan> {
  const { uid, accountId } = { uid: cloud.uid('ops'), accountId: cloud.emulator.accountId };
  return surveyClean(
    { users: ['tom'], clusters: [], ...request },
    {
      api: { ...cloud.api(), ...api },
      clock: cloud.clock,
      usage: cloud.usage(),
      knownHolders: async () => known,
      caller: async () => ({ uid, accountId, type }),
      scanFleet: async function* () {
        if (events.length > 0) yield* events;
        else yield { kind: 'clusters', region: 'ap-northeast-1', clusters: await cloud.clusters() };
      },
    },
  );
}

function told({ steps }: CleanPlan): string[] {
  return steps.map(({ row }) => `${row.identity.name} in ${row.cluster.name}`);
}

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | null> {
  return work.then(
    () => null,
    (error) => (error instanceof AckringError ? error.code : null),
  );
}

test('users match by name or uid, and nobody else does', async (t) => {
  await using cloud = await startTestCloud(scenario);
  t.deepEqual(told(await survey(cloud, {})), ['tom in a', 'tom in b']);
  t.deepEqual(told(await survey(cloud, { users: [cloud.uid('mei')] })), ['mei in a']);
  t.deepEqual(told(await survey(cloud, { users: ['mei', 'tom'] })).toSorted(), [
    'mei in a',
    'tom in a',
    'tom in b',
  ]);
});

test('only the named clusters and marked pairs are touched', async (t) => {
  await using cloud = await startTestCloud(scenario);
  t.deepEqual(told(await survey(cloud, { clusters: ['b'] })), ['tom in b']);
  const a = (await cloud.clusters()).find(({ name }) => name === 'a');
  const pairs = new Set([`${a?.id}/${cloud.uid('tom')}`]);
  t.deepEqual(told(await survey(cloud, { pairs })), ['tom in a']);
});

test('what its cluster’s list leaves out, as a role of the cloud’s own services, is in the plan and refused', async (t) => {
  await using cloud = await startTestCloud({
    identities: [{ name: 'arms', type: 'role', cloudService: 'arms.aliyuncs.com' }],
    clusters: [
      { name: 'a', holders: { ops: { daysLeft: 900 }, arms: { daysLeft: 300, roles: ['admin'] } } },
      { name: 'b', holders: { ops: { daysLeft: 900 } } },
    ],
  });
  const users = [cloud.uid('arms')];
  const judged = async (request: Partial<CleanRequest>) =>
    (await survey(cloud, { users, ...request })).steps.map(({ row, verdict, reason }) => [
      row.cluster.name,
      verdict,
      reason,
    ]);
  t.deepEqual(await judged({}), [
    ['a', 'refused', 'StateUnknown'],
    ['b', 'refused', 'NothingIssued'],
  ]);
  t.deepEqual(await judged({ clusters: ['a'] }), [['a', 'refused', 'StateUnknown']]);
  // Of pairs on a screen only those that were there.
  const idOf = async (name: string) => (await cloud.clusters()).find((each) => each.name === name)?.id;
  const judgedIn = async (name: string) =>
    judged({ pairs: new Set([`${await idOf(name)}/${users[0]}`]), isWhole: true });
  t.deepEqual(await judgedIn('a'), await judged({}));
  t.deepEqual(await judgedIn('b'), [['b', 'refused', 'NothingIssued']]);
});

test('roles are all of them where the account root asks, and of nobody else', async (t) => {
  await using cloud = await startTestCloud({
    ...scenario,
    identities: [...scenario.identities, { name: 'kai' }],
  });
  for (const type of ['root', 'user', 'role'] as const)
    for (const user of ['tom', cloud.uid('kai')]) {
      const { steps } = await survey(cloud, { users: [user] }, [], [], {}, type);
      t.deepEqual([...new Set(steps.map(({ row }) => row.areRolesWhole))], [type === 'root'], type);
    }
});

test('a known fleet is not scanned again', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const fleet = (await cloud.clusters()).filter(({ name }) => name === 'b');
  t.deepEqual(told(await survey(cloud, { fleet }, [failed])), ['tom in b']);
});

test('a user who holds nothing is reported, since a misspelt name would look cleaned', async (t) => {
  await using cloud = await startTestCloud(scenario);
  t.is(await codeOf(survey(cloud, { users: ['tom', 'nobody'] })), 'ResourceNotFound');
  t.is(await codeOf(survey(cloud, { users: ['mei'], clusters: ['b'] })), 'ResourceNotFound');
});

test('for a misspelt name, the holder who is called almost so is told', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const toSurvey = (user: string) => survey(cloud, { users: [user] });
  await t.throwsAsync(toSurvey('tmo'), { message: /^nobody called "tmo" .+ here; did you mean tom\?$/ });
  await t.throwsAsync(toSurvey('tom, kenji'), {
    message: /here; several are named by `--user tom --user kenji`$/,
  });
  await t.throwsAsync(toSurvey('nobody'), { message: /^nobody called "nobody" holds a kubeconfig here$/ });
});

test('unread parts are in the plan, or are the error when nothing was found', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const clusters = await cloud.clusters();
  const part: FleetEvent[] = [failed, { kind: 'clusters', region: 'ap-northeast-1', clusters }];
  const places = async (request: Partial<CleanRequest>) =>
    (await survey(cloud, request, part)).unseen.map(({ place }) => place);
  t.deepEqual(await places({}), ['cn-beijing']);
  t.deepEqual(await places({ clusters: ['a'] }), []);
  t.deepEqual(await places({ unseen: [{ place: 'marked', error: silent }] }), ['marked', 'cn-beijing']);
  t.is(await codeOf(survey(cloud, { users: ['nobody'] }, part)), 'Unreachable');
  t.is(await codeOf(survey(cloud, {}, [failed])), 'Unreachable');
  t.is(await codeOf(survey(cloud, { clusters: ['c'] }, part)), 'ClusterNotSeen');
  t.is(await codeOf(survey(cloud, { clusters: ['c'] })), 'ClusterNotFound');
});

test('a cluster that cannot be read is reported next to those that could', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const a = (await cloud.clusters()).find(({ name }) => name === 'a');
  cloud.emulator.faults.add({
    operation: 'ListClusterKubeconfigStates',
    path: a?.id ?? '',
    effect: { kind: 'error', status: 403 },
  });
  const plan = await survey(cloud, {});
  t.deepEqual(told(plan), ['tom in b']);
  t.deepEqual(
    plan.unseen.map(({ place }) => place),
    ['a'],
  );
});

test('where a certificate was removed before, its holder is in the plan as long as anything names them', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const [a, b] = (await cloud.clusters()).toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  if (a === undefined || b === undefined) return t.fail();
  const uid = cloud.uid('tom');
  await cloud.api().cleanClusterUser(a, uid, { force: true });
  const reasons = async (
    ...asked: [Partial<CleanRequest>, (readonly FleetEvent[])?, (readonly CachedHolder[])?]
  ) => (await survey(cloud, ...asked)).steps.map(({ row, reason }) => `${row.cluster.name} ${reason}`);
  t.deepEqual(await reasons({}), ['a AlreadyRemoved', 'b Inactive']);
  t.deepEqual(await reasons({ users: [uid], clusters: ['a'] }), ['a AlreadyRemoved']);
  t.deepEqual(told(await survey(cloud, { users: [uid] })), ['tom in a', 'tom in b']);
  const known = [{ uid, name: 'tom', type: 'user', state: 'active' }];
  t.deepEqual(await reasons({ clusters: ['a'] }, [], known), ['a AlreadyRemoved']);
  t.is(await codeOf(survey(cloud, { clusters: ['a'] })), 'ResourceNotFound');
  // Whoever chose pairs chose no other cluster.
  const pairs = new Set([`${b.id}/${uid}`]);
  t.deepEqual(await reasons({ pairs }), ['b Inactive']);
  // All of theirs, which were those pairs on a screen.
  t.deepEqual(await reasons({ pairs, clusters: ['b'], isWhole: true }), ['a AlreadyRemoved', 'b Inactive']);

  cloud.emulator.faults.add({ operation: 'ListUserKubeConfigStates', effect: { kind: 'html', status: 503 } });
  const { unseen, steps } = await survey(cloud, {});
  t.deepEqual(
    [steps.map(({ row }) => row.cluster.name), unseen.map(({ place }) => place)],
    [['b'], [a.region]],
  );
});

test('where a certificate was removed, the clusters without one are left out', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const a = (await cloud.clusters()).find(({ name }) => name === 'a');
  const uid = cloud.uid('mei');
  await cloud.api().cleanClusterUser(a ?? { id: '', region: '' }, uid, { force: true });
  t.deepEqual(told(await survey(cloud, { users: [uid] })), [`${uid} in a`]);
});

test('a stop while lists are read makes no plan, and who is unknown to the cloud is in none', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const listing = (code: ErrorCode) => ({
    listUserKubeconfigStates: () => Promise.reject(new AckringError(code, code, { remedy: 'x' })),
  });
  t.is(await codeOf(survey(cloud, {}, [], [], listing('Cancelled'))), 'Cancelled');
  const { steps, unseen } = await survey(cloud, {}, [], [], listing('ResourceNotFound'));
  t.deepEqual([steps.length, unseen], [2, []]);
});

test('who never held a certificate is looked for in every cluster, by the id alone, and nobody else is', async (t) => {
  const clusters = [...scenario.clusters, { name: 'gone', state: 'deleting', holders: {} }];
  const identities = [...scenario.identities, { name: 'kai' }];
  await using cloud = await startTestCloud({ ...scenario, identities, clusters });
  const uid = cloud.uid('kai');
  const plan = await survey(cloud, { users: [uid] });
  t.deepEqual(
    plan.steps.map(({ row, verdict, reason }) => [row.cluster.name, row.identity.uid, verdict, reason]),
    [
      ['a', uid, 'refused', 'NothingIssued'],
      ['b', uid, 'refused', 'NothingIssued'],
    ],
  );
  // Their own list of permissions was asked.
  t.deepEqual(
    plan.steps.map(({ row }) => row.roles),
    [[], []],
  );
  t.true(isOnlyLookedAt(plan));
  t.deepEqual(namesOf(plan), [uid, uid]);
  t.deepEqual(told(await survey(cloud, { users: [uid], clusters: ['b'] })), [`${uid} in b`]);
  t.is(await codeOf(survey(cloud, { users: ['kai'] })), 'ResourceNotFound');
  t.is(await codeOf(survey(cloud, { users: ['999999999999'] })), 'ResourceNotFound');
  t.deepEqual(told(await survey(cloud, { users: [cloud.uid('mei')] })), ['mei in a']);
});
