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
 * A region that fails is an event. Throws only when there is nothing to ask with: no credentials, credentials
 * nobody accepts, or cancelled.
 */
export async function* scanFleet(options: ScanOptions): AsyncGenerator<FleetEvent, void> {
  const { ack, signal, concurrency = 16 } = options;
  const regions = options.regions ?? (await regionsToScan(ack, signal));
  yield { kind: 'regions', regions };
  const seen = new Set<string>();
  for await (const event of concurrently(regions, concurrency, (region) => scanRegion(ack, region, signal))) {
    throwIfCancelled(signal);
    if (event.kind !== 'clusters') {
      yield event;
      continue;
    }
    const clusters = event.clusters.filter(({ id }) => !seen.has(id));
    for (const { id } of clusters) seen.add(id);
    yield { ...event, clusters };
  }
}

async function scanRegion(
  ack: ScanOptions['ack'],
  region: string,
  signal: AbortSignal | undefined,
): Promise<FleetEvent> {
  try {
    const clusters = await ack.listClusters(region, signal === undefined ? {} : { signal });
    return { kind: 'clusters', region, clusters };
  } catch (error) {
    return { kind: 'failed', region, error: toAckringError(error) };
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
      ['Forbidden', 'ResourceNotFound', 'RequestRejected'].includes(error.code);
    if (!isRefusal) throw error;
    return knownRegions;
  }
}
