import type { UnreadRegion } from '@ackring/core/fleet';
import { type Cluster, exitCodes } from '@ackring/core/words';
import type { CommandContext } from '../../shell/command.js';
import type { Output } from '../../shell/output.js';
import { keepHeapModest } from '../../world/v8-options.js';

interface CollectedFleet {
  readonly clusters: readonly Cluster[];
  /** Regions that answered. */
  readonly regions: readonly string[];
  readonly unread: readonly UnreadRegion[];
  /** 7 if some regions failed; undefined if all answered. */
  readonly exitCode: number | undefined;
}

/** The whole fleet at once. A region that fails does not hide the others; if all do, its error is the command's. */
export async function collectFleet({
  services,
  progress,
  signal,
}: Pick<CommandContext, 'services' | 'progress' | 'signal'>): Promise<CollectedFleet> {
  keepHeapModest();
  const clusters: Cluster[] = [];
  const unread: UnreadRegion[] = [];
  const answered = new Set<string>();
  let regions = 0;
  progress.show(({ cloud }) => cloud);
  for await (const event of services.scanFleet({ signal })) {
    if (event.kind === 'regions') regions = event.regions.length;
    else if (event.kind === 'clusters') {
      answered.add(event.region);
      clusters.push(...event.clusters);
    } else unread.push(event);
    const done = new Set([...answered, ...unread.map(({ region }) => region)]).size;
    progress.show((words) => words.regions(done, regions));
  }
  progress.end();
  const [first] = unread;
  if (first !== undefined && answered.size === 0) throw first.error;
  const exitCode = first === undefined ? undefined : exitCodes.partial;
  return { clusters, regions: [...answered], unread, exitCode };
}

/** Reports on stderr which regions are missing from the answer, and why. */
export function reportUnread({ unread }: Pick<CollectedFleet, 'unread'>, output: Output): void {
  for (const { region, error } of unread) output.problem({ region }, error);
}
