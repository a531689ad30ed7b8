import type { Emulator } from '@ackring/emulator/start';

/** Longer than two answers of a busy machine are apart, mostly: where they are not, less is tested. */
const stepMs = 8;

/**
 * Makes every region, cluster and API server answer later than the one before it, or the other way round; returns what
 * ends it. Nothing that anybody sees may tell the one from the other.
 */
export function latecomers({ world, faults }: Emulator, isReversed: boolean): () => void {
  const clusters = [...world.clusters.all()];
  const regions = [...new Set(clusters.map(({ region }) => region))];
  const lateMs = (place: number, of: number): number => stepMs * (isReversed ? of - 1 - place : place);
  const delay = (path: string, ms: number) => faults.add({ path, effect: { kind: 'delay', ms } });
  const ends = [
    ...regions.map((region, place) => delay(`/regions/${region}/`, lateMs(place, regions.length))),
    ...clusters.map(({ id }, place) => delay(id, lateMs(place, clusters.length))),
  ];
  for (const [place, cluster] of clusters.entries()) cluster.latencyMs = lateMs(place, clusters.length);
  return () => {
    for (const end of ends) end();
    for (const cluster of clusters) cluster.latencyMs = 0;
  };
}
