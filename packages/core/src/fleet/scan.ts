import type { Ack, KubeconfigState } from '../cloud/ack/api.js';
import { concurrently } from '../cloud/concurrently.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Cluster, ClusterDetail } from '../words/cluster.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { askEach, type ClusterFailure } from './ask-each.js';
import { type Beginnings, withBeginnings } from './beginnings.js';
import { knownRegions } from './known-regions.js';

interface ScanOptions {
  readonly ack: Pick<Ack, 'listRegions' | 'listClusters'>;
  /** Default: every region of the account. */
  readonly regions?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Concurrent regions; default 16. The API's limiter sets the pace. */
  readonly concurrency?: number;
}

/**
 * Lists the clusters of every region as they arrive; a cluster that several regions report is listed once. A region
 * that fails, or whose list is incomplete, is an event. Throws only if no call can be made: no credentials, rejected
 * credentials, or cancelled.
 */
export async function* scanFleet(options: ScanOptions): AsyncGenerator<FleetEvent, void> {
  const { ack, signal, concurrency = 16 } = options;
  const regions = options.regions ?? (await regionsToScan(ack, signal));
  yield { kind: 'regions', regions };
  const seen = new Set<string>();
  for await (const events of concurrently(regions, concurrency, (region) =>
    scanRegion(ack, region, signal),
  )) {
    throwIfCancelled(signal);
    for (const event of events) yield event.kind === 'clusters' ? onlyNew(event, seen) : event;
  }
}

type Clusters = Extract<FleetEvent, { kind: 'clusters' }>;

function onlyNew(event: Clusters, seen: Set<string>): Clusters {
  const clusters = event.clusters.filter(({ id }) => !seen.has(id));
  for (const { id } of clusters) seen.add(id);
  return { ...event, clusters };
}

/** One event, or two for a region with an incomplete list: its clusters, and the failure. */
async function scanRegion(
  ack: ScanOptions['ack'],
  region: string,
  signal: AbortSignal | undefined,
): Promise<readonly FleetEvent[]> {
  const failures: FleetEvent[] = [];
  const onIncomplete = (error: AckringError) => failures.push({ kind: 'failed', region, error });
  try {
    const clusters = await ack.listClusters(region, { signal, onIncomplete });
    return [{ kind: 'clusters', region, clusters }, ...failures];
  } catch (error) {
    return [{ kind: 'failed', region, error: toAckringError(error) }];
  }
}

/** Without the right to list regions, the known ones are scanned: each then answers for itself. */
async function regionsToScan(
  ack: ScanOptions['ack'],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  try {
    return (await ack.listRegions(signal)).map(({ id }) => id);
  } catch (error) {
    const isRefusal =
      error instanceof AckringError &&
      ['Forbidden', 'ResourceNotFound', 'RequestRejected', 'OperationRetired'].includes(error.code);
    if (!isRefusal) throw error;
    return knownRegions;
  }
}

/** A fleet scan in progress, region by region; a failing region is an event, never the end. */
export type FleetEvent =
  | { readonly kind: 'regions'; readonly regions: readonly string[] }
  | { readonly kind: 'clusters'; readonly region: string; readonly clusters: readonly Cluster[] }
  | { readonly kind: 'failed'; readonly region: string; readonly error: AckringError };

/** One cluster's detail, or the error: another account's cluster refuses only for itself. */
export type DescribeEvent = { readonly kind: 'described'; readonly cluster: ClusterDetail } | ClusterFailure;

interface DescribeOptions {
  readonly ack: Pick<Ack, 'describeCluster'>;
  /** In the order of the requests: what the user looks at comes first. */
  readonly clusters: readonly Cluster[];
  readonly signal?: AbortSignal | undefined;
  /** Concurrent details; default 8. The API's limiter sets the pace. */
  readonly concurrency?: number;
}

/**
 * Details as they arrive, one call per cluster: a region's list has no endpoints. A failing cluster is an event;
 * throws Cancelled only, and then starts no more calls.
 */
export async function* describeClusters(options: DescribeOptions): AsyncGenerator<DescribeEvent, void> {
  const { ack, clusters, signal, concurrency = 8 } = options;
  yield* askEach(clusters, { concurrency, signal }, async (cluster) => ({
    kind: 'described' as const,
    cluster: await ack.describeCluster(cluster, signal),
  }));
}

/** Who holds a kubeconfig of one cluster, or the error. */
export type KubeconfigStatesEvent =
  | { readonly kind: 'states'; readonly cluster: Cluster; readonly states: readonly KubeconfigState[] }
  | ClusterFailure;

interface KubeconfigStatesOptions {
  readonly ack: Pick<Ack, 'listKubeconfigStates'>;
  readonly clusters: readonly Cluster[];
  /** Default: none is known. */
  readonly beginnings?: Beginnings;
  readonly signal?: AbortSignal | undefined;
  /** Concurrent clusters; default 16. The API's limiter sets the pace. */
  readonly concurrency?: number;
}

/**
 * The kubeconfig states of every cluster as they arrive, one event per cluster, without keeping any: a fleet of
 * 10,000 needs no more memory than its reader. A failing cluster is an event; throws Cancelled only.
 */
export async function* scanKubeconfigStates(
  options: KubeconfigStatesOptions,
): AsyncGenerator<KubeconfigStatesEvent, void> {
  const { ack, clusters, beginnings = () => null, signal, concurrency = 16 } = options;
  yield* askEach(clusters, { concurrency, signal }, async (cluster) => {
    const states = await ack.listKubeconfigStates(cluster, signal);
    return { kind: 'states' as const, cluster, states: withBeginnings(states, beginnings) };
  });
}

/** Learnt endpoints, and the state of the cluster they belong to. */
export type KnownEndpoints = Pick<Cluster, 'endpoints' | 'updated'>;

/**
 * A listed cluster with its previously learnt endpoints, as long as the cloud reports no change since. Whether every
 * change of an endpoint updates `updated` is not documented: before acting on them they are requested again.
 */
export function withKnownEndpoints(listed: Cluster, known: KnownEndpoints | undefined): Cluster {
  if (listed.endpoints !== null || known === undefined || known.endpoints === null) return listed;
  const isUnchanged = listed.updated !== null && listed.updated.getTime() === known.updated?.getTime();
  return isUnchanged ? { ...listed, endpoints: known.endpoints } : listed;
}
