import type { ClusterRecord, Grant, RemovedKubeconfig } from './cluster.js';
import { changeGrant, laterSuffix } from './grant.js';
import type { World } from './world.js';

/** For so long the console can restore what was removed (the vendor's page on the recycle bin, 2026-03). */
const keptMs = 30 * 86_400_000;

/**
 * Removes a user's kubeconfig and RBAC: nothing is bound to the old common name any more, and the user's next
 * kubeconfig has a new one. What was never issued leaves nothing to restore.
 */
export function removeGrant(world: World, cluster: ClusterRecord, grant: Grant): void {
  const now = world.clock.now();
  changeGrant(world, cluster, grant, { ...afterRemoval(grant, now), suffix: laterSuffix(grant, now) });
}

/** A grant without its kubeconfig and RBAC, those in the bin. */
export function afterRemoval(
  grant: Grant,
  removedAt: Date,
): Pick<Grant, 'state' | 'roles' | 'credential' | 'isOwner' | 'bin'> {
  const { suffix, issuedAt, lifeHours, credential, roles, isOwner } = grant;
  const removed = { removedAt, suffix, issuedAt, lifeHours, credential, roles, isOwner };
  const wasIssued = grant.state !== 'unissued';
  return {
    state: wasIssued ? 'removed' : 'unissued',
    roles: [],
    credential: null,
    isOwner: false,
    bin: wasIssued ? [...grant.bin, removed] : grant.bin,
  };
}

/** A kubeconfig in the recycle bin, as the console shows it. */
interface BinItem {
  readonly clusterId: string;
  readonly cluster: string;
  readonly uid: string;
  readonly commonName: string;
  readonly removedAt: Date;
  readonly restorableUntil: Date;
  /** The user holds another kubeconfig of the cluster, which would have to be removed first. */
  readonly isBlocked: boolean;
}

/** The console's recycle bin. The vendor has no public API for it. */
export interface RecycleBin {
  /** What can still be restored, in all clusters. */
  items(): readonly BinItem[];
  /**
   * Brings a kubeconfig back with its RBAC: its old certificate is in force again, and permissions granted meanwhile
   * stay. Throws for what is not there, is over, or is blocked.
   */
  restore(clusterId: string, commonName: string): void;
  /** Deletes it for good; throws for what is not there. */
  delete(clusterId: string, commonName: string): void;
}

export function createRecycleBin(world: World): RecycleBin {
  const find = (clusterId: string, commonName: string) => {
    const found = kept(world).find(
      (each) => each.cluster.id === clusterId && nameOf(each.grant, each.removed) === commonName,
    );
    if (found) return found;
    throw new Error(`the recycle bin has no ${commonName} of cluster ${clusterId}`);
  };
  return {
    items: () => kept(world).map(itemOf),
    restore(clusterId, commonName) {
      const { cluster, grant, removed } = find(clusterId, commonName);
      if (isBlocked(grant))
        throw new Error(`${grant.uid} has a newer kubeconfig: that must be removed first`);
      const { removedAt: _, roles, ...revived } = removed;
      changeGrant(world, cluster, grant, {
        ...revived,
        state: 'issued',
        roles: [...roles, ...grant.roles.filter((role) => !roles.some((old) => isSameRole(old, role)))],
        bin: grant.bin.filter((each) => each !== removed),
      });
    },
    delete(clusterId, commonName) {
      const { cluster, grant, removed } = find(clusterId, commonName);
      changeGrant(world, cluster, grant, { bin: grant.bin.filter((each) => each !== removed) });
    },
  };
}

interface Kept {
  readonly cluster: ClusterRecord;
  readonly grant: Grant;
  readonly removed: RemovedKubeconfig;
}

function kept({ clusters, clock }: World): readonly Kept[] {
  const since = clock.now().getTime() - keptMs;
  // Unused generated clusters had nothing removed, and their holders are not made to see that.
  const used = [...clusters.all().filter(({ isTouched }) => isTouched)];
  return used.flatMap((cluster) =>
    [...cluster.grants.values()].flatMap((grant) =>
      grant.bin
        .filter(({ removedAt }) => removedAt.getTime() > since)
        .map((removed) => ({ cluster, grant, removed })),
    ),
  );
}

function itemOf({ cluster, grant, removed }: Kept): BinItem {
  return {
    clusterId: cluster.id,
    cluster: cluster.name,
    uid: grant.uid,
    commonName: nameOf(grant, removed),
    removedAt: removed.removedAt,
    restorableUntil: new Date(removed.removedAt.getTime() + keptMs),
    isBlocked: isBlocked(grant),
  };
}

function nameOf({ uid }: Grant, { suffix }: RemovedKubeconfig): string {
  return `${uid}-${suffix}`;
}

/** An identity has one kubeconfig of a cluster; a temporary one is not taken for it here. */
function isBlocked({ state }: Grant): boolean {
  return state === 'issued' || state === 'unknown';
}

function isSameRole(left: Grant['roles'][number], right: Grant['roles'][number]): boolean {
  return left.role === right.role && left.namespace === right.namespace;
}
