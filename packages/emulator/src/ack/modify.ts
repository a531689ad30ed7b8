import * as v from 'valibot';
import { ApiError, emptyReply, jsonReply, type Reply } from '../http/reply.js';
import { grantOf } from '../world/kubeconfig.js';
import { readJson } from './body.js';
import { requireRoot } from './kubeconfigs.js';
import { ownIdentity, requireCluster, requirePermission } from './permission.js';
import type { AckCall, AckRoute } from './route.js';

/** Changes: the API server's names, and how long a user's next kubeconfig lives. */
export const modifyRoutes: readonly AckRoute[] = [
  {
    operation: 'ModifyCluster',
    method: 'PUT',
    pattern: '/api/v2/clusters/{id}',
    assumed: 'the task takes a second',
    handle: modify,
  },
  {
    operation: 'UpdateK8sClusterUserConfigExpire',
    method: 'POST',
    pattern: '/k8s/{id}/user_config/expire',
    assumed: 'another life holds from the next issue on',
    handle: updateExpire,
  },
];

const modifyBody = v.object({
  api_server_custom_cert_sans: v.optional(
    v.object({
      subject_alternative_names: v.array(v.string()),
      action: v.optional(v.picklist(['append', 'overwrite']), 'append'),
    }),
  ),
  cluster_name: v.optional(v.string()),
});

/** New names need a restart of the API server: while the task runs, it refuses connections. */
function modify(call: AckCall): Reply {
  const { world, request } = call;
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:ModifyCluster'], { cluster });
  const { api_server_custom_cert_sans: sans, cluster_name: name } = readJson(modifyBody, request);
  if (name) cluster.name = name;
  if (sans && cluster.type !== 'ManagedKubernetes') {
    throw new ApiError(400, 'ErrorClusterType', 'only managed clusters take new names for their API server');
  }
  if (sans) world.apiServers.pause(cluster);
  const task = world.tasks.start(cluster.id, 'modify_cluster', () => {
    if (sans) {
      const kept = sans.action === 'append' ? cluster.extraSans : [];
      cluster.extraSans = [...new Set([...kept, ...sans.subject_alternative_names])];
      world.apiServers.resume(cluster);
    }
    world.tasks.tell({
      clusterId: cluster.id,
      type: 'ModifyCluster',
      level: 'info',
      reason: 'ClusterModified',
      message: sans ? 'the API server was restarted with new names' : 'the cluster was modified',
    });
    return { error: null, results: [] };
  });
  return jsonReply(200, { cluster_id: cluster.id, request_id: request.id, task_id: task.id });
}

const expireBody = v.object({
  expire_hour: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(876_000)),
  user: v.string(),
});

/** Takes effect when the next long-term certificate is issued; whether it also reissues at once is unknown. */
function updateExpire(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requireRoot(call, 'cs:UpdateK8sClusterUserConfigExpire');
  const { expire_hour: hours, user } = readJson(expireBody, call.request);
  if (!ownIdentity(call, user)) throw new ApiError(404, 'ErrorUserNotFound', `user ${user} does not exist`);
  grantOf(call.world, cluster, user).nextLifeHours = hours;
  return emptyReply(200);
}
