import { ApiError, jsonReply, type Reply, utcTime } from '../http/reply.js';
import { findKind } from '../kubernetes/model/resources.js';
import { storeOf } from '../kubernetes/model/store.js';
import { auditLogstoreOf, auditProjectOf, type ClusterRecord } from '../world/cluster.js';
import { isAdministrator, laggingGrant, rolesIn } from '../world/grant.js';
import { ownClusters, ownIdentity, requireCluster, requirePermission } from './permission.js';
import type { AckCall, AckRoute } from './route.js';

/** Permissions inside the clusters, and activity there. */
export const permissionRoutes: readonly AckRoute[] = [
  {
    operation: 'DescribeUserPermission',
    method: 'GET',
    pattern: '/permissions/users/{uid}',
    assumed: 'the account root is told as administrator everywhere',
    handle: describePermissions,
  },
  {
    operation: 'DescribeUserClusterNamespaces',
    method: 'GET',
    pattern: '/api/v2/k8s/{id}/namespaces',
    handle: describeNamespaces,
  },
  {
    operation: 'DescribeUserClusterActivityState',
    method: 'GET',
    pattern: '/clusters/{id}/users/{uid}/activity-state',
    assumed: 'ErrorAuditLogNotEnabled where auditing is off',
    handle: describeActivity,
  },
];

export const predefinedRoles: ReadonlySet<string> = new Set([
  'admin',
  'admin-view',
  'ops',
  'dev',
  'restricted',
]);

/**
 * Only for clusters that the caller administers, without mentioning others: for a RAM user or role that may be none
 * at all, even if it asks about itself (the SDK's remark on this operation).
 */
function describePermissions(call: AckCall): Reply {
  requirePermission(call, ['cs:DescribeUserPermission'], {});
  const uid = call.path['uid'] ?? '';
  const identity = ownIdentity(call, uid);
  const permissions = ownClusters(call)
    .filter((cluster) => isAdministrator(cluster, call.caller.identity.uid))
    .flatMap((cluster) => rolesJson(call, cluster, { uid, isRamRole: identity?.type === 'RamRole' }));
  return jsonReply(200, permissions);
}

function rolesJson(
  { world }: AckCall,
  cluster: ClusterRecord,
  { uid, isRamRole }: { uid: string; isRamRole: boolean },
) {
  const told = laggingGrant(world, cluster, uid);
  const isOwner = told?.isOwner ?? false;
  return rolesIn(cluster, uid, told).map(({ role, namespace }) => ({
    resource_id: namespace === null ? cluster.id : `${cluster.id}/${namespace}`,
    resource_type: namespace === null ? 'cluster' : 'namespace',
    role_name: role,
    role_type: predefinedRoles.has(role) ? role : 'custom',
    is_owner: isOwner ? 1 : 0,
    is_ram_role: isRamRole ? 1 : 0,
  }));
}

/** The namespaces the caller's RBAC reaches. */
function describeNamespaces(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:DescribeUserClusterNamespaces'], { cluster });
  const { identity } = call.caller;
  const roles = rolesIn(cluster, identity.uid);
  if (roles.length === 0) {
    throw new ApiError(403, 'ForbiddenQueryClusterNamespace', 'Forbidden query cluster namespaces');
  }
  const kind = findKind('', 'v1', 'namespaces');
  const names = kind
    ? storeOf(cluster)
        .list(kind, null)
        .map((object) => object.metadata.name)
    : [];
  const seesAll = roles.some((role) => role.namespace === null);
  const seen = new Set(roles.map((role) => role.namespace));
  return jsonReply(
    200,
    names.filter((name) => seesAll || seen.has(name)),
  );
}

/** Not in the SDK. Read from the API server's audit log, so it fails if that is off. */
function describeActivity(call: AckCall): Reply {
  const { world, path, request } = call;
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:DescribeUserClusterActivityState'], { cluster });
  if (!cluster.auditLog) {
    throw new ApiError(400, 'ErrorAuditLogNotEnabled', `cluster ${cluster.id} has no API server audit log`);
  }
  const lastActivity = cluster.grants.get(path['uid'] ?? '')?.lastActivity ?? null;
  const isActive =
    lastActivity !== null && world.clock.now().getTime() - lastActivity.getTime() < 7 * 86_400_000;
  return jsonReply(200, {
    active: isActive,
    // The vendor's own tool takes an empty string for an invalid time, and a missing one for never.
    ...(lastActivity ? activityJson(cluster, lastActivity) : {}),
    log_project_name: auditProjectOf(cluster),
    log_store_name: auditLogstoreOf(cluster),
    request_id: request.id,
  });
}

function activityJson({ id }: ClusterRecord, seen: Date) {
  return { last_activity: utcTime(seen), last_audit_id: `${id.slice(1, 9)}-${seen.getTime()}` };
}
