import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import { readOnlyApi } from '../../cloud/read-only.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { listContexts } from '../../kubeconfig/contexts.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import { createApiServer } from '../../machine/api-server/api-server.js';
import { cancelled } from '../../machine/retry.js';
import type { DescribedCluster } from '../../words/cluster.js';
import { resolveAccess } from '../../words/endpoints.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import type { ApiServerTarget } from '../../words/target.js';
import { readActivity } from '../audit.js';
import { applyRevoke, type RevokeOptions } from './revoke.js';
import { planRevoke, type RevokePlan, type RevokeStep } from './revoke-plan.js';
import type { OldCopy } from './sink-places.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

const scenario = {
  identities: [{ name: 'mei' }, { name: 'nobody', policies: 'none' as const }],
  clusters: [
    { name: 'prod', holders: { ops: { daysLeft: 900, lastSeenDaysAgo: 1 }, mei: { daysLeft: 900 } } },
    { name: 'other', holders: { ops: { daysLeft: 900 } } },
    { name: 'gone', state: 'deleting', holders: { ops: { daysLeft: 900 } } },
  ],
};

interface Held {
  readonly entries: readonly ContextEntry[];
  readonly target: ApiServerTarget;
}

async function fetchAs(
  cloud: TestCloud,
  cluster: DescribedCluster,
  as: string,
  durationMinutes: number | null,
): Promise<Held> {
  const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
  const { yaml } = await cloud.api(as).fetchKubeconfig({ cluster, access, durationMinutes });
  const kubeconfig = readKubeconfig(yaml, { file: `${as}-${durationMinutes}` });
  const entries = listContexts([kubeconfig], cloud.clock.now());
  return { entries, target: apiServerTarget(kubeconfig, entries[0]?.context ?? '') };
}

interface Setting {
  readonly options: RevokeOptions;
  readonly delivered: string[];
}

async function setting(cloud: TestCloud, change: Partial<RevokeOptions> = {}): Promise<Setting> {
  const clusters = await cloud.described();
  const cluster = clusters.find(({ name }) => name === 'prod') as DescribedCluster;
  const [long, short, hers] = [
    await fetchAs(cloud, cluster, 'ops', null),
    await fetchAs(cloud, cluster, 'ops', 60),
    await fetchAs(cloud, cluster, 'mei', null),
  ];
  const activity = {
    cluster,
    identity: { uid: cloud.uid('ops'), name: 'ops', type: 'user', state: 'active' },
  } as const;
  const plan = planRevoke({
    cluster,
    callerUid: cloud.uid('ops'),
    isAccountRoot: false,
    entries: [...long.entries, ...short.entries, ...hers.entries],
    placeRefusal: () => null,
    sinks: { kind: 'none' },
    lastActivity: await readActivity(cloud.api(), activity),
  });
  const delivered: string[] = [];
  const options: RevokeOptions = {
    plan,
    api: cloud.api(),
    apiServer: createApiServer(),
    clock: cloud.clock,
    journal: cloud.journal,
    runId: 'run',
    confirm: 'prod',
    oldCopies: copiesOf(long),
    deliver: async (entry, { text }) => {
      delivered.push(entry.file);
      return apiServerTarget(readKubeconfig(text, { file: entry.file }), entry.context);
    },
    sinks: [],
    forget: async () => undefined,
    lookWhoIsLetIn: cloud.lookWhoIsLetIn,
    ...change,
  };
  return { options, delivered };
}

function copiesOf({ entries: [entry], target }: Held): readonly OldCopy[] {
  if (entry?.credential.kind !== 'certificate') throw new Error('no certificate');
  return [{ name: entry.context, target, certificate: entry.credential, namespace: null }];
}

const revokes = ({ emulator }: TestCloud): number => emulator.requests.count('RevokeK8sClusterKubeConfig');

async function refusal(t: ExecutionContext, promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  t.is(error?.code, code, error?.message);
}

test.serial('the plan finds every kubeconfig of the caller in this cluster, and nobody else’s', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { plan } = (await setting(cloud)).options;
  t.is(plan.verdict, 'revoke');
  t.is(plan.reason, 'InUseRecently');
  t.deepEqual(
    plan.contexts.map(({ file }) => file),
    ['ops-null', 'ops-60'],
  );
  t.is(revokes(cloud), 0);
});

test.serial(
  'revoked, fetched anew, delivered to the same places, verified, and the old one shown dead',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    const { options, delivered } = await setting(cloud);
    const { revoked, steps } = await applyRevoke(options);
    t.is(revoked, 'yes');
    t.deepEqual(
      steps.map(({ step, result }) => `${step} ${result}`),
      [
        'proveAlive done',
        'revoke done',
        'fetch done',
        'deliver done',
        'verify done',
        'fetch done',
        'deliver done',
        'verify done',
        'proveOldDead done',
      ],
    );
    t.deepEqual(delivered, ['ops-null', 'ops-60']);
    t.deepEqual(
      cloud.journal.drafts.map(({ phase }) => phase),
      ['started', 'done'],
    );
    // By its name, what was issued since is told from what died.
    const [before, after] = cloud.journal.drafts.map(({ details }) => details?.['commonName']);
    t.is(before, undefined);
    const { entries } = await fetchAs(cloud, options.plan.cluster, 'ops', null);
    const [name] = entries.map(({ credential }) =>
      credential.kind === 'certificate' ? credential.subject.commonName : null,
    );
    t.is(after, name);
  },
);

test.serial(
  'cut off while the old one is looked at, it was revoked all the same, and the journal says so',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    const stop = new AbortController();
    const { options, delivered } = await setting(cloud, {
      signal: stop.signal,
      lookWhoIsLetIn: async (_, signal) => {
        stop.abort();
        throw cancelled(signal?.reason);
      },
    });
    const { revoked, steps, letIn } = await applyRevoke(options);
    t.deepEqual([revoked, letIn, delivered], ['yes', null, ['ops-null', 'ops-60']]);
    const last = steps.at(-1);
    t.like(last, { step: 'proveOldDead', result: 'unknown', error: { code: 'Cancelled' } });
    t.regex(
      last?.error?.message ?? '',
      /^revoked, and whether the old one still opens anything was not seen/,
    );
    t.deepEqual(
      cloud.journal.drafts.map(({ phase }) => phase),
      ['started', 'done'],
    );
  },
);

for (const confirm of [null, '', 'Prod', 'prod ', 'gone']) {
  test.serial(`wrong confirmation ${JSON.stringify(confirm)}: nothing is sent or recorded`, async (t) => {
    await using cloud = await startTestCloud(scenario);
    await refusal(t, applyRevoke((await setting(cloud, { confirm })).options), 'ConfirmationMissing');
    t.is(revokes(cloud), 0);
    t.is(cloud.journal.drafts.length, 0);
  });
}

test.serial('the id confirms as well as the name', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options } = await setting(cloud);
  t.is((await applyRevoke({ ...options, confirm: options.plan.cluster.id })).revoked, 'yes');
});

test.serial('without a copy a temporary one is issued: seen to work before, it is seen dead', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { steps, letIn } = await applyRevoke((await setting(cloud, { oldCopies: [] })).options);
  t.like(steps[0], { step: 'proveAlive', result: 'done', subject: 'temporary', claim: { kind: 'proven' } });
  t.like(steps.at(-1), { step: 'proveOldDead', result: 'done', claim: { reason: 'SeenInBefore' } });
  t.is(letIn?.names.length, 2);
});

test.serial('where no copy was seen to work, the old one is not said to be dead', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options } = await setting(cloud, { oldCopies: [] });
  const plan = { ...options.plan, contexts: [] };
  cloud.emulator.faults.add({
    operation: 'DescribeClusterUserKubeconfig',
    times: 1,
    effect: { kind: 'error', status: 403 },
  });
  const { revoked, steps, letIn } = await applyRevoke({ ...options, plan });
  t.is(revoked, 'yes');
  t.like(steps[0], { step: 'proveAlive', result: 'skipped', subject: null });
  t.is(letIn?.claim.kind, 'proven');
  t.like(steps.at(-1), { step: 'proveOldDead', result: 'unknown', claim: { reason: 'NeverSeenIn' } });
  t.regex(steps.at(-1)?.error?.remedy ?? '', /ackring leak FILE/);
});

test.serial('read-only: not revoked, the cloud is not called', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { revoked, steps } = await applyRevoke(
    (await setting(cloud, { api: readOnlyApi(cloud.api()) })).options,
  );
  t.is(revoked, 'no');
  t.is(steps[1]?.error?.code, 'ReadOnly');
  t.is(revokes(cloud), 0);
});

test.serial('no permission: not revoked, and the action is named', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { revoked, steps } = await applyRevoke((await setting(cloud, { api: cloud.api('nobody') })).options);
  t.is(revoked, 'no');
  t.is(steps.length, 2);
  t.regex(steps[1]?.error?.message ?? '', /cs:RevokeK8sClusterKubeConfig/);
});

test.serial('the plan mentions unreadable activity', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({
    operation: 'DescribeUserClusterActivityState',
    effect: { kind: 'error', status: 500 },
  });
  t.is((await setting(cloud)).options.plan.reason, 'UseUnknown');
});

test.serial('throttled for a while: revoked once', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({
    operation: 'RevokeK8sClusterKubeConfig',
    times: 3,
    effect: { kind: 'throttle' },
  });
  t.is((await applyRevoke((await setting(cloud)).options)).revoked, 'yes');
  t.is(revokes(cloud), 4);
});

test.serial(
  'cut off after the cloud did it: the dead old copy proves it, and it is not sent again',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    cloud.emulator.faults.add({
      operation: 'RevokeK8sClusterKubeConfig',
      effect: { kind: 'reset', after: true },
    });
    const { revoked, steps } = await applyRevoke((await setting(cloud)).options);
    t.is(revoked, 'yes');
    t.is(revokes(cloud), 1);
    t.deepEqual(toldOfCall(steps), ['done']);
  },
);

const toldOfCall = (steps: readonly RevokeStep[]) =>
  steps.filter(({ step }) => step === 'revoke').map(({ result }) => result);

test.serial('cut off before the cloud did it: unknown, since the old one lives', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({ operation: 'RevokeK8sClusterKubeConfig', effect: { kind: 'reset' } });
  const { revoked, steps } = await applyRevoke((await setting(cloud)).options);
  t.is(revoked, 'unknown');
  t.deepEqual(toldOfCall(steps), ['unknown']);
});

test.serial(
  'an expired copy proves nothing, and another is issued: cut off before the cloud did it is unknown, and nothing is replaced',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    const { options, delivered } = await setting(cloud);
    const [long] = options.oldCopies;
    const now = cloud.clock.now().getTime();
    const short = await fetchAs(cloud, options.plan.cluster, 'ops', 15);
    await cloud.emulator.clock.advance(16 * 60_000);
    const [expired] = copiesOf(short);
    if (long === undefined || expired === undefined) return t.fail();
    t.true(cloud.clock.now().getTime() > now);
    cloud.emulator.faults.add({ operation: 'RevokeK8sClusterKubeConfig', effect: { kind: 'reset' } });
    for (const oldCopies of [[expired], [expired, long], []]) {
      const { revoked, steps } = await applyRevoke({ ...options, oldCopies });
      t.is(revoked, 'unknown');
      t.is(steps[0]?.subject, oldCopies.includes(long) ? long.name : 'temporary');
      t.regex(steps.at(-1)?.error?.remedy ?? '', /ackring verify --all/);
    }
    t.deepEqual(delivered, []);
  },
);

test.serial(
  'cut off after it was done: the new one is fetched, delivered and verified all the same',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    cloud.emulator.faults.add({
      operation: 'RevokeK8sClusterKubeConfig',
      effect: { kind: 'reset', after: true },
    });
    const { options, delivered } = await setting(cloud);
    const { revoked, steps } = await applyRevoke(options);
    t.is(revoked, 'yes');
    t.deepEqual(delivered, ['ops-null', 'ops-60']);
    t.true(steps.some(({ step, result }) => step === 'proveOldDead' && result === 'done'));
    t.is(steps.filter(({ step, result }) => step === 'verify' && result === 'done').length, 2);
  },
);

test.serial('a 503 is not retried: it may come after the cloud has done it', async (t) => {
  await using cloud = await startTestCloud(scenario);
  cloud.emulator.faults.add({
    operation: 'RevokeK8sClusterKubeConfig',
    effect: { kind: 'error', status: 503, code: 'ServiceUnavailable' },
  });
  t.is((await applyRevoke((await setting(cloud)).options)).revoked, 'unknown');
  t.is(revokes(cloud), 1);
});

test.serial(
  'the dead one, returned again while the cloud’s answers lag, is never delivered as the new one',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    const { options, delivered } = await setting(cloud);
    const { cluster } = options.plan;
    const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
    const dead = await options.api.fetchKubeconfig({ cluster, access, durationMinutes: null });
    let lagging = 2;
    const fetchKubeconfig: RevokeOptions['api']['fetchKubeconfig'] = async (request, signal) => {
      lagging -= 1;
      return lagging >= 0 ? dead : options.api.fetchKubeconfig(request, signal);
    };
    const { revokeKubeconfig } = options.api;
    const { steps } = await applyRevoke({ ...options, api: { revokeKubeconfig, fetchKubeconfig } });
    t.deepEqual(
      steps.filter(({ step }) => step === 'fetch').map(({ result }) => result),
      ['done', 'done'],
    );
    t.deepEqual(delivered, ['ops-null', 'ops-60']);
    const always = await setting(cloud);
    cloud.emulator.faults.add({ effect: { kind: 'misissue', flaw: 'revoked' } });
    const second = await applyRevoke(always.options);
    t.deepEqual(
      second.steps.filter(({ step }) => step === 'fetch').map(({ error }) => error?.code),
      ['NotRenewed', 'NotRenewed'],
    );
    t.deepEqual(always.delivered, []);
  },
);

test.serial(
  'cut off before the cloud did it: the name in somebody else’s kubeconfig does not prove a revoke',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    const { options, delivered } = await setting(cloud);
    cloud.emulator.faults.add({ operation: 'RevokeK8sClusterKubeConfig', effect: { kind: 'reset' } });
    for (const flaw of ['otherIdentity', 'otherCluster'] as const) {
      const undo = cloud.emulator.faults.add({ effect: { kind: 'misissue', flaw } });
      t.is((await applyRevoke(options)).revoked, 'unknown', flaw);
      undo();
    }
    t.deepEqual(delivered, []);
  },
);

test.serial(
  'contexts with a plug-in are in the plan, and its cache is emptied once the old one is dead',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    const { options } = await setting(cloud);
    const [entry] = options.plan.contexts;
    if (entry === undefined) return t.fail();
    const exec = { kind: 'exec', command: 'ackring', issues: 'certificate' } as const;
    const { plugins } = planRevoke({
      ...options.plan,
      isAccountRoot: false,
      placeRefusal: () => null,
      entries: [...options.plan.contexts, { ...entry, context: 'by-plugin', credential: exec }],
    });
    t.deepEqual(
      plugins.map(({ context }) => context),
      ['by-plugin'],
    );
    let forgotten = 0;
    const forget = async (): Promise<void> => {
      forgotten += 1;
      t.is(revokes(cloud), 1);
    };
    const { steps } = await applyRevoke({ ...options, plan: { ...options.plan, plugins }, forget });
    t.is(forgotten, 1);
    t.true(steps.some(({ step, result }) => step === 'forget' && result === 'done'));
  },
);

const caches: readonly (readonly [string, 'certificate' | 'token' | null, readonly object[]])[] = [
  ['/usr/bin/ackring', 'certificate', [{ subject: null, result: 'done', error: null }]],
  ['C:\\npm\\ackring.cmd', 'certificate', [{ subject: null, result: 'done', error: null }]],
  ['ackring', 'token', []],
  ['/opt/ack-ram-tool', 'certificate', [{ subject: '/opt/ack-ram-tool', result: 'skipped', error: {} }]],
  ['aws', null, [{ subject: 'aws', result: 'skipped', error: null }]],
];
for (const [command, issues, told] of caches) {
  test.serial(`of a cache of ${command}, ${issues}, no more is said than was done`, async (t) => {
    await using cloud = await startTestCloud(scenario);
    const { options } = await setting(cloud);
    const [entry] = options.plan.contexts;
    if (entry === undefined) return t.fail();
    const plugins = [{ ...entry, credential: { kind: 'exec', command, issues } as const }];
    const { steps } = await applyRevoke({
      ...options,
      plan: { ...options.plan, plugins },
      forget: async () => {},
    });
    const seen = steps.filter(({ step }) => step === 'forget');
    t.deepEqual(
      seen.map(({ subject, result, error }) => [subject, result, error === null]),
      told.map((each) => [
        Reflect.get(each, 'subject'),
        Reflect.get(each, 'result'),
        Reflect.get(each, 'error') === null,
      ]),
    );
    for (const { error } of seen)
      if (error !== null) t.regex(error.summary, /rm ~\/\.kube\/cache\/ack-ram-tool/);
  });
}

test.serial('killed after the call: the journal knows, and fetching again is enough', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options } = await setting(cloud);
  const killed = new Error('killed');
  const api = { ...options.api, revokeKubeconfig: options.api.revokeKubeconfig };
  const onStep: RevokeOptions['onStep'] = ({ step }) => {
    if (step === 'revoke') throw killed;
  };
  t.is(await t.throwsAsync(applyRevoke({ ...options, api, onStep })), killed);
  t.deepEqual(
    cloud.journal.drafts.map(({ phase }) => phase),
    ['started'],
  );
  const again = await fetchAs(cloud, options.plan.cluster, 'ops', null);
  const seen = await createApiServer().whoAmI(again.target, { timeoutMs: 60_000 });
  t.true(seen.kind === 'answered' && seen.namespaces.kind === 'served');
});

test.serial('a failed delivery is a failed step; the others go on', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const deliver: RevokeOptions['deliver'] = async (entry, { text }) => {
    if (entry.file === 'ops-null') throw new AckringError('FileLocked', 'x', { remedy: 'y' });
    return apiServerTarget(readKubeconfig(text, { file: entry.file }), entry.context);
  };
  const { revoked, steps } = await applyRevoke((await setting(cloud, { deliver })).options);
  t.is(revoked, 'yes');
  const deliveries = steps.filter(({ step }) => step === 'deliver');
  t.deepEqual(
    deliveries.map(({ result }) => result),
    ['failed', 'done'],
  );
  // That the new one works says nothing about a place that still holds the dead one.
  t.is(steps.filter(({ step }) => step === 'verify').length, 1);
});

test.serial('no journal, no revocation; a cluster being deleted is refused', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { options } = await setting(cloud);
  const full = new AckringError('FileUnwritable', 'full', { remedy: 'x' });
  await refusal(
    t,
    applyRevoke({ ...options, journal: { record: () => Promise.reject(full) } }),
    'FileUnwritable',
  );
  const gone: RevokePlan = { ...options.plan, verdict: 'refused', reason: 'ClusterNotServing' };
  await refusal(t, applyRevoke({ ...options, plan: gone }), 'Refused');
  t.is(revokes(cloud), 0);
});
