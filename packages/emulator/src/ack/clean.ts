import { ApiError, emptyReply, jsonReply, type Reply } from '../http/reply.js';
import type { ClusterRecord } from '../world/cluster.js';
import { removeGrant } from '../world/recycle-bin.js';
import type { TaskError } from '../world/tasks.js';
import {
  ownCluster,
  ownClusters,
  ownIdentity,
  requireCluster,
  requireClusterAdmin,
  requirePermission,
} from './permission.js';
import type { AckCall, AckRoute } from './route.js';
import { certificateState } from './states.js';

/** Removing a user's kubeconfigs and bindings, from one cluster or from many. */
export const cleanRoutes: readonly AckRoute[] = [
  {
    operation: 'CleanClusterUserPermissions',
    method: 'DELETE',
    pattern: '/cluster/{id}/user/{uid}/permissions',
    assumed: 'the codes of the refusals; whoever holds nothing there is done at once',
    handle: cleanOne,
  },
  {
    operation: 'CleanUserPermissions',
    method: 'DELETE',
    pattern: '/users/{uid}/permissions',
    assumed: 'the codes of the refusals; one makes the whole task fail, and the other clusters are done',
    handle: cleanMany,
  },
];

/** A user seen within this many days is only removed by force. */
const activeMs = 7 * 86_400_000;

const statesRefused: ReadonlySet<string> = new Set(['deleting', 'deleted', 'failed', 'delete_failed']);

function cleanOne(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:CleanClusterUserPermissions'], { cluster });
  const uid = requireTarget(call);
  requireClusterAdmin(call, cluster);
  const refusal = refusalOf(call, cluster, uid);
  if (refusal) throw new ApiError(400, refusal.code, refusal.message);
  remove(call, cluster, uid);
  return emptyReply(200);
}

/** A separate task: clusters that refuse make it fail, but never stop the others. */
function cleanMany(call: AckCall): Reply {
  const { world, request } = call;
  const uid = requireTarget(call);
  const clusters = chosenClusters(call, uid);
  for (const cluster of clusters) requirePermission(call, ['cs:CleanUserPermissions'], { cluster });
  const task = world.tasks.start(null, 'clean_user_permissions', {
    work: () => {
      const refusals = new Map(clusters.map((cluster) => [cluster.id, cleanIn(call, cluster, uid)]));
      const [first] = [...refusals.values()].filter((refusal) => refusal !== null);
      const results = [...refusals].map(([data, refusal]) => {
        return { data, status: refusal ? ('fail' as const) : ('success' as const) };
      });
      return { error: first ?? null, results };
    },
  });
  return jsonReply(200, { request_id: request.id, task_id: task.id });
}

function cleanIn(call: AckCall, cluster: ClusterRecord, uid: string): TaskError | null {
  const refusal = refusalOf(call, cluster, uid);
  if (!refusal) remove(call, cluster, uid);
  return refusal;
}

function chosenClusters(call: AckCall, uid: string): ClusterRecord[] {
  const ids = (call.request.query.get('ClusterIds') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0) {
    return ownClusters(call).filter((cluster) => {
      const grant = cluster.grants.get(uid);
      return grant?.state === 'issued' || (grant?.roles ?? []).length > 0;
    });
  }
  return ids.map((id) => ownCluster(call, id));
}

/** Neither the account root nor the caller can be cleaned. */
function requireTarget(call: AckCall): string {
  const uid = call.path['uid'] ?? '';
  const target = ownIdentity(call, uid);
  if (!target) throw new ApiError(404, 'ErrorUserNotFound', `user ${uid} does not exist`);
  if (target.type === 'RootAccount' || target.uid === call.caller.identity.uid) {
    throw new ApiError(400, 'ErrorCleanNotAllowed', 'the account root and the caller cannot be cleaned');
  }
  return uid;
}

/**
 * The checks in the order of the documentation; unreadable activity counts as activity. A user who has RBAC and was
 * issued nothing can be cleaned (ecctl's live case permission-lifecycle, 2026-07).
 */
function refusalOf({ world, request }: AckCall, cluster: ClusterRecord, uid: string): TaskError | null {
  if (statesRefused.has(cluster.state.toLowerCase())) {
    return { code: 'ErrorClusterState', message: `cluster ${cluster.id} is ${cluster.state}` };
  }
  const grant = cluster.grants.get(uid);
  const state = certificateState(grant, world.clock.now());
  if (state === 'Removed' || state === 'Unknown') {
    return { code: 'ErrorKubeConfigState', message: `kubeconfig is ${state}` };
  }
  if (request.query.get('Force') === 'true') return null;
  if (!cluster.auditLog) {
    return { code: 'ErrorUserActivityUnknown', message: 'the activity of the user cannot be read' };
  }
  const seenMs = grant?.lastActivity?.getTime() ?? 0;
  if (world.clock.now().getTime() - seenMs >= activeMs) return null;
  return { code: 'ErrorUserActive', message: 'the user was active in the last 7 days' };
}

/** The user may fetch a new kubeconfig afterwards, under another common name. */
function remove({ world }: AckCall, cluster: ClusterRecord, uid: string): void {
  const grant = cluster.grants.get(uid);
  if (!grant) return;
  removeGrant(world, cluster, grant);
  world.tasks.tell({
    clusterId: cluster.id,
    type: 'CleanUserPermissions',
    level: 'warning',
    reason: 'KubeConfigRemoved',
    message: `kubeconfig and RBAC of user ${uid} were removed`,
  });
}
