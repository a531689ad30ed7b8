import { ApiError, jsonReply, type Reply, utcTime } from '../http/reply.js';
import type { ClusterEvent, Task } from '../world/tasks.js';
import { requireCluster, requirePermission } from './permission.js';
import { type AckCall, type AckRoute, pageInfo, readPage, slice } from './route.js';

/** Tasks and events. */
export const taskRoutes: readonly AckRoute[] = [
  { operation: 'DescribeTaskInfo', method: 'GET', pattern: '/tasks/{task}', handle: describeTask },
  {
    operation: 'DescribeClusterTasks',
    method: 'GET',
    pattern: '/clusters/{id}/tasks',
    handle: describeTasks,
  },
  {
    operation: 'DescribeClusterEvents',
    method: 'GET',
    pattern: '/clusters/{id}/events',
    assumed: 'the types of events',
    handle: describeEvents,
  },
  {
    operation: 'DescribeEvents',
    method: 'GET',
    pattern: '/events',
    assumed: 'the types of events',
    handle: describeEvents,
  },
];

const pageNames = { number: 'page_number', size: 'page_size' };
const pageLimits = { usual: 50, maximum: 100 };

function describeTask(call: AckCall): Reply {
  requirePermission(call, ['cs:DescribeTaskInfo'], {});
  const task = call.world.tasks.get(call.path['task'] ?? '');
  if (!task || (task.clusterId !== null && !isOwn(call, task.clusterId)))
    throw new ApiError(404, 'ErrorTaskNotFound', 'the task does not exist');
  return jsonReply(200, {
    ...taskJson(task),
    cluster_id: task.clusterId ?? '',
    current_stage: '',
    target: { id: task.clusterId ?? '', type: 'cluster' },
    task_result: task.results,
    stages: [],
    events: [],
  });
}

function describeTasks(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:DescribeClusterTasks'], { cluster });
  const page = readPage(call.request.query, pageNames, pageLimits);
  const tasks = call.world.tasks.ofCluster(cluster.id);
  return jsonReply(200, {
    tasks: slice(tasks, page).map(taskJson),
    page_info: pageInfo(page, tasks.length),
    requestId: call.request.id,
  });
}

function describeEvents(call: AckCall): Reply {
  const { world, request } = call;
  const cluster = 'id' in call.path ? requireCluster(call) : null;
  requirePermission(call, ['cs:DescribeEvents'], cluster ? { cluster } : {});
  const page = readPage(request.query, pageNames, pageLimits);
  const events = world.tasks
    .events(cluster?.id ?? request.query.get('cluster_id'))
    .filter(({ clusterId, at }) => isOwn(call, clusterId) && at <= world.past.toldUntil());
  return jsonReply(200, {
    events: slice(events, page).map(eventJson),
    page_info: pageInfo(page, events.length),
  });
}

function isOwn({ world, caller }: AckCall, clusterId: string): boolean {
  return world.clusters.get(clusterId)?.accountId === caller.identity.accountId;
}

function taskJson(task: Task) {
  return {
    task_id: task.id,
    task_type: task.type,
    state: task.state,
    created: utcTime(task.created),
    updated: utcTime(task.updated),
    ...(task.error ? { error: task.error } : {}),
  };
}

function eventJson(event: ClusterEvent) {
  const { level, reason, message } = event;
  return {
    event_id: event.id,
    type: event.type,
    source: 'ack',
    subject: event.clusterId,
    cluster_id: event.clusterId,
    time: utcTime(event.at),
    data: { level, reason, message },
  };
}
