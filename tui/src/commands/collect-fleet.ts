import type { Cluster } from '@ackring/core/cluster';
import { type AckringError, exitCodes } from '@ackring/core/errors';
import { keepHeapModest } from '../modest-heap.js';
import { problemText } from '../present/problem.js';
import { visible } from '../present/visible.js';
import type { Services } from '../services.js';
import type { Output } from './output.js';

export interface CollectedFleet {
  readonly clusters: readonly Cluster[];
  /** Regions that answered. */
  readonly regions: readonly string[];
  readonly failedRegions: readonly string[];
  /** 7 when some regions failed; undefined when all answered. */
  readonly exitCode: number | undefined;
}

/**
 * The whole fleet at once. A region that fails is told on stderr and does not hide the others; when every
 * region fails, its error is the command's.
 */
export async function collectFleet(
  services: Services,
  output: Output,
  signal: AbortSignal,
): Promise<CollectedFleet> {
  keepHeapModest();
  const clusters: Cluster[] = [];
  const failures: { region: string; error: AckringError }[] = [];
  const answered = new Set<string>();
  for await (const event of services.scanFleet({ signal })) {
    if (event.kind === 'clusters') {
      answered.add(event.region);
      clusters.push(...event.clusters);
    } else if (event.kind === 'failed') failures.push(event);
  }
  const [first] = failures;
  if (first !== undefined && answered.size === 0) throw first.error;
  for (const { region, error } of failures) output.note(`${visible(region)}: ${problemText(error)}`);
  return {
    clusters,
    regions: [...answered],
    failedRegions: failures.map(({ region }) => region),
    exitCode: first === undefined ? undefined : exitCodes.partial,
  };
}
