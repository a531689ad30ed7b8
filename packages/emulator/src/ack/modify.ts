import { isIP } from 'node:net';
import * as v from 'valibot';
import { ApiError, emptyReply, jsonReply, type Reply } from '../http/reply.js';
import type { ClusterRecord, ClusterSettings } from '../world/cluster.js';
import { grantOf } from '../world/kubeconfig.js';
import { requireRoot } from './kubeconfigs.js';
import { ownIdentity, requireCluster, requirePermission } from './permission.js';
import { type AckCall, type AckRoute, readJson } from './route.js';

/** Changes: the API server's names, a cluster's settings, and how long a user's next kubeconfig lives. */
export const modifyRoutes: readonly AckRoute[] = [
  {
    operation: 'ModifyCluster',
    method: 'PUT',
    pattern: '/api/v2/clusters/{id}',
    assumed: 'the task takes a second; a member that is not kept here is refused',
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

const dnsName = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** An address, or a DNS name that may begin with a wildcard: with others there would be no certificate. */
function isCertificateName(name: string): boolean {
  return isIP(name) !== 0 || (name.length <= 253 && dnsName.test(name));
}

const members = v.record(v.string(), v.unknown());

const modifyBody = v.strictObject({
  api_server_custom_cert_sans: v.optional(
    v.object({
      subject_alternative_names: v.array(v.pipe(v.string(), v.check(isCertificateName, 'Invalid name'))),
      action: v.optional(v.picklist(['append', 'overwrite']), 'append'),
    }),
  ),
  cluster_name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(63))),
  deletion_protection: v.optional(v.boolean()),
  enable_rrsa: v.optional(v.boolean()),
  timezone: v.optional(v.string()),
  resource_group_id: v.optional(v.string()),
  maintenance_window: v.optional(members),
  operation_policy: v.optional(members),
});

type Modification = v.InferOutput<typeof modifyBody>;

/** New names need a restart of the API server: while the task runs, it refuses connections. */
function modify(call: AckCall): Reply {
  const { world, request } = call;
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:ModifyCluster'], { cluster });
  const modification = readJson(modifyBody, request);
  const sans = modification.api_server_custom_cert_sans;
  if (sans && cluster.type !== 'ManagedKubernetes') {
    throw new ApiError(400, 'ErrorClusterType', 'only managed clusters take new names for their API server');
  }
  if (modification.cluster_name) cluster.name = modification.cluster_name;
  cluster.settings = { ...cluster.settings, ...settingsIn(modification) };
  if (sans) world.apiServers.pause(cluster);
  const resume = () => {
    if (sans) world.apiServers.resume(cluster);
  };
  const task = world.tasks.start(cluster.id, 'cluster_modify', {
    isCancelled: resume,
    work: () => {
      if (sans) cluster.extraSans = namesAfter(cluster, sans);
      resume();
      world.tasks.tell({
        clusterId: cluster.id,
        taskId: task.id,
        type: 'cluster_modify',
        level: 'info',
        reason: 'ClusterModified',
        message: sans ? 'the API server was restarted with new names' : 'the cluster was modified',
      });
      return { error: null, results: [] };
    },
  });
  return jsonReply(200, { cluster_id: cluster.id, request_id: request.id, task_id: task.id });
}

function namesAfter(
  { extraSans }: ClusterRecord,
  { action, subject_alternative_names: names }: NonNullable<Modification['api_server_custom_cert_sans']>,
): readonly string[] {
  return [...new Set([...(action === 'append' ? extraSans : []), ...names])];
}

/** Only what was given. */
function settingsIn(modification: Modification): Partial<ClusterSettings> {
  const given = {
    deletionProtection: modification.deletion_protection,
    rrsa: modification.enable_rrsa,
    timezone: modification.timezone,
    resourceGroupId: modification.resource_group_id,
    maintenanceWindow: modification.maintenance_window,
    operationPolicy: modification.operation_policy,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
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
