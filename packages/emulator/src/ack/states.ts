import { ApiError, jsonReply, type Reply, utcTime } from '../http/reply.js';
import type { ClusterRecord, Grant } from '../world/cluster.js';
import { grantExpiry, laggingGrant, laggingGrants } from '../world/grant.js';
import type { Identity } from '../world/identities.js';
import {
  ownClusters,
  ownIdentity,
  requireCluster,
  requirePermission,
  requireRamListing,
} from './permission.js';
import { type AckCall, type AckRoute, pageInfo, readPage, slice } from './route.js';

/** Who holds which kubeconfig: by cluster and by user. */
export const stateRoutes: readonly AckRoute[] = [
  {
    operation: 'ListClusterKubeconfigStates',
    method: 'GET',
    pattern: '/clusters/{id}/kubeconfig/states',
    assumed: 'Unknown has no end date',
    handle: listByCluster,
  },
  {
    operation: 'ListUserKubeConfigStates',
    method: 'GET',
    pattern: '/users/{uid}/kubeconfig/states',
    assumed: 'Unknown has no end date',
    handle: listByUser,
  },
];

function listByCluster(call: AckCall): Reply {
  const { world, request } = call;
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:ListClusterKubeconfigStates'], { cluster });
  requireRamListing(call);
  const page = readPage(
    request.query,
    { number: 'pageNumber', size: 'pageSize' },
    { usual: 10, maximum: 50 },
  );
  const wantsServices = request.query.get('cloudServiceKubeConfig') === 'true';
  const grants = laggingGrants(world, cluster).filter(
    (grant) => isListed(grant) && isServiceRole(world.identities.get(grant.uid)) === wantsServices,
  );
  const states = slice(grants, page).map((grant) => ({
    ...identityJson(grant.uid, world.identities.get(grant.uid)),
    ...certificateJson(grant, world.clock.now()),
    revokable: certificateState(grant, world.clock.now()) === 'Unexpired',
  }));
  return jsonReply(200, { states, page: pageInfo(page, grants.length) });
}

/** Every cluster of the account, including those without a kubeconfig of this user, as `Unissued`. */
function listByUser(call: AckCall): Reply {
  const { world, request } = call;
  requirePermission(call, ['cs:ListUserKubeConfigStates'], {});
  const uid = call.path['uid'] ?? '';
  if (!ownIdentity(call, uid)) throw new ApiError(404, 'ErrorUserNotFound', `user ${uid} does not exist`);
  const page = readPage(
    request.query,
    { number: 'page_number', size: 'page_size' },
    { usual: 50, maximum: 100 },
  );
  const clusters = ownClusters(call);
  const states = slice(clusters, page).map((cluster) => ({
    ...clusterNames(world.past.shown(cluster.id, cluster)),
    ...certificateJson(laggingGrant(world, cluster, uid), world.clock.now()),
  }));
  return jsonReply(200, { states, page: pageInfo(page, clusters.length) });
}

/** The per-cluster list has issued kubeconfigs, and removed ones with RBAC. */
function isListed(grant: Grant): boolean {
  return grant.state === 'issued' || grant.state === 'unknown' || isLeftWithRoles(grant);
}

function isLeftWithRoles({ state, roles }: Grant): boolean {
  return state === 'removed' && roles.length > 0;
}

function isServiceRole(identity: Identity | undefined): boolean {
  return (identity?.cloudService ?? null) !== null;
}

function clusterNames(cluster: ClusterRecord) {
  return { cluster_id: cluster.id, cluster_name: cluster.name, cluster_state: cluster.state };
}

function identityJson(uid: string, identity: Identity | undefined) {
  return {
    account_id: uid,
    account_name: identity?.name ?? '',
    account_display_name: identity?.displayName ?? '',
    account_type: identity?.type ?? 'RamUser',
    account_state: identity?.state ?? 'Deleted',
    cloud_service_name: identity?.cloudService ?? '',
    cloud_service_roles: identity?.cloudService ? [serviceRole(identity)] : [],
  };
}

function serviceRole(identity: Identity) {
  return { role_name: identity.name, role_namespace: '', type: 'ClusterRole', is_default_template: true };
}

function certificateJson(grant: Grant | undefined, now: Date) {
  const state = certificateState(grant, now);
  const hasEnd = state === 'Expired' || (state === 'Unexpired' && grant?.state === 'issued');
  return {
    cert_state: state,
    cert_expire_time: grant && hasEnd ? utcTime(grantExpiry(grant)) : '',
  };
}

/**
 * `Unexpired` is also told of a removed kubeconfig whose user was given RBAC again, without an end (the vendor's page on
 * deleting kubeconfigs, 2026-02).
 */
export function certificateState(grant: Grant | undefined, now: Date): string {
  if (!grant || grant.state === 'unissued') return 'Unissued';
  if (grant.state === 'removed') return isLeftWithRoles(grant) ? 'Unexpired' : 'Removed';
  if (grant.state === 'unknown') return 'Unknown';
  return grantExpiry(grant) > now ? 'Unexpired' : 'Expired';
}
