import { tidyCi } from './ci-stores.js';
import type { Change, ChangeKind } from './plan.js';
import { isMemory, placesIn, tear } from './stores.js';
import { addCluster, type ClusterTruth, nameAt, uidOf, type World } from './world.js';

/** Does what happens tonight; what lasts is looked up when it matters. */
export function happen(world: World): void {
  for (const change of world.plan.changes) {
    if (change.night === world.night && change.nights === 0) happenOnce(world, change);
  }
}

type Happening = (world: World, cluster: ClusterTruth, change: Change) => void;

const happenings: Partial<Record<ChangeKind, Happening>> = {
  renamed: (world, cluster, { value, cluster: index, night }) => {
    cluster.name = `${value % 3 === 0 ? 'prod' : 'core'}-${index}-${night}`;
    touch(world, cluster);
  },
  deleted: (world, cluster) => {
    cluster.deletedOn = world.night;
  },
  recreated: (world, cluster, { cluster: index }) => {
    cluster.deletedOn = world.night;
    addCluster(world, index, cluster.name);
  },
  authorityChanged: (world, cluster) => {
    cluster.generation += 1;
    for (const grant of cluster.grants.values()) grant.current = null;
    touch(world, cluster);
  },
  addressChanged: (world, cluster) => {
    cluster.address = (cluster.address + 1) % 200;
    touch(world, cluster);
  },
  revoked: revoke,
  torn: tearCopy,
};

function happenOnce(world: World, change: Change): void {
  if (change.kind === 'memoryTorn' || change.kind === 'memoryDeleted') forget(world, change);
  const cluster = world.current(change.cluster);
  if (cluster !== undefined) happenings[change.kind]?.(world, cluster, change);
}

function touch(world: World, cluster: ClusterTruth): void {
  cluster.updated = world.now;
}

function revoke(world: World, cluster: ClusterTruth, { identity }: Change): void {
  const plan = world.plan.identities[identity];
  const grant = plan && cluster.grants.get(uidOf(plan));
  if (plan === undefined || grant === undefined) return;
  grant.commonName = nameAt(plan, world.now);
  grant.current = null;
}

function tearCopy(world: World, { id }: ClusterTruth, { identity, sink, value }: Change): void {
  const name = world.plan.identities[identity]?.name;
  const store = world.stores[sink];
  const place = store && placesIn(store).find((each) => each.clusterId === id && each.identity === name);
  if (place === undefined) return;
  tear(place, value % 2 === 0 ? '' : place.text.slice(0, 1 + (value % place.text.length)));
}

function forget(world: World, { kind, sink, value }: Change): void {
  const store = world.stores[sink];
  if (store === undefined) return;
  const { documents, secrets } = store;
  const memories = [...secrets.values()].filter(({ name }) => isMemory(name));
  if (kind === 'memoryDeleted') {
    documents.clear();
    for (const { name } of memories) secrets.delete(name);
    return;
  }
  for (const [name, text] of documents) documents.set(name, text.slice(0, value % text.length));
  for (const secret of memories) {
    const torn = Object.entries(secret.data ?? {}).map(([key, text]) => [
      key,
      text.slice(0, value % text.length),
    ]);
    secrets.set(secret.name, { ...secret, data: Object.fromEntries(torn) });
  }
}

/** Ten nights after a cluster is gone, somebody deletes the Secret that nobody needs. */
export function tidy(world: World): void {
  for (const { id, deletedOn } of world.clusters) {
    if (deletedOn !== world.night - 10) continue;
    for (const store of world.stores) {
      const { secrets } = store;
      tidyCi(store, id);
      for (const [name, { annotations }] of secrets) {
        if (annotations?.['ackring.dev/cluster-id'] === id) secrets.delete(name);
      }
    }
  }
}
