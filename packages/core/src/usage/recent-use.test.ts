import { startTestCloud } from '@ackring/testkit/access-cloud';
import test from 'ava';
import { cancelled } from '../machine/retry.js';
import { AckringError } from '../words/errors.js';
import { readRecentUses } from './recent-use.js';
import type { UsageEvent, Using } from './usage.js';

const scenario = {
  identities: [{ name: 'mei' }, { name: 'tom' }],
  clusters: [
    {
      name: 'prod',
      holders: {
        root: { daysLeft: 900, lastSeenDaysAgo: 1 },
        mei: {
          daysLeft: 400,
          uses: [
            { daysAgo: 1, address: '198.51.100.1', agent: 'argocd/v2.9' },
            { daysAgo: 2, address: '198.51.100.2', agent: 'argocd/v2.8' },
            { daysAgo: 30, address: '198.51.100.3', agent: 'helm/v3' },
          ],
        },
        tom: { daysLeft: 400, lastSeenDaysAgo: 60 },
      },
    },
    { name: 'young', createdDaysAgo: 3, holders: { tom: { daysLeft: 400, lastSeenDaysAgo: null } } },
    { name: 'dark', auditLog: false, holders: { mei: { daysLeft: 400 } } },
  ],
};

test('the last days of an identity are told with its addresses and programs, the root by its own uid', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const clusters = await cloud.clusters();
  const rootUid = cloud.uid('root');
  const uids = [cloud.uid('mei'), cloud.uid('tom'), rootUid];
  const useOf = await readRecentUses(cloud.usage(), { clusters, uids, rootUid });
  const idOf = (name: string) => clusters.find((cluster) => cluster.name === name)?.id ?? '';
  const mei = useOf(idOf('prod'), cloud.uid('mei'));
  t.is(mei.kind, 'used');
  if (mei.kind !== 'used') return;
  t.deepEqual(
    mei.addresses.map(({ address }) => address),
    ['198.51.100.1', '198.51.100.2'],
  );
  t.deepEqual(mei.agents, ['argocd']);
  t.is(useOf(idOf('prod'), cloud.uid('tom')).kind, 'unused');
  t.is(useOf(idOf('prod'), rootUid).kind, 'used');
  t.deepEqual(useOf(idOf('young'), cloud.uid('tom')), { kind: 'unknown', error: null });
  t.like(useOf(idOf('dark'), cloud.uid('mei')), { kind: 'unknown', error: { code: 'AuditOff' } });
  t.deepEqual(useOf('c0', cloud.uid('mei')), { kind: 'unknown', error: null });
});

test('a log that does not answer holds up nobody, proves nothing, and is named as the reason', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const [cluster] = await cloud.clusters();
  if (cluster === undefined) throw new Error('no cluster');
  const never: ReturnType<typeof cloud.usage> = async function* (_, { signal } = {}) {
    await new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(cancelled(signal.reason)));
    });
    yield* [];
  };
  const asked = { clusters: [cluster], uids: ['2'], rootUid: null, mostMs: 10 };
  const useOf = await readRecentUses(never, asked);
  t.like(useOf(cluster.id, '2'), { kind: 'unknown', error: { code: 'TimedOut' } });
  t.deepEqual(useOf('c0', '2'), { kind: 'unknown', error: null });
  const waiting = readRecentUses(never, { ...asked, mostMs: 60_000, signal: AbortSignal.timeout(20) });
  await t.throwsAsync(waiting, { code: 'Cancelled' });
});

type Usage = Using['usage'];

const askedFor: readonly (readonly [uids: string[], rootUid: string | null, sought: string[]])[] = [
  [['2'], null, ['2']],
  [['2'], '1', ['2']],
  [['1', '2'], '1', ['1', '2', 'kubernetes-admin']],
];
for (const [uids, rootUid, sought] of askedFor)
  test(`for ${uids}, with the account root ${rootUid}, a week of ${sought} is read, tokens too`, async (t) => {
    t.plan(2);
    const usage: Usage = async function* (_, options) {
      t.like(options, { uids: sought, spanMs: 7 * 86_400_000, alsoByTokens: true });
      yield* [];
    };
    await readRecentUses(usage, { clusters: [], uids, rootUid });
    t.pass();
  });

for (const error of [
  new AckringError('Forbidden', 'no', { remedy: 'ask' }),
  Object.assign(new Error('no'), { code: 'Cancelled' }),
])
  test(`what goes wrong otherwise is thrown: ${error.name}`, async (t) => {
    // biome-ignore lint/correctness/useYield: it fails before it has any.
    const usage: Usage = async function* () {
      throw error;
    };
    t.is(await t.throwsAsync(readRecentUses(usage, { clusters: [], uids: ['2'], rootUid: null })), error);
  });

const cluster = { id: 'c1', name: 'prod' } as UsageEvent['cluster'];
const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 0, minute));
const used = (
  uid: string,
  minute: number,
  addresses: readonly (readonly [string, number])[],
  agent: string,
) => ({
  identity: { uid },
  use: {
    last: at(minute),
    addresses: addresses.map(([address, last]) => ({ address, last: at(last), calls: minute })),
    agents: [agent],
  },
});

const of = (rows: readonly ReturnType<typeof used>[]): Usage =>
  async function* () {
    yield {
      kind: 'rows',
      cluster,
      rows,
      sight: { isWhole: true },
      holdersUnread: null,
    } as unknown as UsageEvent;
  };

test('of all names of one identity the newest use counts, and each address once', async (t) => {
  const rows = [
    used(
      '2',
      3,
      [
        ['a', 1],
        ['b', 3],
      ],
      'kubectl/v1',
    ),
    used(
      '2',
      5,
      [
        ['c', 2],
        ['a', 5],
      ],
      'kubectl/v2',
    ),
    used('2', 4, [['a', 4]], 'helm/v3'),
    used('2', 2, [['a', 5]], 'helm/v2'),
  ];
  const useOf = await readRecentUses(of(rows), { clusters: [cluster], uids: ['2'], rootUid: '1' });
  t.deepEqual(useOf('c1', '2'), {
    kind: 'used',
    last: at(5),
    addresses: [
      ['a', 5, 5],
      ['b', 3, 3],
      ['c', 2, 5],
    ].map(([address, last, calls]) => ({ address, last: at(Number(last)), calls })) as never,
    agents: ['kubectl', 'helm'],
  });
});

test('what the administrator’s certificates did, the account root did, and nobody else', async (t) => {
  const rows = [used('kubernetes-admin', 3, [], 'kubectl')];
  const useOf = await readRecentUses(of(rows), { clusters: [cluster], uids: ['1', '2'], rootUid: '1' });
  t.is(useOf('c1', '1').kind, 'used');
  t.is(useOf('c1', '2').kind, 'unused');
});

test('a log is waited for twenty seconds, unless told otherwise', async (t) => {
  const asked = { clusters: [cluster], uids: ['2'], rootUid: null };
  const none: Usage = async function* () {
    yield* [];
  };
  const told = async (mostMs?: number) => {
    const useOf = await readRecentUses(none, mostMs === undefined ? asked : { ...asked, mostMs });
    const use = useOf('c1', '2');
    return use.kind === 'unknown' ? (use.error?.message ?? '') : '';
  };
  t.regex(await told(), / 20 s$/);
  t.regex(await told(1_001), / 2 s$/);
});
