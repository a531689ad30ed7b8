import type { Cluster } from '@ackring/core/cluster';
import { AckringError } from '@ackring/core/errors';
import type { DescribeEvent } from '@ackring/core/fleet/describe-clusters';
import type { FleetEvent } from '@ackring/core/fleet/events';
import type { UnreadRegion } from '@ackring/core/fleet/find-cluster';
import type { Ack, ClusterDetail, ClusterRef } from '@ackring/core/ports';
import type { FleetCache } from '../fleet-cache.js';
import type { HolderCache } from '../holder-cache.js';
import type { Services } from '../services.js';
import type { Cloud } from './cloud.js';
import { rememberHolders } from './remember-holders.js';

export interface FleetOptions {
  readonly cloud: () => Promise<Cloud>;
  readonly cache: () => Promise<FleetCache>;
  readonly holders: () => Promise<HolderCache>;
  /** Regions chosen by flag or setting; empty for all. */
  readonly regions: () => Promise<readonly string[]>;
  readonly now: () => Date;
}

type Describe = Ack['describeCluster'];

type FleetServices = Pick<
  Services,
  | 'cachedFleet'
  | 'cachedHolders'
  | 'scanFleet'
  | 'findCluster'
  | 'kubeconfigStates'
  | 'scanHolders'
  | 'describeCluster'
  | 'describeClusters'
  | 'keepDetails'
  | 'userPermissions'
  | 'userActivity'
>;

/** The fleet, from the cloud and from the cache. */
export function fleetServices(options: FleetOptions): FleetServices {
  const { cloud, cache } = options;
  const learnt = new Map<string, Cluster>();
  const scan: Services['scanFleet'] = (request) => scanAndCache(options, learnt, request ?? {});
  const describe = async (cluster: ClusterRef, signal?: AbortSignal): Promise<ClusterDetail> => {
    const detail = await (await cloud()).ack.describeCluster(cluster, signal);
    learnt.set(detail.id, detail);
    return detail;
  };
  const keepDetails = async () => (await cache()).learn(learnt);
  return {
    cachedFleet: async () => (await cache()).read(),
    cachedHolders: async () => (await options.holders()).read(),
    scanFleet: scan,
    findCluster: async (idOrName, { signal } = {}) =>
      (await findByKnownPlace({ ...options, describe }, idOrName, signal)) ??
      describe(await findByScan(scan, idOrName, signal), signal),
    describeClusters: (clusters, { signal } = {}) =>
      describeAndKeep({ describe, keepDetails }, clusters, signal),
    keepDetails,
    kubeconfigStates: async (cluster, signal) => (await cloud()).ack.listKubeconfigStates(cluster, signal),
    scanHolders: async function* (clusters, { signal } = {}) {
      const [{ scanKubeconfigStates }, { ack }] = await Promise.all([
        import('@ackring/core/fleet/kubeconfig-states'),
        cloud(),
      ]);
      const events = scanKubeconfigStates({ ack, clusters, ...(signal === undefined ? {} : { signal }) });
      yield* rememberHolders(options.holders, events, (event) =>
        event.kind === 'states' ? event.states.map(({ identity }) => identity) : [],
      );
    },
    userPermissions: async (uid, signal) => (await cloud()).ack.describeUserPermissions(uid, signal),
    userActivity: async (cluster, uid, signal) =>
      (await cloud()).ack.describeUserActivity(cluster, uid, signal),
    describeCluster: describe,
  };
}

async function* scanAndCache(
  { cloud, cache, regions, now }: FleetOptions,
  learnt: ReadonlyMap<string, Cluster>,
  request: { regions?: readonly string[]; signal?: AbortSignal },
): AsyncGenerator<FleetEvent> {
  const [{ scanFleet }, { withKnownEndpoints }, { ack }, store] = await Promise.all([
    import('@ackring/core/fleet/scan'),
    import('@ackring/core/fleet/known-endpoints'),
    cloud(),
    cache(),
  ]);
  const kept = await store.known();
  const withKnown = (cluster: Cluster): Cluster =>
    withKnownEndpoints(withKnownEndpoints(cluster, learnt.get(cluster.id)), kept.get(cluster.id));
  const chosen = request.regions ?? (await regions());
  if (chosen.length > 0) await refuseUnknownRegions(ack, chosen, request.signal);
  const clusters: Cluster[] = [];
  let isWhole = chosen.length === 0;
  const { signal } = request;
  for await (const event of scanFleet({
    ack,
    ...(chosen.length > 0 ? { regions: chosen } : {}),
    ...(signal === undefined ? {} : { signal }),
  })) {
    if (event.kind === 'failed') isWhole = false;
    if (event.kind !== 'clusters') {
      yield event;
      continue;
    }
    for (const cluster of event.clusters) clusters.push(cluster);
    yield { ...event, clusters: event.clusters.map(withKnown) };
  }
  // A part of the fleet must not pass for the whole of it in the next first frame.
  // Details that came in meanwhile are kept with it.
  if (isWhole) await store.write({ clusters: clusters.map(withKnown), seenAt: now() });
}

/** What was learnt is kept also where the reader stops in the middle, having scrolled on. */
async function* describeAndKeep(
  { describe, keepDetails }: { describe: Describe; keepDetails: Services['keepDetails'] },
  clusters: readonly Cluster[],
  signal: AbortSignal | undefined,
): AsyncGenerator<DescribeEvent> {
  const { describeClusters } = await import('@ackring/core/fleet/describe-clusters');
  try {
    yield* describeClusters({ ack: { describeCluster: describe }, clusters, signal });
  } finally {
    await keepDetails();
  }
}

/** A region's name becomes part of a host name: a misspelled one would only look like a dead network. */
async function refuseUnknownRegions(
  ack: Cloud['ack'],
  chosen: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { knownRegions } = await import('@ackring/core/fleet/known-regions');
  const unfamiliar = chosen.filter((region) => !knownRegions.includes(region));
  if (unfamiliar.length === 0) return;
  const listed = (await ack.listRegions(signal)).map(({ id }) => id);
  const unknown = unfamiliar.find((region) => !listed.includes(region));
  if (unknown === undefined) return;
  const { nearest } = await import('../commands/nearest.js');
  const suggestion = nearest(unknown, [...new Set([...listed, ...knownRegions])]);
  const hint = suggestion === null ? '' : `; did you mean ${suggestion}?`;
  throw new AckringError('RegionUnknown', `there is no region ${JSON.stringify(unknown)}${hint}`, {
    remedy: `Take one of: ${listed.toSorted().join(', ')}.`,
  });
}

/** An id whose region is known from the last scan costs one call instead of one a region. */
async function findByKnownPlace(
  { cache, regions, describe }: FleetOptions & { describe: Describe },
  id: string,
  signal: AbortSignal | undefined,
): Promise<ClusterDetail | null> {
  if (!/^c[0-9a-f]{32}$/.test(id)) return null;
  const known = (await (await cache()).read())?.clusters.find((cluster) => cluster.id === id);
  const chosen = await regions();
  if (known === undefined || (chosen.length > 0 && !chosen.includes(known.region))) return null;
  try {
    return await describe(known, signal);
  } catch (error) {
    // Gone, or not ours to describe: the scan decides.
    const isElsewhere =
      error instanceof AckringError && ['ClusterNotFound', 'Forbidden'].includes(error.code);
    if (isElsewhere) return null;
    throw error;
  }
}

async function findByScan(
  scan: Services['scanFleet'],
  idOrName: string,
  signal: AbortSignal | undefined,
): Promise<Cluster> {
  const clusters: Cluster[] = [];
  const unread: UnreadRegion[] = [];
  let answered = 0;
  for await (const event of scan(signal === undefined ? {} : { signal })) {
    if (event.kind === 'clusters') {
      answered += 1;
      clusters.push(...event.clusters);
    } else if (event.kind === 'failed') unread.push(event);
  }
  const [first] = unread;
  if (first !== undefined && answered === 0) throw first.error;
  const { findCluster } = await import('@ackring/core/fleet/find-cluster');
  // Regions answer in any order; the candidates of an ambiguous name are listed in one.
  return findCluster(clusters.toSorted(byRegion), idOrName, unread.toSorted(byRegionName));
}

function byRegionName(a: UnreadRegion, b: UnreadRegion): number {
  return a.region.localeCompare(b.region);
}

function byRegion(a: Cluster, b: Cluster): number {
  return a.region.localeCompare(b.region) || a.id.localeCompare(b.id);
}
