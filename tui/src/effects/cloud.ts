import type { Cluster } from '@ackring/core/words/cluster';
import { toAckringError } from '@ackring/core/words/errors';
import type { ProfileName } from '../state/fleet.js';
import { gather } from './gather.js';
import type { World } from './world.js';

/** The fleet of each watched profile as it was seen last. */
export async function loadCachedFleet({ watched, servicesOf, dispatch }: World): Promise<void> {
  for (const profile of watched()) {
    const fleet = await servicesOf(profile).cachedFleet();
    if (fleet !== null) dispatch({ kind: 'fleetCached', profile: labelOf(profile, watched()), fleet });
  }
}

/** Asks every region of every watched profile. One profile's failure does not stop the others. */
export async function scanFleet(world: World, signal: AbortSignal): Promise<void> {
  const { watched, dispatch } = world;
  dispatch({ kind: 'fleetStarted' });
  const profiles = watched();
  const failures = await Promise.all(profiles.map((profile) => scanProfile(world, profile, signal)));
  if (signal.aborted) return;
  const failure = failures.find((error) => error !== null);
  if (failure !== undefined && failures.every((error) => error !== null)) throw failure;
  if (failure !== undefined) dispatch({ kind: 'failed', error: toAckringError(failure) });
  dispatch({ kind: 'fleetScanned' });
}

/** Null when it went well, else what stopped it. */
async function scanProfile(world: World, profile: ProfileName, signal: AbortSignal): Promise<unknown> {
  const label = labelOf(profile, world.watched());
  try {
    await gather(world.servicesOf(profile).scanFleet({ signal }), {
      everyMs: 40,
      signal,
      take: (events) => world.dispatch({ kind: 'fleet', profile: label, events }),
    });
    return null;
  } catch (error) {
    return error;
  }
}

/** Regions carry the profile's name only where there are several to be told apart. */
function labelOf(profile: ProfileName, watched: readonly ProfileName[]): ProfileName {
  return watched.length > 1 ? profile : null;
}

/** Asks clusters who holds their kubeconfigs, each through the eyes that see it. */
export async function scanHolders(
  world: World,
  clusters: readonly Cluster[],
  signal: AbortSignal,
): Promise<void> {
  world.dispatch({ kind: 'holdersStarted', asked: clusters.length });
  const groups = Map.groupBy(clusters, ({ id }) => world.servicesFor(id));
  await Promise.all(
    [...groups].map(([services, group]) =>
      gather(services.scanHolders(group, { signal }), {
        everyMs: 120,
        signal,
        take: (events) => world.dispatch({ kind: 'holders', events }),
      }),
    ),
  );
}

export async function describeCluster(world: World, cluster: Cluster): Promise<void> {
  const detail = await world.servicesFor(cluster.id).describeCluster(cluster, world.signal);
  world.dispatch({ kind: 'clustersDescribed', answers: [{ listed: cluster, detail }] });
}
