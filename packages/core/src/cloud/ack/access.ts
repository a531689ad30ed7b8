import type { ClusterRef } from '../../words/cluster.js';
import { say } from '../../words/say.js';
import type {
  AccessApi,
  AuditLogPlace,
  PermissionChange,
  TaskProgress,
  UserActivity,
  UserPermission,
} from './api.js';
import {
  decodeActivity,
  decodeAuditLog,
  decodeNamespaces,
  decodePermissions,
  decodeTask,
  taskIdOf,
} from './decode-access.js';
import type { Operation, Run } from './operations.js';

/** The operations for removing access. `homeRegion` receives calls that belong to no cluster. */
export function accessOperations(run: Run, homeRegion: string): AccessApi {
  return {
    describeUserPermissions: (uid, signal) => run(describePermissions(uid, homeRegion), signal),
    updateUserPermissions: (uid, change, signal) => run(updatePermissions(uid, change), signal),
    listOwnNamespaces: (cluster, signal) => run(listNamespaces(cluster), signal),
    describeUserActivity: (cluster, uid, signal) => run(describeActivity(cluster, uid), signal),
    describeAuditLog: (cluster, signal) => run(describeAuditLog(cluster), signal),
    cleanClusterUser: (cluster, uid, { force, signal }) => run(cleanOne(cluster, uid, force), signal),
    cleanUser: (uid, { signal, ...scope }) => run(cleanMany(uid, scope), signal),
    describeTask: (taskId, region, signal) => run(describeTask(taskId, region), signal),
    changeSans: (cluster, change, signal) => run(changeSans(cluster, change), signal),
    setKubeconfigLife: (cluster, uid, hours, signal) => run(setLife(cluster, uid, hours), signal),
  };
}

function describePermissions(uid: string, region: string): Operation<readonly UserPermission[]> {
  return {
    region,
    doing: say('list the permissions of {uid}', { uid }),
    call: { operation: 'DescribeUserPermission', at: { user: uid } },
    decode: decodePermissions,
  };
}

function updatePermissions(
  uid: string,
  { cluster: { id, region }, role, isRamRole, mode }: PermissionChange,
): Operation<undefined> {
  const place =
    role.namespace === null
      ? { role_type: 'cluster' }
      : { role_type: 'namespace', namespace: role.namespace };
  return {
    region,
    clusterId: id,
    doing: say('change the permissions of {uid} in cluster {id}', { uid, id }),
    call: {
      operation: 'UpdateUserPermissions',
      at: { user: uid },
      query: { mode },
      json: [
        { cluster: id, role_name: role.name, is_custom: role.isCustom, is_ram_role: isRamRole, ...place },
      ],
    },
    decode: () => undefined,
  };
}

function listNamespaces({ id, region }: ClusterRef): Operation<readonly string[]> {
  return {
    region,
    clusterId: id,
    doing: say('list your namespaces of cluster {id}', { id }),
    call: { operation: 'DescribeUserClusterNamespaces', at: { cluster: id } },
    decode: decodeNamespaces,
  };
}

/** Known from the vendor's own ack-ram-tool; the SDK lacks it. */
function describeActivity({ id, region }: ClusterRef, uid: string): Operation<UserActivity> {
  return {
    region,
    clusterId: id,
    doing: say('read when {uid} was last seen in cluster {id}', { uid, id }),
    call: {
      operation: 'DescribeUserClusterActivityState',
      at: { cluster: id, user: uid },
    },
    decode: decodeActivity,
  };
}

function describeAuditLog({ id, region }: ClusterRef): Operation<AuditLogPlace> {
  return {
    region,
    clusterId: id,
    doing: say('find the audit log of cluster {id}', { id }),
    call: { operation: 'GetClusterAuditProject', at: { cluster: id } },
    decode: decodeAuditLog,
  };
}

function cleanOne({ id, region }: ClusterRef, uid: string, force: boolean): Operation<undefined> {
  return {
    region,
    clusterId: id,
    doing: say('remove the permissions of {uid} in cluster {id}', { uid, id }),
    call: {
      operation: 'CleanClusterUserPermissions',
      at: { cluster: id, user: uid },
      query: { Force: String(force) },
    },
    decode: () => undefined,
  };
}

function cleanMany(
  uid: string,
  { region, clusterIds, force }: { region: string; clusterIds: readonly string[]; force: boolean },
): Operation<{ readonly taskId: string }> {
  return {
    region,
    doing: say('remove the permissions of {uid} in {count} clusters of {region}', {
      uid,
      count: clusterIds.length,
      region,
    }),
    call: {
      operation: 'CleanUserPermissions',
      at: { user: uid },
      query: { Force: String(force), ClusterIds: clusterIds.join(',') },
    },
    decode: (body) => {
      const taskId = taskIdOf(body);
      return taskId === null ? null : { taskId };
    },
  };
}

function describeTask(taskId: string, region: string): Operation<TaskProgress> {
  return {
    region,
    doing: say('follow the task {taskId}', { taskId }),
    call: { operation: 'DescribeTaskInfo', at: { task: taskId } },
    decode: (body) => decodeTask(body, taskId),
  };
}

function changeSans(
  { id, region }: ClusterRef,
  { names, action }: { names: readonly string[]; action: 'append' | 'overwrite' },
): Operation<{ readonly taskId: string | null }> {
  return {
    region,
    clusterId: id,
    doing: say("change the names in the API server's certificate of cluster {id}", { id }),
    call: {
      operation: 'ModifyCluster',
      at: { cluster: id },
      json: { api_server_custom_cert_sans: { subject_alternative_names: names, action } },
    },
    decode: (body) => ({ taskId: taskIdOf(body) }),
  };
}

function setLife({ id, region }: ClusterRef, uid: string, hours: number): Operation<undefined> {
  return {
    region,
    clusterId: id,
    doing: say('set how long kubeconfigs of {uid} live in cluster {id}', { uid, id }),
    call: {
      operation: 'UpdateK8sClusterUserConfigExpire',
      at: { cluster: id },
      json: { expire_hour: hours, user: uid },
    },
    decode: () => undefined,
  };
}
