import type { UnreadRegion } from '@ackring/core/fleet/find-cluster';
import type { Cluster } from '@ackring/core/words/cluster';
import { exitCodes } from '@ackring/core/words/errors';
import { keepHeapModest } from '../modest-heap.js';
import type { Services } from '../services.js';
import type { Output } from './output.js';

export interface CollectedFleet {
  readonly clusters: readonly Cluster[];
  /** Regions that answered. */
  readonly regions: readonly string[];
  readonly unread: readonly UnreadRegion[];
  /** 7 when some regions failed; undefined when all answered. */
  readonly exitCode: number | undefined;
}

/** The whole fleet at once. A region that fails does not hide the others; when all do, its error is the command's. */
export async function collectFleet(services: Services, signal: AbortSignal): Promise<CollectedFleet> {
  keepHeapModest();
  const clusters: Cluster[] = [];
  const unread: UnreadRegion[] = [];
  const answered = new Set<string>();
  for await (const event of services.scanFleet({ signal })) {
    if (event.kind === 'clusters') {
      answered.add(event.region);
      clusters.push(...event.clusters);
    } else if (event.kind === 'failed') unread.push(event);
  }
  const [first] = unread;
  if (first !== undefined && answered.size === 0) throw first.error;
  const exitCode = first === undefined ? undefined : exitCodes.partial;
  return { clusters, regions: [...answered], unread, exitCode };
}

/** Tells on stderr which regions are missing in the answer, and why. */
export function tellUnread({ unread }: Pick<CollectedFleet, 'unread'>, output: Output): void {
  for (const { region, error } of unread) output.problem({ region }, error);
}
