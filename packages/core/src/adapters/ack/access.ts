import * as v from 'valibot';
import type { AccessApi, TaskProgress, UserActivity, UserPermission } from '../../access/access-api.js';
import type { ClusterRef } from '../../ports.js';
import type { Operation, Run } from './runner.js';

/** The operations that taking access away needs. `homeRegion` is asked for what belongs to no cluster. */
export function accessOperations(run: Run, homeRegion: string): AccessApi {
  return {
    describeUserPermissions: (uid, signal) => run(describePermissions(uid, homeRegion), signal),
    describeUserActivity: (cluster, uid, signal) => run(describeActivity(cluster, uid), signal),
    cleanClusterUser: (cluster, uid, { force, signal }) => run(cleanOne(cluster, uid, force), signal),
    cleanUser: (uid, { signal, ...scope }) => run(cleanMany(uid, scope), signal),
    describeTask: (taskId, region, signal) => run(describeTask(taskId, region), signal),
    changeSans: (cluster, change, signal) => run(changeSans(cluster, change), signal),
    setKubeconfigLife: (cluster, uid, hours, signal) => run(setLife(cluster, uid, hours), signal),
  };
}

const segment = encodeURIComponent;

function describePermissions(uid: string, region: string): Operation<readonly UserPermission[]> {
  return {
    region,
    doing: `list the permissions of ${uid}`,
    call: { operation: 'DescribeUserPermission', method: 'GET', path: `/permissions/users/${segment(uid)}` },
    decode: decodePermissions,
  };
}

/** Known from the vendor's own ack-ram-tool; the SDK does not have it. */
function describeActivity({ id, region }: ClusterRef, uid: string): Operation<UserActivity> {
  return {
    region,
    clusterId: id,
    doing: `read when ${uid} was last seen in cluster ${id}`,
    call: {
      operation: 'DescribeUserClusterActivityState',
      method: 'GET',
      path: `/clusters/${segment(id)}/users/${segment(uid)}/activity-state`,
    },
    decode: decodeActivity,
  };
}

function cleanOne({ id, region }: ClusterRef, uid: string, force: boolean): Operation<undefined> {
  return {
    region,
    clusterId: id,
    changesSomething: true,
    doing: `remove the permissions of ${uid} in cluster ${id}`,
    call: {
      operation: 'CleanClusterUserPermissions',
      method: 'DELETE',
      // Singular in this path, plural everywhere else.
      path: `/cluster/${segment(id)}/user/${segment(uid)}/permissions`,
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
    changesSomething: true,
    doing: `remove the permissions of ${uid} in ${clusterIds.length} clusters of ${region}`,
    call: {
      operation: 'CleanUserPermissions',
      method: 'DELETE',
      path: `/users/${segment(uid)}/permissions`,
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
    doing: `follow the task ${taskId}`,
    call: { operation: 'DescribeTaskInfo', method: 'GET', path: `/tasks/${segment(taskId)}` },
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
    changesSomething: true,
    doing: `change the names in the API server's certificate of cluster ${id}`,
    call: {
      operation: 'ModifyCluster',
      method: 'PUT',
      path: `/api/v2/clusters/${segment(id)}`,
      body: { api_server_custom_cert_sans: { subject_alternative_names: names, action } },
    },
    decode: (body) => ({ taskId: taskIdOf(body) }),
  };
}

function setLife({ id, region }: ClusterRef, uid: string, hours: number): Operation<undefined> {
  return {
    region,
    clusterId: id,
    changesSomething: true,
    doing: `set how long kubeconfigs of ${uid} live in cluster ${id}`,
    call: {
      operation: 'UpdateK8sClusterUserConfigExpire',
      method: 'POST',
      path: `/k8s/${segment(id)}/user_config/expire`,
      body: { expire_hour: hours, user: uid },
    },
    decode: () => undefined,
  };
}

const text = v.fallback(v.string(), '');
const flag = v.fallback(
  v.pipe(
    v.union([v.boolean(), v.number()]),
    v.transform((value) => Boolean(value)),
  ),
  false,
);
const permission = v.object({
  resource_id: text,
  resource_type: text,
  role_name: text,
  role_type: text,
  is_owner: flag,
});

/** Exported for its table of cases. */
export function decodePermissions(body: unknown): readonly UserPermission[] | null {
  if (body === null) return [];
  if (!Array.isArray(body)) return null;
  return body.flatMap((item) => {
    const parsed = v.safeParse(permission, item);
    if (!parsed.success) return [];
    const {
      resource_id: resource,
      resource_type: type,
      role_name: name,
      role_type: kind,
      is_owner,
    } = parsed.output;
    const [cluster = '', namespace] = resource.split('/');
    return [
      {
        clusterId: cluster === '' || cluster === 'all-clusters' || type === 'console' ? null : cluster,
        namespace: namespace ?? null,
        scope: type === 'cluster' || type === 'namespace' || type === 'console' ? type : ('unknown' as const),
        role: name || kind,
        isOwner: is_owner,
      },
    ];
  });
}

const activity = v.object({ active: v.boolean(), last_activity: text });

/** Exported for its table of cases. Without the field `active` nothing is known: the answer is unreadable. */
export function decodeActivity(body: unknown): UserActivity | null {
  const parsed = v.safeParse(activity, body);
  if (!parsed.success) return null;
  const ms = Date.parse(parsed.output.last_activity);
  return { isActive: parsed.output.active, lastSeen: Number.isNaN(ms) ? null : new Date(ms) };
}

const task = v.object({
  state: v.string(),
  error: v.fallback(v.optional(v.object({ code: text })), undefined),
});

function decodeTask(body: unknown, id: string): TaskProgress | null {
  const parsed = v.safeParse(task, body);
  if (!parsed.success) return null;
  const { state, error } = parsed.output;
  // A state that is neither of these two is not the end, whatever its name.
  const known = { success: 'succeeded', fail: 'failed', failed: 'failed' } as const;
  const end = Object.entries(known).find(([name]) => name === state)?.[1];
  return { id, state: end ?? 'running', errorCode: error?.code || null };
}

function taskIdOf(body: unknown): string | null {
  const parsed = v.safeParse(v.object({ task_id: v.pipe(v.string(), v.minLength(1)) }), body);
  return parsed.success ? parsed.output.task_id : null;
}
