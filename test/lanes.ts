/**
 * Runs what it is given in so many lanes, one after the other in each: all at once are too many programs for a small
 * machine, and one at a time mostly waits.
 */
export function inLanes(count: number): (run: () => Promise<void>) => Promise<void> {
  const lanes: Promise<void>[] = Array.from({ length: count }, () => Promise.resolve());
  let begun = 0;
  return (run) => {
    const lane = begun++ % lanes.length;
    const ran = (lanes[lane] ?? Promise.resolve()).then(run);
    lanes[lane] = ran.catch(() => undefined);
    return ran;
  };
}
