import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { Cluster, ClusterDetail, ClusterRef } from '../words/cluster.js';
import { hubsPlace, hubType } from '../words/cluster-kind.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { createFleet, locateCluster } from './fleet.js';
import type { FleetEvent } from './scan.js';

const id = `c${'a'.repeat(32)}`;

function cluster(name: string, region: string, ownId = `c${name}`): Cluster {
  return specimenCluster({ id: ownId, name, region });
}

const failure = (code: ErrorCode) => new AckringError(code, code, { remedy: 'x' });

interface Situation {
  /** Regions of the cached clusters. */
  readonly kept?: readonly Cluster[] | null;
  readonly regions?: readonly string[];
  readonly events?: readonly FleetEvent[];
  /** What a cluster's own detail answers. */
  readonly refuses?: ErrorCode;
}

/** What is found, and the calls that it took. */
async function located(what: string, { kept = null, regions = [], events = [], refuses }: Situation) {
  const asked: string[] = [];
  const describe = async (place: ClusterRef): Promise<ClusterDetail> => {
    asked.push(`describe ${place.region}`);
    if (refuses !== undefined && asked.length === 1) throw failure(refuses);
    const detail = { endpoints: { public: [], private: [] }, extraSans: [], rrsa: null };
    return { ...cluster('found', place.region, place.id), ...detail };
  };
  const scan = async function* () {
    asked.push('scan');
    yield* events;
  };
  const cache = { read: async () => kept && { clusters: kept, seenAt: new Date() } };
  const ports = { cache, regions: async () => regions, describe, scan };
  const found = await locateCluster(what, ports, undefined).then(
    (detail) => `${detail.id} ${detail.region}`,
    (error) => (error instanceof AckringError ? error.code : String(error)),
  );
  return [found, ...asked];
}

const prod = cluster('prod', 'cn-hangzhou', id);
const all: FleetEvent[] = [{ kind: 'clusters', region: 'cn-hangzhou', clusters: [prod] }];
const dead = { kind: 'failed', region: 'cn-beijing', error: failure('Unreachable') } as const;

const situations: [what: string, named: string, situation: Situation, found: readonly string[]][] = [
  [
    'an id whose place is known',
    id,
    { kept: [prod], events: all },
    [`${id} cn-hangzhou`, 'describe cn-hangzhou'],
  ],
  [
    'an id in a chosen region',
    id,
    { kept: [prod], regions: ['cn-hangzhou'] },
    [`${id} cn-hangzhou`, 'describe cn-hangzhou'],
  ],
  [
    'an id in a region that was not chosen',
    id,
    { kept: [prod], regions: ['cn-beijing'] },
    ['ClusterNotFound', 'scan'],
  ],
  [
    'an id that nothing is known of',
    id,
    { kept: [], events: all },
    [`${id} cn-hangzhou`, 'scan', 'describe cn-hangzhou'],
  ],
  ['an id before any scan', id, { events: all }, [`${id} cn-hangzhou`, 'scan', 'describe cn-hangzhou']],
  [
    'an id that is gone from there',
    id,
    { kept: [prod], refuses: 'ClusterNotFound' },
    ['ClusterNotFound', 'describe cn-hangzhou', 'scan'],
  ],
  [
    'an id that is not ours to describe',
    id,
    { kept: [prod], refuses: 'Forbidden', events: all },
    [`${id} cn-hangzhou`, 'describe cn-hangzhou', 'scan', 'describe cn-hangzhou'],
  ],
  [
    'an id while the cloud is away',
    id,
    { kept: [prod], refuses: 'Unreachable', events: all },
    ['Unreachable', 'describe cn-hangzhou'],
  ],
  [
    'a name without a known region',
    'prod',
    { kept: [prod], events: all },
    [`${id} cn-hangzhou`, 'scan', 'describe cn-hangzhou'],
  ],
  [
    'a name while some region is dead',
    'prod',
    { events: [dead, ...all] },
    [`${id} cn-hangzhou`, 'scan', 'describe cn-hangzhou'],
  ],
  ['no such name while some region is dead', 'gone', { events: [dead, ...all] }, ['ClusterNotSeen', 'scan']],
  ['any name while every region is dead', 'prod', { events: [dead] }, ['Unreachable', 'scan']],
  ['a name where no region is', 'prod', {}, ['ClusterNotFound', 'scan']],
];

for (const [what, named, situation, found] of situations) {
  test(`${what}: ${found.join(', ')}`, async (t) => {
    t.deepEqual(await located(named, situation), [...found]);
  });
}

test('candidates and dead regions are listed in a fixed order, however the regions answer', async (t) => {
  const events: FleetEvent[] = ['eu-west-1', 'cn-beijing'].flatMap((region) => [
    { kind: 'clusters', region, clusters: [cluster('twin', region, 'c2'), cluster('twin', region, 'c1')] },
    { kind: 'failed', region: `${region}-x`, error: failure('Unreachable') },
  ]);
  const said = async (name: string): Promise<AckringError> => {
    const scan = async function* () {
      yield* events;
    };
    const ports = {
      cache: { read: async () => null },
      regions: async () => [],
      describe: () => t.fail() as never,
      scan,
    };
    return t.throwsAsync(locateCluster(name, ports, undefined), { instanceOf: AckringError });
  };
  const candidates = 'c1 (cn-beijing), c2 (cn-beijing), c1 (eu-west-1), c2 (eu-west-1)';
  t.true((await said('twin')).message.endsWith(candidates));
  t.deepEqual((await said('gone')).problems, ['cn-beijing-x: Unreachable', 'eu-west-1-x: Unreachable']);
});

const hub = (name: string, region: string): ClusterDetail => ({
  ...cluster(name, region),
  ...{ type: hubType, endpoints: { public: [], private: [] }, extraSans: [], rrsa: null },
});
const [known, there, kept] = [
  hub('known', 'cn-beijing'),
  hub('there', 'cn-hangzhou'),
  hub('kept', 'cn-beijing'),
];

interface Scan {
  readonly chosen?: readonly string[];
  readonly fails?: string;
  /** Hubs that are listed, or why not; left out of the settings if absent. */
  readonly hubs?: readonly ClusterDetail[] | ErrorCode;
  readonly isAskedFor?: boolean;
  readonly isFirst?: boolean;
}

/** Whom a scan names last, and what is kept of it; null for nothing. */
async function scanned({ chosen = [], fails, hubs, isAskedFor = false, isFirst = false }: Scan) {
  let written: readonly Cluster[] | null = null;
  const unused = () => Promise.reject(new Error('not asked'));
  const ack = {
    listRegions: async () => ['cn-hangzhou', 'cn-beijing'].map((region) => ({ id: region, name: region })),
    listClusters: async (region: string) => {
      if (region === fails) throw failure('Unreachable');
      return [cluster(region, region)];
    },
    ...{ describeCluster: unused, listKubeconfigStates: unused },
  };
  const listHubs = async () => {
    if (typeof hubs === 'string') throw failure(hubs);
    return hubs ?? [];
  };
  const fleet = createFleet({
    ...{ ack: async () => ack, regions: async () => chosen, now: () => new Date(0) },
    cache: {
      read: async () =>
        isFirst ? null : { clusters: [cluster('old', 'cn-hangzhou'), kept], seenAt: new Date(0) },
      write: async ({ clusters }) => {
        written = clusters;
      },
      ...{ known: async () => new Map(), learn: async () => null },
    },
    holders: { read: async () => [], write: unused } as never,
    hubs: async () => (hubs === undefined ? null : { listHubs }),
    beginnings: async () => () => null,
  });
  const events: FleetEvent[] = [];
  for await (const event of fleet.scanFleet({ hubs: isAskedFor })) events.push(event);
  const last = events.find((event) => event.kind !== 'regions' && event.region === hubsPlace);
  const names = (clusters: readonly Cluster[] | null) => clusters?.map(({ name }) => name).toSorted() ?? null;
  const named = last?.kind === 'failed' ? last.error.message : null;
  return [last?.kind === 'clusters' ? names(last.clusters) : named, names(written)];
}

const bothRegions = ['cn-beijing', 'cn-hangzhou'];
const scans: readonly (readonly [
  what: string,
  scan: Scan,
  named: unknown,
  kept: readonly string[] | null,
])[] = [
  ['every region', {}, null, bothRegions],
  ['a chosen region', { chosen: ['cn-hangzhou'] }, null, null],
  ['regions of which one fails', { fails: 'cn-beijing' }, null, null],
  [
    'every region, without the hubs, of which those known are kept',
    { hubs: [known] },
    null,
    [...bothRegions, 'kept'],
  ],
  ['every region for the first time, without the hubs', { hubs: [known], isFirst: true }, null, bothRegions],
  ['every region, where hubs are left out', { isAskedFor: true }, null, bothRegions],
  [
    'every region and the hubs',
    { hubs: [known, there], isAskedFor: true },
    ['known', 'there'],
    [...bothRegions, 'known', 'there'],
  ],
  [
    'a chosen region and its hubs',
    { chosen: ['cn-hangzhou'], hubs: [known, there], isAskedFor: true },
    ['there'],
    null,
  ],
  ['hubs that may not be listed', { hubs: 'Forbidden', isAskedFor: true }, 'Forbidden', bothRegions],
  ['hubs that nobody lists', { hubs: 'Unreachable', isAskedFor: true }, 'Unreachable', null],
];
for (const [what, scan, named, expected] of scans)
  test(`a scan of ${what}: ${expected === null ? 'nothing' : expected.join(', ')} is kept`, async (t) => {
    t.deepEqual(await scanned(scan), [named, expected] as never);
  });

test('whoever holds anything is kept, to be completed by name, and nobody of a cluster that fails', async (t) => {
  const kept: string[] = [];
  const ack = {
    listKubeconfigStates: async ({ id: clusterId }: ClusterRef) => {
      if (clusterId === 'cb') throw failure('Unreachable');
      return [specimenHolding({ cluster: cluster('a', 'cn-hangzhou'), uid: '42' })];
    },
  };
  const fleet = createFleet({
    ...{ ack: async () => ack as never, regions: async () => [], now: () => new Date(0) },
    ...{ cache: {} as never, hubs: async () => null, beginnings: async () => () => null },
    holders: {
      add: async (holders: Iterable<{ readonly uid: string }>) => {
        for (const { uid } of holders) kept.push(uid);
      },
    } as never,
  });
  const clusters = ['a', 'b'].map((name) => cluster(name, 'cn-hangzhou'));
  const kinds: string[] = [];
  for await (const { kind } of fleet.scanHolders(clusters)) kinds.push(kind);
  t.deepEqual(kinds.toSorted(), ['failed', 'states']);
  t.deepEqual(kept, ['42']);
});

test.serial('hubs are waited for ten seconds', async (t) => {
  const { timeout } = AbortSignal;
  t.teardown(() => {
    AbortSignal.timeout = timeout;
  });
  // Over at once.
  const limits: number[] = [];
  AbortSignal.timeout = (ms) => {
    limits.push(ms);
    return AbortSignal.abort();
  };
  const [named] = await scanned({ hubs: 'Cancelled', isAskedFor: true });
  t.deepEqual([named, limits], ['ACK One did not list its hubs within 10 s', [10_000]]);
});
