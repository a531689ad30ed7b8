import { startTestCloud } from '@ackring/testkit/access-cloud';
import test from 'ava';
import { cancelled } from '../machine/retry.js';
import { readRecentUses } from './recent-use.js';

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
