import type { ClusterRecord } from './cluster.js';
import type { GrantedRole } from './grant.js';

const administrator: GrantedRole = { role: 'admin', namespace: null };

/** What somebody may in a cluster. The account root and the cluster's creator are its administrators from the start. */
export function rolesIn(
  cluster: ClusterRecord,
  uid: string,
  grant = cluster.grants.get(uid),
): readonly GrantedRole[] {
  const granted = grant?.roles ?? [];
  const isBorn = uid === cluster.accountId || (grant?.isOwner === true && grant.state !== 'removed');
  return isBorn && !granted.some(isWholeAdmin) ? [administrator, ...granted] : granted;
}

/** Whether somebody administers the whole cluster. */
export function isAdministrator(cluster: ClusterRecord, uid: string): boolean {
  return rolesIn(cluster, uid).some(isWholeAdmin);
}

const adminRoles: ReadonlySet<string> = new Set(['admin', 'cluster-admin']);

function isWholeAdmin({ role, namespace }: GrantedRole): boolean {
  return namespace === null && adminRoles.has(role);
}
