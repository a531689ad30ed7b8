import * as v from 'valibot';
import { ApiError, emptyReply, type Reply } from '../http/reply.js';
import type { ClusterRecord, GrantedRole } from '../world/cluster.js';
import { changeGrant, isAdministrator } from '../world/grant.js';
import { grantOf } from '../world/kubeconfig.js';
import { ownCluster, ownClusters, ownIdentity, requirePermission } from './permission.js';
import { predefinedRoles } from './permissions.js';
import { type AckCall, type AckRoute, readJson } from './route.js';

const assumed =
  'whoever grants must administer each cluster named; the codes of the refusals; a namespace need not be there';

/** Granting and revoking permissions inside clusters. */
export const grantRoutes: readonly AckRoute[] = [
  {
    operation: 'GrantPermissions',
    method: 'POST',
    pattern: '/permissions/users/{uid}',
    assumed,
    handle: (call) => change(call, ['cs:GrantPermissions', 'cs:GrantPermission'], 'apply'),
  },
  {
    operation: 'UpdateUserPermissions',
    method: 'POST',
    pattern: '/permissions/users/{uid}/update',
    assumed,
    handle: (call) => change(call, ['cs:UpdateUserPermissions'], modeOf(call)),
  },
];

const modes = ['apply', 'patch', 'delete'] as const;

/**
 * `apply` replaces all of an identity's permissions, wherever the caller administers; the others change only what
 * they name.
 */
type Mode = (typeof modes)[number];

function modeOf({ request }: AckCall): Mode {
  const text = request.query.get('mode') || 'apply';
  const mode = modes.find((each) => each === text);
  if (mode) return mode;
  throw new ApiError(400, 'InvalidParameter', `mode must be one of ${modes.join(', ')}`);
}

const permission = v.object({
  cluster: v.optional(v.string(), ''),
  role_name: v.pipe(v.string(), v.minLength(1)),
  role_type: v.picklist(['cluster', 'namespace', 'all-clusters']),
  namespace: v.optional(v.string(), ''),
  is_custom: v.optional(v.boolean(), false),
});

type Permission = v.InferOutput<typeof permission>;

/** All or nothing: every refusal comes before the first change. */
function change(call: AckCall, actions: readonly string[], mode: Mode): Reply {
  requirePermission(call, actions, {});
  const uid = requireGrantee(call);
  const named = rolesByCluster(call, readJson(v.array(permission), call.request));
  for (const cluster of named.keys()) requireAdministrator(call, cluster);
  const reached = mode === 'apply' ? administered(call) : [...named.keys()];
  for (const cluster of reached) {
    const before = cluster.grants.get(uid)?.roles ?? [];
    const after = changed(before, named.get(cluster) ?? [], mode);
    if (before.length === 0 && after.length === 0) continue;
    changeGrant(call.world, cluster, grantOf(call.world, cluster, uid), { roles: after });
  }
  return emptyReply(200);
}

function changed(
  before: readonly GrantedRole[],
  named: readonly GrantedRole[],
  mode: Mode,
): readonly GrantedRole[] {
  const rest = before.filter((role) => !named.some((each) => isSame(each, role)));
  switch (mode) {
    case 'apply':
      return named;
    case 'patch':
      return [...rest, ...named];
    case 'delete':
      return rest;
  }
}

function isSame(left: GrantedRole, right: GrantedRole): boolean {
  return left.role === right.role && left.namespace === right.namespace;
}

function rolesByCluster(
  call: AckCall,
  permissions: readonly Permission[],
): ReadonlyMap<ClusterRecord, readonly GrantedRole[]> {
  const roles = new Map<ClusterRecord, readonly GrantedRole[]>();
  for (const each of permissions) {
    checkLevel(each);
    const clusters = each.role_type === 'all-clusters' ? ownClusters(call) : [ownCluster(call, each.cluster)];
    const role = { role: each.role_name, namespace: each.role_type === 'namespace' ? each.namespace : null };
    for (const cluster of clusters) roles.set(cluster, [...(roles.get(cluster) ?? []), role]);
  }
  return roles;
}

/** ACK's own roles have levels at which they cannot be granted (the SDK's remarks on `role_name`). */
function checkLevel({ role_name: role, role_type: level, namespace, is_custom: isCustom }: Permission): void {
  if (!isCustom && !predefinedRoles.has(role)) throw invalid(`${role} is no predefined role`);
  if (level === 'namespace' && namespace === '') throw invalid('a role in a namespace names it');
  const isForbidden =
    (level === 'namespace' && ['admin', 'admin-view', 'ops'].includes(role)) ||
    (level === 'all-clusters' && role === 'admin-view');
  if (isForbidden && !isCustom) throw invalid(`${role} cannot be granted for ${level}`);
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'InvalidParameter', message);
}

/** Any identity of the account except its root, which may do everything anyway. */
function requireGrantee(call: AckCall): string {
  const identity = ownIdentity(call, call.path['uid'] ?? '');
  if (!identity) throw new ApiError(404, 'ErrorUserNotFound', `user ${call.path['uid']} does not exist`);
  if (identity.type !== 'RootAccount') return identity.uid;
  throw new ApiError(400, 'ErrorGrantNotAllowed', 'the account root has every permission');
}

function administered(call: AckCall): readonly ClusterRecord[] {
  return ownClusters(call).filter((cluster) => isAdministrator(cluster, call.caller.identity.uid));
}

function requireAdministrator({ caller }: AckCall, cluster: ClusterRecord): void {
  if (isAdministrator(cluster, caller.identity.uid)) return;
  throw new ApiError(
    403,
    'ForbiddenGrantPermissions',
    `the caller is no administrator of cluster ${cluster.id}`,
  );
}
