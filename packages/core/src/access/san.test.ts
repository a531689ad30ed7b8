import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import { skippingClock } from '@ackring/testkit/clock';
import test, { type ExecutionContext } from 'ava';
import type { TaskProgress } from '../cloud/ack/api.js';
import { readOnlyApi } from '../cloud/read-only.js';
import { createServerNames } from '../machine/api-server/server-names.js';
import type { ClusterDetail } from '../words/cluster.js';
import { serverOf } from '../words/endpoints.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { applySan, hostOf, lookAtServers, planSan, type SanOptions, type SanPlan } from './san.js';
import { createSanRepair, type SanRepairPorts } from './san-repair.js';

const detail = (type: string, extraSans: readonly string[] = []): ClusterDetail => ({
  id: 'c1',
  name: 'one',
  region: 'cn-hangzhou',
  type,
  profile: 'Default',
  spec: '',
  state: 'running',
  version: '',
  endpoints: { public: [], private: [] },
  created: null,
  updated: null,
  tags: {},
  vpcId: null,
  extraSans,
  rrsa: null,
});

const presented = ['kubernetes', '10.0.0.1', '*.example.com'];
const plans: readonly (readonly [
  title: string,
  cluster: ClusterDetail,
  dialled: readonly string[],
  plan: SanPlan,
  presented?: readonly string[],
])[] = [
  ['all named', detail('ManagedKubernetes'), ['KUBERNETES', '10.0.0.1', 'a.example.com'], { kind: 'fine' }],
  [
    'a managed cluster',
    detail('ManagedKubernetes'),
    ['203.0.113.1', 'kubernetes'],
    { kind: 'add', names: ['203.0.113.1'] },
  ],
  [
    'a wildcard is one label',
    detail('ManagedKubernetes'),
    ['a.b.example.com'],
    { kind: 'add', names: ['a.b.example.com'] },
  ],
  [
    'requested before',
    detail('ManagedKubernetes', ['203.0.113.1']),
    ['203.0.113.1'],
    { kind: 'pending', names: ['203.0.113.1'] },
  ],
  [
    'a dedicated cluster',
    detail('Kubernetes'),
    ['203.0.113.1'],
    { kind: 'lastResort', names: ['203.0.113.1'] },
  ],
  ['a registered cluster', detail('ExternalKubernetes'), ['x.y'], { kind: 'byOperator', names: ['x.y'] }],
  [
    'no name at all',
    detail('ManagedKubernetes'),
    ['https://x', 'ok.example.org'],
    { kind: 'impossible', names: ['https://x'] },
  ],
  [
    'an address out of range',
    detail('ManagedKubernetes'),
    ['300.1.1.1:6443'],
    { kind: 'impossible', names: ['300.1.1.1:6443'] },
  ],
  [
    'a load balancer’s DNS name',
    detail('ManagedKubernetes'),
    ['10.0.0.1', 'NLB-0abc.cn-hangzhou.nlb.aliyuncsslb.com'],
    { kind: 'add', names: ['nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com'] },
  ],
  ...(
    [
      ['a name of 253 characters', `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(61)}`, 'add'],
      ['a name of 254 characters', `${`${'a'.repeat(63)}.`.repeat(3)}${'b'.repeat(62)}`, 'impossible'],
      ['a label of 64 characters', `${'a'.repeat(64)}.example`, 'impossible'],
      ['255.255.255.255', '255.255.255.255', 'add'],
      ['a wildcard', '*.example', 'add'],
      ['five numbers', '10.0.0.256.1', 'add'],
      ['what is no IPv6 address', '2001::db8::1', 'impossible'],
    ] as const
  ).map(
    ([what, name, kind]) =>
      [what, detail('ManagedKubernetes'), [name], { kind, names: [name] }] as const satisfies unknown[],
  ),
  ...(
    [
      ['10.0.0.1', '10.0.0.1', 'add'],
      ['255.0.0.255', '255.0.0.255', 'add'],
      ['a number beyond an address’s', '10.0.0.256', 'fine'],
      ['three numbers', '10.0.0', 'fine'],
      ['five numbers', '10.0.0.0.1', 'fine'],
    ] as const
  ).map(
    ([what, name, kind]) =>
      [
        `a wildcard of numbers does ${kind === 'fine' ? '' : 'not '}name ${what}`,
        detail('ManagedKubernetes', [name.replace(/^\d+/, '*')]),
        [name],
        kind === 'fine' ? { kind } : { kind, names: [name] },
        [name.replace(/^\d+/, '*')],
      ] as const satisfies unknown[],
  ),
  ['IPv6', detail('ManagedKubernetes'), ['2001:db8::1'], { kind: 'add', names: ['2001:db8::1'] }],
];
for (const [title, cluster, dialled, plan, shown = presented] of plans) {
  test(`the proposal: ${title}`, (t) => {
    t.deepEqual(planSan({ cluster, dialled, presented: shown }), plan);
  });
}

const scenario = {
  identities: [{ name: 'nobody', policies: 'none' as const }],
  clusters: [{ name: 'one', missingSans: ['public' as const], holders: { ops: { daysLeft: 900 } } }],
};

async function setting(cloud: TestCloud, change: Partial<SanOptions> = {}): Promise<SanOptions> {
  const [found] = await cloud.clusters();
  if (found === undefined) throw new Error('no cluster');
  const cluster = await cloud.api().describeCluster(found);
  const server = cluster.endpoints.public[0] ?? '';
  const names = createServerNames();
  const seen =
    (await names.presented({ server, proxyUrl: null, tlsServerName: null }, { timeoutMs: 60_000 })) ?? [];
  return {
    plan: planSan({ cluster, dialled: [new URL(server).hostname], presented: seen }),
    cluster,
    server,
    api: cloud.api(),
    names,
    clock: cloud.clock,
    journal: cloud.journal,
    runId: 'run',
    confirm: 'one',
    ...change,
  };
}

const modifies = ({ emulator }: TestCloud): number => emulator.requests.count('ModifyCluster');

async function refusal(t: ExecutionContext, promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  t.is(error?.code, code, error?.message);
}

test('added on confirmation, followed through the restart, and seen in a handshake', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const states: string[] = [];
  const options = await setting(cloud, { onProgress: ({ state }) => states.push(state) });
  t.deepEqual(options.plan, { kind: 'add', names: ['127.0.0.1'] });
  t.deepEqual(await applySan(options), { changed: true, verified: true, error: null });
  t.is(states.at(-1), 'succeeded');
  t.deepEqual((await setting(cloud)).plan, { kind: 'fine' });
  t.deepEqual(
    cloud.journal.drafts.map(({ phase }) => phase),
    ['started', 'done'],
  );
});

test('names that were added before stay', async (t) => {
  await using cloud = await startTestCloud({
    clusters: [{ ...scenario.clusters[0], name: 'one', extraSans: ['old.example'] }],
  });
  await applySan(await setting(cloud));
  const [found] = await cloud.clusters();
  t.deepEqual((await cloud.api().describeCluster(found ?? { id: '', region: '' })).extraSans, [
    'old.example',
    '127.0.0.1',
  ]);
});

test('wrong confirmation, and a plan that adds nothing: refused before any call', async (t) => {
  await using cloud = await startTestCloud(scenario);
  for (const confirm of [null, '', 'One', 'two']) {
    await refusal(t, applySan(await setting(cloud, { confirm })), 'ConfirmationMissing');
  }
  for (const kind of ['pending', 'lastResort', 'byOperator', 'impossible'] as const) {
    await refusal(t, applySan(await setting(cloud, { plan: { kind, names: ['x'] } })), 'Refused');
  }
  await refusal(t, applySan(await setting(cloud, { plan: { kind: 'fine' } })), 'Refused');
  t.is(modifies(cloud), 0);
  t.is(cloud.journal.drafts.length, 0);
});

test('read-only and without permission: nothing is changed', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const readOnly = await applySan(await setting(cloud, { api: readOnlyApi(cloud.api()) }));
  t.like(readOnly, { changed: false, verified: false, error: { code: 'ReadOnly' } });
  t.is(modifies(cloud), 0);
  const forbidden = await applySan(await setting(cloud, { api: cloud.api('nobody') }));
  t.like(forbidden, { changed: false, verified: false, error: { code: 'Forbidden' } });
  t.regex(forbidden.error?.message ?? '', /cs:ModifyCluster/);
  t.like(cloud.journal.drafts.at(-1), { phase: 'failed', details: { error: 'Forbidden' } });
  t.is((await setting(cloud)).plan.kind, 'add');
});

test('throttled for a while: changed once; for good: not changed', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const remove = cloud.emulator.faults.add({ operation: 'ModifyCluster', effect: { kind: 'throttle' } });
  t.is((await applySan(await setting(cloud))).error?.code, 'Throttled');
  remove();
  cloud.emulator.faults.add({ operation: 'ModifyCluster', times: 2, effect: { kind: 'throttle' } });
  t.true((await applySan(await setting(cloud))).verified);
});

test('killed half-way: the next plan says what is left to do', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const controller = new AbortController();
  const options = await setting(cloud, { signal: controller.signal, onProgress: () => controller.abort() });
  const outcome = await applySan(options);
  t.is(outcome.error?.code, 'Cancelled');
  t.true(outcome.changed);
  t.like(cloud.journal.drafts.at(-1), { phase: 'failed', details: { verified: false, error: 'Cancelled' } });
  await cloud.emulator.clock.advance(60_000);
  t.is((await setting(cloud)).plan.kind, 'fine');
});

test('an API server that never comes back is changed and not verified', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const options = await setting(cloud);
  const names = { presented: async () => null };
  const clock = { ...skippingClock(), sleep: cloud.clock.sleep };
  t.deepEqual(await applySan({ ...options, names, clock }), { changed: true, verified: false, error: null });
});

const nlb = 'nlb-0abc.cn-hangzhou.nlb.invalid';
const severalEndpoints = {
  clusters: [
    {
      name: 'a',
      endpoints: [
        { access: 'public' as const, host: nlb },
        { access: 'public' as const, host: 'localhost' },
      ],
      holders: { ops: { daysLeft: 900 } },
    },
  ],
};

test('of several endpoints the first to answer shows the names, and every host is compared with them', async (t) => {
  await using cloud = await startTestCloud(severalEndpoints);
  const [described] = await cloud.described();
  if (described === undefined) return t.fail('no cluster');
  const cluster = await cloud.api().describeCluster(described);
  // The VPC's addresses may be in use on this network.
  const servers = cluster.endpoints.public.map(serverOf).slice(1);
  t.is(servers[0], `https://${nlb}:6443`);
  const look = await lookAtServers(servers, createServerNames(), undefined);
  t.is(hostOf(look?.server ?? ''), 'localhost');
  const plan = planSan({ cluster, dialled: servers.map(hostOf), presented: ['localhost'] });
  t.deepEqual(plan, { kind: 'add', names: [nlb] });
});

test('every server is asked, for ten seconds each, and the first in order that answers is taken', async (t) => {
  const asked: unknown[] = [];
  const presented = async ({ server }: { readonly server: string }, { timeoutMs = 0 }) => {
    asked.push([server, timeoutMs]);
    return server === 'a' ? null : [server];
  };
  t.deepEqual(await lookAtServers(['a', 'b', 'c'], { presented }, undefined), {
    server: 'b',
    presented: ['b'],
  });
  t.deepEqual(
    asked,
    ['a', 'b', 'c'].map((server) => [server, 10_000]),
  );
});

test('without an answering server there is no reading, and it can be cancelled', async (t) => {
  const names = createServerNames();
  t.is(await lookAtServers(['https://127.0.0.1:1', `https://${nlb}:6443`], names, undefined), null);
  t.is(await lookAtServers([], names, undefined), null);
  const given = lookAtServers(['https://127.0.0.1:1'], names, AbortSignal.abort());
  await refusal(t, given, 'Cancelled');
});

const added: [
  what: string,
  end: TaskProgress | null,
  shows: readonly (readonly string[] | null)[],
  told: string,
][] = [
  ['no task', null, [['127.0.0.1']], 'changed, verified, null'],
  ['a task', { id: 't', state: 'succeeded', errorCode: null }, [['127.0.0.1']], 'changed, verified, null'],
  ['a restart', null, [null, [], ['kubernetes'], ['127.0.0.1']], 'changed, verified, null'],
  [
    'a task that fails',
    { id: 't', state: 'failed', errorCode: null },
    [],
    'the cloud could not change the certificate',
  ],
  [
    'a task that fails, and says why',
    { id: 't', state: 'failed', errorCode: 'QuotaExceeded' },
    [],
    'the cloud could not change the certificate (QuotaExceeded)',
  ],
];

/** Options over a cloud that ends the task so, and a server that shows these names, one after the other. */
function played(end: TaskProgress | null, shows: readonly (readonly string[] | null)[]) {
  const left = [...shows];
  let shown = 0;
  const bounds: (number | undefined)[] = [];
  const options: SanOptions = {
    plan: { kind: 'add', names: ['127.0.0.1'] },
    ...{ cluster: detail('ManagedKubernetes'), server: 'https://127.0.0.1:1', runId: 'run', confirm: 'c1' },
    api: {
      changeSans: async () => ({ taskId: end?.id ?? null }),
      describeTask: async () => {
        if (end === null) throw new Error('no task');
        return end;
      },
    },
    names: {
      presented: async (_, { timeoutMs }) => {
        bounds.push(timeoutMs);
        shown += 1;
        const names = left.shift();
        if (names === null) throw new Error('restarting');
        return names ?? null;
      },
    },
    ...{ clock: skippingClock(), journal: { record: async () => undefined } },
  };
  return { options, bounds, shown: () => shown };
}

for (const [what, end, shows, told] of added)
  test(`names are added with ${what}: ${told}`, async (t) => {
    const { options, shown } = played(end, shows);
    const { changed, verified, error } = await applySan(options);
    const done = `${changed ? 'changed' : 'left'}, ${verified ? 'verified' : 'unseen'}, ${error}`;
    t.is(error?.message ?? done, told);
    t.deepEqual([changed, verified], [error === null, error === null]);
    t.is(shown(), shows.length);
  });

test('a server is asked two dozen times, and once after whoever waits has gone', async (t) => {
  const { options, shown, bounds } = played(null, []);
  const pauses: number[] = [];
  const pausing = { ...options.clock, sleep: async (ms: number) => void pauses.push(ms) };
  t.like(await applySan({ ...options, clock: pausing }), { changed: true, verified: false, error: null });
  t.is(shown(), 24);
  t.deepEqual([new Set(bounds), new Set(pauses)], [new Set([5_000]), new Set([5_000])]);
  const going = new AbortController();
  const names = {
    presented: async () => {
      going.abort();
      return null;
    },
  };
  const slept: number[] = [];
  const clock = { ...options.clock, sleep: async (ms: number) => void slept.push(ms) };
  t.like(await applySan({ ...options, names, clock, signal: going.signal }), {
    changed: true,
    verified: false,
  });
  t.deepEqual(slept, []);
});

test('without an answer of any endpoint or context there is no proposal', async (t) => {
  const asked: string[] = [];
  const cluster = {
    ...detail('ManagedKubernetes'),
    endpoints: { public: ['https://192.0.2.1:6443'], private: [] },
  };
  const own = { ack: { clusterId: 'c1' }, server: 'https://192.0.2.2:6443' };
  const repair = (answers: string | null) =>
    createSanRepair({
      api: { describeCluster: async () => cluster },
      contexts: async () => ({
        entries: [own, { ...own, ack: { clusterId: 'c2' }, server: 'https://192.0.2.3' }],
      }),
      names: {
        presented: async ({ server }: { readonly server: string }) => {
          asked.push(server);
          return server === answers ? presented : null;
        },
      },
    } as unknown as SanRepairPorts).planSan(cluster, { names: [] });
  await t.throwsAsync(repair(null), { code: 'Unreachable', message: /no endpoint of one answers/ });
  t.deepEqual(asked, ['https://192.0.2.1:6443', own.server]);
  t.like(await repair(own.server), { server: own.server, dialled: ['192.0.2.1', '192.0.2.2'] });
});
