import { restoreObjects } from '../kubernetes/store.js';
import type { ClusterRecord } from '../world/cluster.js';
import { createWorld, type WorldOptions } from '../world/create.js';
import type { Grant } from '../world/grant.js';
import type { World } from '../world/world.js';
import type { SavedCluster, Snapshot } from './read.js';

/**
 * Makes a world from a snapshot. Its clock goes on from where it was saved, unless `now` is given; API servers
 * come back on their old ports where those are free, so that old kubeconfigs keep working.
 */
export function restoreWorld(snapshot: Snapshot, options: WorldOptions): World {
  const world = createWorld(snapshot.scenario, {
    ...options,
    now: options.now ?? snapshot.now,
    toldAt: snapshot.toldAt,
  });
  for (const identity of snapshot.identities) world.identities.add(identity);
  for (const { uid, ...session } of snapshot.sessions) {
    const identity = world.identities.get(uid);
    if (identity) world.identities.addSession({ ...session, identity });
  }
  for (const saved of snapshot.clusters) restoreCluster(world, saved);
  world.tasks.restore(snapshot.tasks);
  return world;
}

function restoreCluster(world: World, saved: SavedCluster): void {
  const { grants, authorities, objects, ports, ...record } = saved;
  const revived = grants.map((grant): Grant => {
    return { ...grant, credential: grant.credential ? Promise.resolve(grant.credential) : null };
  });
  const cluster: ClusterRecord = { ...record, grants: new Map(revived.map((grant) => [grant.uid, grant])) };
  world.clusters.add(cluster);
  if (authorities) world.authorities.restore(cluster, authorities);
  if (objects) restoreObjects(cluster, objects);
  world.apiServers.prefer(cluster, ports);
}
