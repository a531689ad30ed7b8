import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { Cluster, ClusterDetail, ClusterRef } from '../words/cluster.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { locateCluster } from './fleet.js';
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
    const detail = { endpoints: { public: [], private: [] }, extraSans: [] };
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
