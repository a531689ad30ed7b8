import { byPlace, type Cluster } from '../words/cluster.js';
import { hubsPlace } from '../words/cluster-kind.js';
import type { UnreadRegion } from './find-cluster.js';
import type { FleetEvent } from './scan.js';

/** A scan as a whole, in an order of its own: regions answer in any. */
export interface WholeFleet {
  /** By region, name and id. */
  readonly clusters: readonly Cluster[];
  /** Regions that answered, by name; one with an incomplete list is unread too. */
  readonly regions: readonly string[];
  readonly unread: readonly UnreadRegion[];
}

/** Reads a scan to its end; `heard` is told how many regions of how many are through. Throws what the scan throws. */
export async function readFleet(
  scan: AsyncIterable<FleetEvent>,
  heard: (done: number, all: number) => void = () => undefined,
): Promise<WholeFleet> {
  const clusters: Cluster[] = [];
  const unread: UnreadRegion[] = [];
  const answered = new Set<string>();
  let all = 0;
  for await (const event of scan) {
    if (event.kind === 'regions') all = event.regions.length;
    else if (event.kind === 'failed') unread.push({ region: event.region, error: event.error });
    else {
      if (event.region !== hubsPlace) answered.add(event.region);
      for (const cluster of event.clusters) clusters.push(cluster);
    }
    heard(new Set([...answered, ...unread.map(({ region }) => region)]).size, all);
  }
  return {
    clusters: clusters.sort(byPlace),
    regions: [...answered].sort(),
    unread: unread.sort((a, b) => (a.region < b.region ? -1 : 1)),
  };
}

/** The same; if every region fails, throws the first one's error. */
export async function wholeFleet(...given: Parameters<typeof readFleet>): Promise<WholeFleet> {
  const fleet = await readFleet(...given);
  const [first] = fleet.unread;
  if (first !== undefined && fleet.regions.length === 0) throw first.error;
  return fleet;
}
