import { startEmulator } from '@ackring/emulator/start';
import { skippingClock } from '@ackring/testkit/clock';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { createAck } from '../cloud/ack/ack.js';
import type { Ack } from '../cloud/ack/api.js';
import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { createRateLimiter } from '../cloud/rate-limit.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { describeClusters, type FleetEvent, scanFleet, scanKubeconfigStates } from './scan.js';

function ackOn(emulator: Awaited<ReturnType<typeof startEmulator>>) {
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['ops'] ?? {};
  const clock = skippingClock();
  return createAck({
    credentials: { get: async () => ({ accessKeyId, accessKeySecret, securityToken: null }) },
    endpoint: (region) => resolveEndpoint('cs', region, emulator.environment),
    clock,
    limiter: createRateLimiter(clock),
  });
}

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const namesIn = (events: readonly FleetEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'clusters' ? event.clusters.map(({ name }) => name) : [])).sort();

const scenario = {
  clusters: [
    { name: 'a', region: 'cn-hangzhou', holders: { ops: { daysLeft: 900 } } },
    { name: 'b', region: 'cn-beijing' },
    { name: 'c', region: 'eu-central-1' },
  ],
};

test('all regions are reported first, then each as it answers', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const events = await collect(scanFleet({ ack: ackOn(emulator) }));
  t.deepEqual(events[0], { kind: 'regions', regions: ['cn-hangzhou', 'cn-beijing', 'eu-central-1'] });
  t.is(events.length, 4);
  t.deepEqual(namesIn(events), ['a', 'b', 'c']);
});

test('a failing region is an event next to the others', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  const listClusters: typeof ack.listClusters = async (region, options) => {
    if (region === 'cn-beijing') throw new AckringError('Unreachable', 'x', { remedy: 'y' });
    return ack.listClusters(region, options);
  };
  const events = await collect(scanFleet({ ack: { ...ack, listClusters } }));
  t.deepEqual(namesIn(events), ['a', 'c']);
  const failed = events.find((event) => event.kind === 'failed');
  t.is(failed?.region, 'cn-beijing');
  t.is(failed?.error.code, 'Unreachable');
});

test('a cluster that two regions report is listed once', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  const all = (
    await Promise.all(['cn-hangzhou', 'cn-beijing'].map((region) => ack.listClusters(region)))
  ).flat();
  const events = await collect(
    scanFleet({
      ack: { ...ack, listClusters: async (): Promise<readonly Cluster[]> => all },
      regions: ['x', 'y'],
    }),
  );
  t.deepEqual(namesIn(events), ['a', 'b']);
});

const cluster = (name: string, region: string) => ({ id: name, name, region }) as unknown as Cluster;

test('while the list of regions is slow, clusters of known ones are told; then only its own regions count', async (t) => {
  const listing = Promise.withResolvers<{ id: string; name: string }[]>();
  const listed = ['cn-hangzhou', 'cn-beijing', 'xy-new-1', 'ap-southeast-1'];
  const asked: string[] = [];
  const stopped: string[] = [];
  const listClusters: Ack['listClusters'] = async (region, options) => {
    asked.push(region);
    if (region === 'ap-southeast-1') {
      options?.onIncomplete?.(new AckringError('Unreachable', 'the second page', { remedy: 'y' }));
      return [cluster('c', region)];
    }
    if (region === 'cn-hangzhou') return [cluster('a', region)];
    if (region === 'cn-beijing') throw new AckringError('Unreachable', 'x', { remedy: 'y' });
    if (region === 'us-west-1') throw new AckringError('Unreachable', 'x', { remedy: 'y' });
    if (region !== 'eu-west-1') return region === 'xy-new-1' ? [cluster('b', region)] : [];
    const { signal } = options ?? {};
    return new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => {
        stopped.push(region);
        reject(signal.reason);
      });
    });
  };
  const ack = { listRegions: () => listing.promise, listClusters };
  const told: FleetEvent[] = [];
  for await (const event of scanFleet({ ack, impatient: async () => undefined })) {
    told.push(event);
    if (event.kind !== 'clusters' || event.region !== 'cn-hangzhou') continue;
    t.deepEqual(
      told.map(({ kind }) => kind),
      ['regions', 'clusters'],
    );
    listing.resolve(listed.map((id) => ({ id, name: id })));
  }
  t.like(told[0], { kind: 'regions', isGuessed: true });
  t.deepEqual(told[2], {
    kind: 'regions',
    regions: listed,
    answered: ['cn-hangzhou'],
  });
  t.deepEqual(namesIn(told).toSorted(), ['a', 'b', 'c']);
  t.deepEqual(told.flatMap((event) => (event.kind === 'failed' ? [event.region] : [])).toSorted(), [
    'ap-southeast-1',
    'cn-beijing',
  ]);
  t.deepEqual(stopped, ['eu-west-1']);
  t.is(asked.filter((region) => region === 'cn-hangzhou').length, 1);
});

test('a list of regions that answers in time is all that is asked', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const impatient = async (until: AbortSignal) =>
    new Promise<void>((_, reject) => until.addEventListener('abort', () => reject(until.reason)));
  const events = await collect(scanFleet({ ack: ackOn(emulator), impatient }));
  t.is(events.length, 4);
  t.is(emulator.requests.count('DescribeClustersForRegion'), 3);
});

test('a slow list of regions that fails ends the scan', async (t) => {
  const missing = new AckringError('CredentialsMissing', 'x', { remedy: 'y' });
  const listing = Promise.withResolvers<never>();
  const ack = { listRegions: () => listing.promise, listClusters: async () => [] };
  const impatient = async () => {
    setImmediate(() => listing.reject(missing));
  };
  t.is(await t.throwsAsync(collect(scanFleet({ ack, impatient }))), missing);
});

test('without the right to list regions, the known ones are scanned', async (t) => {
  const asked: string[] = [];
  const ack = {
    listRegions: () => Promise.reject(new AckringError('Forbidden', 'x', { remedy: 'y' })),
    listClusters: async (region: string) => {
      asked.push(region);
      return [];
    },
  };
  await collect(scanFleet({ ack }));
  t.true(asked.includes('cn-hangzhou') && asked.includes('ap-northeast-1') && asked.length >= 30);
});

test('without credentials a scan throws', async (t) => {
  const missing = new AckringError('CredentialsMissing', 'x', { remedy: 'y' });
  const ack = { listRegions: () => Promise.reject(missing), listClusters: async () => [] };
  t.is(await t.throwsAsync(collect(scanFleet({ ack }))), missing);
});

test('a region with an incomplete list yields its clusters, and a failure', async (t) => {
  const clusters = Array.from({ length: 130 }, (_, index) => ({ name: `n${index}`, state: 'failed' }));
  await using emulator = await startEmulator({ scenario: { clusters } });
  emulator.faults.add({ operation: 'DescribeClustersForRegion', skip: 1, effect: { kind: 'emptyPage' } });
  const [, told, failed] = await collect(scanFleet({ ack: ackOn(emulator) }));
  t.is(told?.kind === 'clusters' ? told.clusters.length : null, 100);
  t.is(failed?.kind === 'failed' ? failed.error.code : null, 'ResponseUnreadable');
});

test('when cancelled, it throws and makes no more calls', async (t) => {
  const controller = new AbortController();
  let asked = 0;
  const ack = {
    listRegions: async () => [],
    listClusters: async () => {
      asked += 1;
      controller.abort();
      return [];
    },
  };
  const regions = Array.from({ length: 40 }, (_, index) => `r${index}`);
  const scan = collect(scanFleet({ ack, regions, signal: controller.signal, concurrency: 4 }));
  const error = await t.throwsAsync(scan, { instanceOf: AckringError });
  t.is(error?.code, 'Cancelled');
  t.true(asked < 10);
});

test('kubeconfig states arrive cluster by cluster, a failing one next to the others', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  const clusters = (
    await Promise.all(['cn-hangzhou', 'cn-beijing'].map((region) => ack.listClusters(region)))
  ).flat();
  const gone: Cluster = { ...(clusters[0] as Cluster), id: 'c0', name: 'gone' };
  const events = await collect(scanKubeconfigStates({ ack, clusters: [...clusters, gone] }));
  const summary = events.map((event) => [
    event.cluster.name,
    event.kind === 'states' ? event.states.length : event.error.code,
  ]);
  t.deepEqual(summary.sort(), [
    ['a', 1],
    ['b', 0],
    ['gone', 'ClusterNotFound'],
  ]);
});

for (const [asked, most] of [
  [{}, 8],
  [{ concurrency: 3 }, 3],
] as const)
  test(`of ${most} clusters details are asked for at once`, async (t) => {
    let [open, highest] = [0, 0];
    const describeCluster: Ack['describeCluster'] = async ({ id }) => {
      open += 1;
      highest = Math.max(highest, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return specimenCluster({ id, endpoints: { public: [], private: [] }, extraSans: [], rrsa: null });
    };
    const clusters = Array.from({ length: 20 }, (_, nth) => specimenCluster({ id: `c${nth}` }));
    const events = await collect(describeClusters({ ack: { describeCluster }, clusters, ...asked }));
    t.is(events.length, 20);
    t.is(highest, most);
  });
