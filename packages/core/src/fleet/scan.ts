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
  /** Resolves when the list of regions is slow, and known ones are asked meanwhile; by default it is waited for. */
  readonly impatient?: (until: AbortSignal) => Promise<void>;
}

/**
 * Lists the clusters of every region as they arrive; a cluster that several regions report is listed once. A region
 * that fails, or whose list is incomplete, is an event. Throws only if no call can be made: no credentials, rejected
 * credentials, or cancelled.
 */
export async function* scanFleet(options: ScanOptions): AsyncGenerator<FleetEvent, void> {
  const seen = new Set<string>();
  for await (const event of options.regions === undefined
    ? scanAll(options)
    : scanThese(options.regions, options)) {
    throwIfCancelled(options.signal);
    yield event.kind === 'clusters' ? onlyNew(event, seen) : event;
  }
}

async function* scanThese(
  regions: readonly string[],
  { ack, signal, concurrency = 16 }: ScanOptions,
): AsyncGenerator<FleetEvent, void> {
  yield { kind: 'regions', regions };
  for await (const events of concurrently(regions, concurrency, (region) =>
    scanRegion(ack, region, signal),
  )) {
    yield* events;
  }
}

/** Where the list of regions is slow, the first clusters are there with the first answer. */
async function* scanAll(options: ScanOptions): AsyncGenerator<FleetEvent, void> {
  const listed = regionsToScan(options.ack, options.signal);
  // Whoever stops reading before it has answered does not learn why it failed.
  listed.catch(() => undefined);
  yield* (await isSlow(listed, options)) ? scanAhead(listed, options) : scanThese(await listed, options);
}

async function isSlow(
  listed: Promise<unknown>,
  { impatient, signal }: Pick<ScanOptions, 'impatient' | 'signal'>,
): Promise<boolean> {
  if (impatient === undefined) return false;
  const { stop, signal: until } = stoppable(signal);
  const late = impatient(until).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([listed.then(() => false), late]);
  } finally {
    stop();
  }
}

/**
 * Asks the known regions before the account's own are listed. Only clusters are told ahead: whether another answer, or
 * a failure, means anything is known once the region is in the list. What the list does not name is asked no longer.
 */
async function* scanAhead(
  listed: Promise<readonly string[]>,
  { ack, signal }: ScanOptions,
): AsyncGenerator<FleetEvent, void> {
  yield { kind: 'regions', regions: knownRegions, isGuessed: true };
  const begun = new Map(knownRegions.map((region) => [region, beginRegion(ack, region, signal)]));
  const unread = new Set(begun.values());
  const answered = new Set<string>();
  try {
    for (;;) {
      const next = await Promise.race([listed, ...[...unread].map(({ answer }) => answer)]);
      if (!('region' in next)) break;
      unread.delete(next.begun);
      if (next.events.length > 1 || !hasClusters(next.events)) continue;
      answered.add(next.region);
      yield* next.events;
    }
    const regions = [...new Set([...(await listed), ...answered])];
    yield { kind: 'regions', regions, answered: [...answered] };
    for (const [region, { stop }] of begun) if (!regions.includes(region)) stop();
    const left = regions.filter((region) => !answered.has(region));
    const eventsOf = async (region: string) =>
      (await begun.get(region)?.answer)?.events ?? scanRegion(ack, region, signal);
    for await (const events of concurrently(left, left.length, eventsOf)) yield* events;
  } finally {
    for (const { stop } of begun.values()) stop();
  }
}

interface BegunRegion {
  readonly answer: Promise<{
    readonly begun: BegunRegion;
    readonly region: string;
    readonly events: readonly FleetEvent[];
  }>;
  stop(): void;
}

function beginRegion(ack: ScanOptions['ack'], region: string, signal: AbortSignal | undefined): BegunRegion {
  const { stop, signal: until } = stoppable(signal);
  const begun: BegunRegion = {
    answer: scanRegion(ack, region, until).then((events) => ({ begun, region, events })),
    stop,
  };
  return begun;
}

function hasClusters([first]: readonly FleetEvent[]): boolean {
  return first?.kind === 'clusters' && first.clusters.length > 0;
}

/** A signal that ends with the given one, or by itself. */
function stoppable(signal: AbortSignal | undefined): { readonly signal: AbortSignal; stop(): void } {
  const own = new AbortController();
  return {
    signal: signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]),
    stop: () => own.abort(),
  };
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
  | {
      readonly kind: 'regions';
      readonly regions: readonly string[];
      /** The account's regions are not listed yet: these are the known ones, and the event comes once more. */
      readonly isGuessed?: true;
      /** Those whose clusters were told before. */
      readonly answered?: readonly string[];
    }
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
