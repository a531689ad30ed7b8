import type { Ack, KubeconfigState } from '../cloud/ack/api.js';
import type { AckOne } from '../cloud/ack-one/ack-one.js';
import { throwIfCancelled } from '../machine/retry.js';
import { type Cluster, type ClusterDetail, type ClusterRef, calledAmong } from '../words/cluster.js';
import { hubsPlace, isHub, isHubsRefusal } from '../words/cluster-kind.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { type Beginnings, withBeginnings } from './beginnings.js';
import { findCluster } from './find-cluster.js';
import { type FleetCache, type HolderCache, rememberHolders } from './fleet-cache.js';
import { refuseUnknownRegions } from './known-regions.js';
import {
  type DescribeEvent,
  describeClusters,
  type FleetEvent,
  type KubeconfigStatesEvent,
  scanFleet,
  scanKubeconfigStates,
  withKnownEndpoints,
} from './scan.js';
import { wholeFleet } from './whole-fleet.js';

/** The fleet, from the cloud and from the cache. */
export interface Fleet {
  /** Region by region as answers arrive; the cache is updated at the end. */
  scanFleet(options?: {
    regions?: readonly string[];
    signal?: AbortSignal | undefined;
    /** Also the hubs of ACK One's fleets, if the settings want them: the last event, of `hubsPlace`. */
    hubs?: boolean;
  }): AsyncIterable<FleetEvent>;
  /** Throws ClusterNotFound with the closest names, ClusterAmbiguous with the candidates, or ClusterNotSeen. */
  findCluster(idOrName: string, options?: { signal?: AbortSignal | undefined }): Promise<ClusterDetail>;
  /** Every identity's kubeconfig of one cluster, by the server's record. */
  kubeconfigStates(cluster: Cluster, signal?: AbortSignal): Promise<readonly KubeconfigState[]>;
  /** The same for many clusters, as they answer; a failing one is an event. */
  scanHolders(
    clusters: readonly Cluster[],
    options?: { signal?: AbortSignal | undefined },
  ): AsyncIterable<KubeconfigStatesEvent>;
  /** Details of many clusters as they arrive, requested in the given order; kept in the fleet cache. */
  describeClusters(
    clusters: readonly Cluster[],
    options?: { signal?: AbortSignal | undefined },
  ): AsyncIterable<DescribeEvent>;
  /** What only a cluster's detail says; remembered until `keepDetails` or the next complete scan stores it. */
  describeCluster(cluster: ClusterRef, signal?: AbortSignal): Promise<ClusterDetail>;
  /** Stores individually learnt endpoints in the fleet cache. */
  keepDetails(): Promise<AckringError | null>;
}

export interface FleetPorts {
  readonly ack: () => Promise<
    Pick<Ack, 'listRegions' | 'listClusters' | 'describeCluster' | 'listKubeconfigStates'>
  >;
  readonly cache: FleetCache;
  readonly holders: HolderCache;
  /** Null where the settings leave hubs out. */
  readonly hubs: () => Promise<Pick<AckOne, 'listHubs'> | null>;
  /** Regions chosen by flag or setting; empty for all. */
  readonly regions: () => Promise<readonly string[]>;
  readonly now: () => Date;
  /** By default the list of regions is waited for, however slow it is. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** What this machine knows of when certificates began, asked for each scan. */
  readonly beginnings: () => Promise<Beginnings>;
}

export function createFleet(ports: FleetPorts): Fleet {
  const { ack, cache, holders, regions, beginnings } = ports;
  const learnt = new Map<string, Cluster>();
  const scan: Fleet['scanFleet'] = (request) => scanAndCache(ports, learnt, request ?? {});
  const describe: Fleet['describeCluster'] = async (cluster, signal) => {
    const detail = await (await ack()).describeCluster(cluster, signal);
    learnt.set(detail.id, detail);
    return detail;
  };
  const keepDetails = () => cache.learn(learnt);
  return {
    scanFleet: scan,
    findCluster: (idOrName, { signal } = {}) =>
      locateCluster(idOrName, { cache, regions, describe, scan }, signal),
    describeClusters: async function* (clusters, { signal } = {}) {
      // Learnt facts are kept even if the reader stops half-way, having scrolled on.
      try {
        yield* describeClusters({ ack: { describeCluster: describe }, clusters, signal });
      } finally {
        await keepDetails();
      }
    },
    describeCluster: describe,
    keepDetails,
    kubeconfigStates: async (cluster, signal) => {
      const [api, known] = await Promise.all([ack(), beginnings()]);
      return withBeginnings(await api.listKubeconfigStates(cluster, signal), known);
    },
    scanHolders: async function* (clusters, { signal } = {}) {
      const states = scanKubeconfigStates({
        ack: await ack(),
        beginnings: await beginnings(),
        clusters,
        signal,
      });
      yield* rememberHolders(holders, states, (event) =>
        event.kind === 'states' ? event.states.map(({ identity }) => identity) : [],
      );
    },
  };
}

/** How long the list of regions is waited for before known ones are asked. */
const patienceMs = 2_000;

async function* scanAndCache(
  { ack: open, cache, hubs, regions, now, sleep }: FleetPorts,
  learnt: ReadonlyMap<string, Cluster>,
  request: { regions?: readonly string[]; signal?: AbortSignal | undefined; hubs?: boolean },
): AsyncGenerator<FleetEvent> {
  const [ack, ackOne] = await Promise.all([open(), hubs()]);
  const kept = await cache.known();
  const withKnown = (cluster: Cluster): Cluster =>
    withKnownEndpoints(withKnownEndpoints(cluster, learnt.get(cluster.id)), kept.get(cluster.id));
  const chosen = request.regions ?? (await regions());
  if (chosen.length > 0) await refuseUnknownRegions(ack, chosen, request.signal);
  const clusters: Cluster[] = [];
  let isWhole = chosen.length === 0;
  const { signal } = request;
  const asked = ackOne !== null && request.hubs ? scanHubs(ackOne, chosen, signal) : null;
  for await (const event of scanFleet({
    ack,
    ...(chosen.length > 0 ? { regions: chosen } : {}),
    ...(sleep === undefined ? {} : { impatient: (until: AbortSignal) => sleep(patienceMs, until) }),
    signal,
  })) {
    if (event.kind === 'failed') isWhole = false;
    if (event.kind !== 'clusters') {
      yield event;
      continue;
    }
    for (const cluster of event.clusters) clusters.push(cluster);
    yield { ...event, clusters: event.clusters.map(withKnown) };
  }
  const event = await asked;
  throwIfCancelled(signal);
  if (event !== null) yield event;
  if (event?.kind === 'failed' && !isHubsRefusal(event)) isWhole = false;
  if (event?.kind === 'clusters') clusters.push(...event.clusters);
  if (isWhole && ackOne !== null && asked === null)
    clusters.push(...((await cache.read())?.clusters ?? []).filter(isHub));
  // A partial fleet must not look complete in the next first frame. Details that arrived meanwhile are stored with
  // it.
  if (isWhole) await cache.write({ clusters: clusters.map(withKnown), seenAt: now() });
}

type HubsEvent = Exclude<FleetEvent, { kind: 'regions' }>;

/** One call for all regions, beside theirs, which it holds up by no more than its patience. */
async function scanHubs(
  ackOne: Pick<AckOne, 'listHubs'>,
  regions: readonly string[],
  signal: AbortSignal | undefined,
): Promise<HubsEvent> {
  const patience = AbortSignal.timeout(hubsPatienceMs);
  try {
    const all = await ackOne.listHubs(signal === undefined ? patience : AbortSignal.any([signal, patience]));
    const clusters = all.filter(({ region }) => regions.length === 0 || regions.includes(region));
    return { kind: 'clusters', region: hubsPlace, clusters };
  } catch (error) {
    return {
      kind: 'failed',
      region: hubsPlace,
      error: patience.aborted ? hubsLate() : toAckringError(error),
    };
  }
}

const hubsPatienceMs = 10_000;

function hubsLate(): AckringError {
  const seconds = hubsPatienceMs / 1000;
  return new AckringError('TimedOut', say('ACK One did not list its hubs within {seconds} s', { seconds }), {
    remedy: say('Try again, or leave hubs out: `"hubs": false` in the settings.'),
  });
}

export interface LocatePorts {
  readonly cache: Pick<FleetCache, 'read'>;
  /** Empty for all. */
  readonly regions: () => Promise<readonly string[]>;
  describe(cluster: ClusterRef, signal: AbortSignal | undefined): Promise<ClusterDetail>;
  scan(options: { signal?: AbortSignal | undefined; hubs?: boolean }): AsyncIterable<FleetEvent>;
}

/**
 * The cluster with this id or name, from its own detail. An id with a region known from the last scan costs one call
 * instead of one per region. Throws ClusterNotFound, ClusterAmbiguous or ClusterNotSeen.
 */
export async function locateCluster(
  idOrName: string,
  ports: LocatePorts,
  signal: AbortSignal | undefined,
): Promise<ClusterDetail> {
  const known = await findByKnownPlace(idOrName, ports, signal);
  if (known !== null) return known;
  const found = await findByScan(idOrName, ports, signal);
  return { ...(await ports.describe(found, signal)), called: found.called };
}

async function findByKnownPlace(
  id: string,
  { cache, regions, describe }: LocatePorts,
  signal: AbortSignal | undefined,
): Promise<ClusterDetail | null> {
  if (!/^c[0-9a-f]{32}$/.test(id)) return null;
  const { clusters = [] } = (await cache.read()) ?? {};
  const known = clusters.find((cluster) => cluster.id === id);
  const chosen = await regions();
  if (known === undefined || (chosen.length > 0 && !chosen.includes(known.region))) return null;
  try {
    return { ...(await describe(known, signal)), called: calledAmong(known, clusters) };
  } catch (error) {
    // Gone, or not ours to describe: the scan decides.
    const isElsewhere =
      error instanceof AckringError && ['ClusterNotFound', 'Forbidden'].includes(error.code);
    if (isElsewhere) return null;
    throw error;
  }
}

async function findByScan(
  idOrName: string,
  { scan }: LocatePorts,
  signal: AbortSignal | undefined,
): Promise<Cluster> {
  const { clusters, unread } = await wholeFleet(scan({ signal, hubs: true }));
  const found = findCluster(clusters, idOrName, unread);
  return { ...found, called: calledAmong(found, clusters) };
}
