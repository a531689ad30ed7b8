import type { ClusterRecord, Grant, GrantedRole } from './cluster.js';
import type { World } from './world.js';

/** Three years of 365 days. */
export const longTermHours = 1095 * 24;

/** The suffix of a certificate issued at `time`: Unix seconds. */
export function suffixOf(time: Date): string {
  return String(Math.floor(time.getTime() / 1000));
}

/** The suffix of the identity's next common name: at least a second later, so that it is always another. */
export function laterSuffix({ suffix }: Pick<Grant, 'suffix'>, now: Date): string {
  return suffixOf(new Date(Math.max(now.getTime(), (Number(suffix) + 1) * 1000)));
}

/** When the long-term certificate ends. */
export function grantExpiry(grant: Grant): Date {
  return new Date(Math.floor(grant.issuedAt.getTime() / 1000) * 1000 + grant.lifeHours * 3_600_000);
}

/** Changes a grant with its bindings, or creates the identity's first; lagging answers still show the old one. */
export function changeGrant(
  world: Pick<World, 'past' | 'apiServers' | 'switches'>,
  cluster: ClusterRecord,
  grant: Grant,
  changes: Partial<Grant> = {},
): void {
  noteGrant(world, cluster, grant);
  const { suffix } = grant;
  cluster.grants.set(grant.uid, Object.assign(grant, changes));
  world.apiServers.bind(cluster, grant.uid);
  const isRenamed = suffix !== grant.suffix;
  if (isRenamed && world.switches.handMadeBindings === 'go') {
    world.apiServers.forget(cluster, `${grant.uid}-${suffix}`);
  }
}

/** Records a grant before it changes, for lagging answers. */
export function noteGrant({ past }: Pick<World, 'past'>, cluster: ClusterRecord, { uid }: Grant): void {
  const known = cluster.grants.get(uid);
  past.note(`${cluster.id} ${uid}`, known ? { ...known } : undefined);
}

/** The grant as lists of states and permissions see it. */
export function laggingGrant(
  { past }: Pick<World, 'past'>,
  cluster: ClusterRecord,
  uid: string,
): Grant | undefined {
  return past.shown(`${cluster.id} ${uid}`, cluster.grants.get(uid));
}

/** Every grant of the cluster, as lists see it. */
export function laggingGrants(world: Pick<World, 'past'>, cluster: ClusterRecord): readonly Grant[] {
  return [...cluster.grants.keys()].flatMap((uid) => laggingGrant(world, cluster, uid) ?? []);
}

const administrator: GrantedRole = { role: 'admin', namespace: null };

/**
 * An identity's roles in a cluster. The account root and the cluster's creator are its administrators from the start.
 */
export function rolesIn(
  cluster: ClusterRecord,
  uid: string,
  grant = cluster.grants.get(uid),
): readonly GrantedRole[] {
  const granted = grant?.roles ?? [];
  const isBorn = uid === cluster.accountId || grant?.isOwner === true;
  return isBorn && !granted.some(isWholeAdmin) ? [administrator, ...granted] : granted;
}

/** Whether an identity administers the whole cluster. */
export function isAdministrator(cluster: ClusterRecord, uid: string): boolean {
  return rolesIn(cluster, uid).some(isWholeAdmin);
}

const adminRoles: ReadonlySet<string> = new Set(['admin', 'cluster-admin']);

function isWholeAdmin({ role, namespace }: GrantedRole): boolean {
  return namespace === null && adminRoles.has(role);
}
