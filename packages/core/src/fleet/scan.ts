import { AckringError, toAckringError } from '../errors.js';
import type { Ack } from '../ports.js';
import { throwIfCancelled } from '../retry.js';
import { concurrently } from './concurrently.js';
import type { FleetEvent } from './events.js';
import { knownRegions } from './known-regions.js';

export interface ScanOptions {
  readonly ack: Pick<Ack, 'listRegions' | 'listClusters'>;
  /** Default: every region the account has. */
  readonly regions?: readonly string[];
  readonly signal?: AbortSignal;
  /** Regions asked at once; default 16. The limiter of the API decides the pace. */
  readonly concurrency?: number;
}

/**
 * Lists the clusters of every region as they come; a cluster that more than one region reports is told once.
 * A region that fails, or that does not tell all, is an event. Throws only when there is nothing to ask with: no credentials, credentials
 * nobody accepts, or cancelled.
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

/** One event, or two for a region whose list came short: what it told, and that it is not all. */
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

/** Without the right to list regions, the known ones are asked: each then answers for itself. */
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
