import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import {
  bindingsOf,
  createRbacReader,
  type RbacListing,
  type RbacReader,
} from '../../machine/api-server/rbac-reader.js';
import { privateFolder } from '../../machine/files/write.js';
import { resolveAccess } from '../../words/endpoints.js';
import { AckringError } from '../../words/errors.js';
import { cleanBackup } from './clean-backup.js';
import type { CleanPlan } from './clean-plan.js';
import { cleanReport, cleanToJson } from './clean-report.js';

const scenario = {
  identities: [{ name: 'tom', state: 'Deleted' as const }],
  clusters: [
    {
      name: 'one',
      holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, roles: ['dev'], lastSeenDaysAgo: 40 } },
    },
    { name: 'two', state: 'deleting', holders: { tom: { daysLeft: 300, lastSeenDaysAgo: null } } },
  ],
};

const binding = (uid: string) =>
  ({
    kind: 'RoleBinding',
    name: 'custom',
    namespace: 'default',
    role: { kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'User', name: `${uid}-1700000000`, namespace: null }],
  }) as const;

type ReadMappings = Parameters<typeof cleanBackup>[0]['readMappings'];
type Steps = (steps: CleanPlan['steps']) => Parameters<ReturnType<typeof cleanBackup>>;

async function backedUp(
  t: ExecutionContext,
  cloud: TestCloud,
  rbac: RbacReader,
  {
    given = (steps) => [steps, []],
    readMappings = async () => null,
    reach = cloud.reach,
  }: {
    readonly given?: Steps;
    readonly readMappings?: ReadMappings;
    readonly reach?: TestCloud['reach'];
  } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-backup-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const backUp = cleanBackup({
    api: cloud.api(),
    caller: async () => ({ accountId: cloud.emulator.accountId }),
    reach,
    rbac,
    readMappings,
    clock: cloud.clock,
    runId: 'r1',
    write: privateFolder(join(folder, 'backups')),
  });
  const { steps } = await cloud.plan('tom');
  const { place, unsaved, tokensLeft } = await backUp(...given(steps));
  if (place === null) return { text: '', path: '', unsaved, tokensLeft };
  t.is((await stat(place)).mode & 0o777, 0o600);
  return { text: await readFile(place, 'utf8'), path: place, unsaved, tokensLeft };
}

test('the backup holds the roles and bindings of the removed identity, ready to be created again', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const tomsBinding = binding(cloud.uid('tom'));
  const bindings = [tomsBinding, { ...binding('999'), name: 'hers' }];
  const rbac: RbacReader = { listBindings: async () => ({ bindings, problem: null }) };
  const { text } = await backedUp(t, cloud, rbac);
  const { entries } = JSON.parse(text);
  t.is(entries[0].roles[0].role, 'dev');
  t.deepEqual(
    entries[0].bindings.map((each: { metadata: unknown }) => each.metadata),
    [{ name: 'custom', namespace: 'default' }],
  );
  t.is(entries[0].bindings[0].roleRef.apiGroup, 'rbac.authorization.k8s.io');
  t.notRegex(text, /PRIVATE KEY|client-key/);
});

test('bindings are read with a verified kubeconfig only', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({ effect: { kind: 'misissue', flaw: 'otherServer' } });
  let asked = 0;
  const rbac: RbacReader = {
    listBindings: async () => {
      asked += 1;
      return { bindings: [], problem: null };
    },
  };
  const { text } = await backedUp(t, cloud, rbac);
  t.is(JSON.parse(text).entries[0].bindingsUnreadable, 'IssuedRefused');
  t.is(asked, 0, 'a stranger was shown our certificate');
});

test('unreadable bindings are reported', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const problem = new AckringError('Forbidden', 'x', { remedy: 'y' });
  const rbac: RbacReader = { listBindings: async () => ({ bindings: [], problem }) };
  const { text, unsaved } = await backedUp(t, cloud, rbac);
  const { entries } = JSON.parse(text);
  t.is(entries[0].bindings, null);
  t.is(entries[0].bindingsUnreadable, 'Forbidden');
  t.is(entries[0].why, 'x');
  t.deepEqual(
    unsaved.map(({ step, error }) => [step.row.cluster.name, error.code]),
    [
      ['one', 'Forbidden'],
      ['two', 'RequestRejected'],
    ],
  );
});

test('bindings read before a failure are in the backup, with the reason why others are missing', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const problem = new AckringError('Unreachable', 'x', { remedy: 'y' });
  const bindings = [binding(cloud.uid('tom'))];
  const { text, unsaved } = await backedUp(t, cloud, { listBindings: async () => ({ bindings, problem }) });
  const { entries } = JSON.parse(text);
  t.like(entries[0], { bindings: [{ metadata: { name: 'custom' } }], bindingsUnreadable: 'Unreachable' });
  t.is(unsaved.length, 2);
});

test('a stop while it is read ends the backup, and a fault is only told in it', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const stopped = new AckringError('Cancelled', 'stopped', { remedy: 'y' });
  const away = new AckringError('Unreachable', 'away', { remedy: 'y' });
  const failing = (error: AckringError) => async () => Promise.reject(error);
  for (const stop of [{ reach: failing(stopped) }, { readMappings: failing(stopped) }])
    await t.throwsAsync(backedUp(t, cloud, listing([]), stop), { code: 'Cancelled' });
  const { unsaved } = await backedUp(t, cloud, listing([]), { reach: failing(away) });
  t.deepEqual(
    unsaved.map(({ error }) => error.code),
    ['Unreachable', 'Unreachable'],
  );
});

test('bindings are read from a real API server', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const [cluster] = await cloud.described();
  if (cluster === undefined) return t.fail();
  const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
  const { yaml } = await cloud.api().fetchKubeconfig({ cluster, access, durationMinutes: 15 });
  const kubeconfig = readKubeconfig(yaml, { file: 'x' });
  const target = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
  const { bindings, problem } = await createRbacReader().listBindings(target, { timeoutMs: 20_000 });
  t.is(problem, null);
  t.true(bindings.length > 0);
  t.deepEqual(bindingsOf(bindings, 'nobody'), []);
  const dead = { ...target, server: 'https://127.0.0.1:1' };
  const unread = await createRbacReader().listBindings(dead, { timeoutMs: 20_000 });
  t.is(unread.problem?.code, 'Unreachable');
});

test('the report is a table that names cannot break, and says what can still be restored', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const plan = await cloud.plan('tom');
  const [one, two] = plan.steps.map((step) => ({
    ...step,
    row: { ...step.row, identity: { ...step.row.identity, name: 'to|m\u001b[2J' } },
  }));
  if (one === undefined || two === undefined) return t.fail();
  const outcomes = [
    { step: one, result: 'removed', isForced: true, error: null },
    { step: two, result: 'refused', isForced: false, error: null },
  ] as const;
  const report = cleanReport({ plan, outcomes, runId: 'r1', backup: '/b.json' });
  t.regex(report, /1 removed, 1 left/);
  t.regex(report, /\| to\\\|m .* \| removed by force \|/);
  t.regex(report, /recycle bin of the console/);
  t.notRegex(report, /\u001b/);
  const json = cleanToJson(plan, outcomes);
  t.deepEqual(
    json.plan.map(({ verdict, reason }) => [verdict, reason]),
    [
      ['remove', 'Inactive'],
      ['refused', 'ClusterGone'],
    ],
  );
  t.truthy(json.applied[0]?.restorableUntil);
  t.is(json.applied[1]?.restorableUntil, null);
});

const listing = (bindings: RbacListing['bindings'], problem: AckringError | null = null): RbacReader => ({
  listBindings: async () => ({ bindings, problem }),
});
const forbidden = new AckringError('Forbidden', 'not yours', { remedy: 'Ask.' });
const forAToken = (whose: string, kind = 'User') => ({
  ...binding(whose),
  subjects: [{ kind, name: `ram:${whose}`, namespace: null }],
});

test('whoever comes in by a mapping is named, whatever it is called and as whomever it lets them in', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const uid = cloud.uid('tom');
  const ours = `acs:ram::${cloud.emulator.accountId}:user/`;
  const left = async (
    change: { name?: string; arn?: string; username?: string },
    bindings = [forAToken(uid)],
  ) => {
    const mapping = { name: 'dev.team-1', arn: `${ours}else`, username: 'dev', groups: [], ...change };
    const { tokensLeft } = await backedUp(t, cloud, listing(bindings), {
      readMappings: async () => [{ ...mapping, name: 'other', arn: `${ours}other` }, mapping],
    });
    return tokensLeft.map(({ step, error }) => `${step.row.cluster.name}: ${error.message} ${error.remedy}`);
  };
  const ended = 'End it in that cluster: `kubectl delete ramidentitymapping';
  t.deepEqual(await left({ arn: `${ours}TOM` }), [
    `one: a token still gives tom access to one: mapping dev.team-1 makes it dev ${ended} dev.team-1\`.`,
  ]);
  t.deepEqual(await left({ arn: `${ours}t*` }), [
    `one: a token may still give tom access to one: mapping dev.team-1 is for whoever fits ${ours}t* See whom else it lets in before you delete it: \`kubectl get ramidentitymapping dev.team-1 --output yaml\`.`,
  ]);
  t.regex((await left({ name: `ackring-ram-${uid}` })).join(), /mapping ackring-ram-\d+ makes it dev/);
  t.regex((await left({ username: `ram:${uid}` })).join(), /makes it ram:\d+/);
  t.regex((await left({ name: '--all', arn: `${ours}tom` })).join(), /ramidentitymapping -- --all/);
  t.deepEqual((await left({ username: `${uid}-1700000000` })).slice(1), [
    `one: in one a token of ${ours}else still comes in as ${uid}-1700000000, as the certificate did: mapping dev.team-1 ${ended} dev.team-1\`.`,
  ]);
  t.deepEqual(await left({ username: `${uid}0-1700000000` }), []);
  // Without a mapping its bindings let nobody in.
  t.deepEqual(await left({}), []);
  t.deepEqual(await left({ arn: `acs:ram::1:user/tom` }), []);
});

test('where mappings cannot be read a migration’s bindings tell, and else nobody knows', async (t) => {
  await using cloud = await startTestCloud({
    ...scenario,
    clusters: scenario.clusters.map((cluster) => ({ ...cluster, addons: ['ack-ram-authenticator'] })),
  });
  const uid = cloud.uid('tom');
  const left = async (rbac: RbacReader, readMappings?: ReadMappings) => {
    const { tokensLeft } = await backedUp(t, cloud, rbac, readMappings === undefined ? {} : { readMappings });
    return tokensLeft.map(({ step, error }) => {
      const { name } = step.row.cluster;
      return name === 'one' ? [name, error.code, error.remedy] : [name, error.code];
    });
  };
  const refused = () => Promise.reject(forbidden);
  // Its kubeconfig is issued no more.
  const two = ['two', 'RequestRejected'];
  const remedy = `End it in that cluster: \`kubectl delete ramidentitymapping ackring-ram-${uid}\`.`;
  t.deepEqual(await left(listing([forAToken(uid)]), refused), [['one', 'DoneInPart', remedy], two]);
  t.deepEqual(await left(listing([forAToken(`${uid}0`), forAToken(uid, 'Group')]), refused), [
    ['one', 'Forbidden', 'Ask.'],
    two,
  ]);
  t.deepEqual(await left(listing([], forbidden)), [two]);
  // A server that is gone is not asked again.
  const gone = new AckringError('Unreachable', 'x', { remedy: 'y' });
  const asked = () => Promise.reject(new Error('asked'));
  t.deepEqual(await left(listing([], gone), asked), [['one', 'Unreachable', 'y'], two]);
});

test('without the add-on nobody comes in by a token, although mappings cannot be read', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { tokensLeft } = await backedUp(t, cloud, listing([]), {
    readMappings: () => Promise.reject(forbidden),
  });
  t.deepEqual(tokensLeft, []);
});

test('whose name in RAM is unknown may be in any mapping', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const left = async (mappings: Awaited<ReturnType<ReadMappings>>) => {
    const given: Steps = ([first]) => {
      if (first === undefined) return [[], []];
      const { identity } = first.row;
      return [[], [{ ...first, row: { ...first.row, identity: { ...identity, name: identity.uid } } }]];
    };
    const { tokensLeft } = await backedUp(t, cloud, listing([]), {
      given,
      readMappings: async () => mappings,
    });
    return tokensLeft.map(({ error }) => [error.code, error.message]);
  };
  t.deepEqual(await left([]), []);
  t.deepEqual(await left(null), []);
  const [[code, message] = []] = await left([
    { name: 'm', arn: 'acs:ram::1:user/x', username: 'x', groups: [] },
  ]);
  t.is(code, 'ResponseUnreadable');
  t.regex(message ?? '', /could not be seen: the cloud does not tell the RAM name/);
});

test('where the certificate is gone already a token is looked for too, and nothing is backed up', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { path, unsaved, tokensLeft } = await backedUp(t, cloud, listing([], forbidden), {
    given: ([first]) => [[], first === undefined ? [] : [first]],
    readMappings: async () => [
      { name: 'm', arn: `acs:ram::${cloud.emulator.accountId}:user/tom`, username: 'x', groups: [] },
    ],
  });
  t.deepEqual([path, unsaved], ['', []]);
  t.deepEqual(
    tokensLeft.map(({ step, error }) => [step.row.cluster.name, error.code]),
    [['one', 'DoneInPart']],
  );
});
