import { ApiError } from '../http/reply.js';
import { authorize, type Refusal } from '../ram/evaluate.js';
import { type ClusterRecord, hubType } from '../world/cluster.js';
import { isAdministrator } from '../world/grant.js';
import type { Identity } from '../world/identities.js';
import type { AckCall } from './route.js';

const refusal: Refusal = {
  status: 403,
  code: 'StatusForbidden',
  message: (action, viaSts) => `${viaSts ? 'STSToken' : 'RAM'} policy Forbidden for action ${action}`,
};

/** Throws 403 unless RAM allows the caller one of the actions on `cluster/<id>`, or on every cluster of `region`. */
export function requirePermission(
  call: AckCall,
  actions: readonly string[],
  on: {
    readonly cluster?: ClusterRecord;
    readonly region?: string;
    readonly context?: Record<string, string>;
  },
): void {
  const { caller } = call;
  const region = on.cluster?.region ?? on.region ?? '*';
  const resource = `acs:cs:${region}:${caller.identity.accountId}:cluster/${on.cluster?.id ?? '*'}`;
  authorize(caller, { actions, resource, context: on.context ?? {} }, refusal);
}

/** The same for an action that knows no resource but `*`: a policy that names any other does not allow it. */
export function requirePermissionOnAll({ caller }: AckCall, action: string): void {
  authorize(caller, { actions: [action], resource: '*', context: {} }, refusal);
}

/**
 * Throws 403 unless RAM lets the caller list its users and roles: operations that name the holders of kubeconfigs
 * require both.
 */
export function requireRamListing(call: AckCall): void {
  for (const action of ['ram:ListUsers', 'ram:ListRoles']) requirePermissionOnAll(call, action);
}

/** Throws 403 unless the caller administers the whole cluster. */
export function requireClusterAdmin({ caller }: AckCall, cluster: ClusterRecord): void {
  const { identity } = caller;
  if (isAdministrator(cluster, identity.uid)) return;
  throw new ApiError(
    403,
    'APISERVER_403',
    `user ${identity.uid} is no administrator of cluster ${cluster.id}`,
  );
}

/** The cluster in a path; 404 if the caller's account has none with that id. */
export function requireCluster(call: AckCall): ClusterRecord {
  return ownCluster(call, call.path['id'] ?? '');
}

export function ownCluster({ world, caller }: AckCall, id: string): ClusterRecord {
  const { accountId } = caller.identity;
  const cluster = world.clusters.get(id);
  if (cluster?.accountId === accountId && cluster.type !== hubType) return cluster;
  const share = cluster?.sharedWith.find((each) => each.accountId === accountId);
  if (share?.refusal === 403)
    throw new ApiError(403, 'StatusForbidden', `cluster ${id} belongs to another account`);
  throw new ApiError(404, 'ErrorClusterNotFound', `cluster ${id} not found`);
}

/** An identity of the caller's account; undefined if there is none with that uid. */
export function ownIdentity({ world, caller }: AckCall, uid: string): Identity | undefined {
  return world.identities.inAccount(caller.identity.accountId, uid);
}

/** Every cluster of the caller's account. */
export function ownClusters({ world, caller }: AckCall): readonly ClusterRecord[] {
  return world.clusters.ofAccount(caller.identity.accountId);
}
