import { ApiError, emptyReply, jsonReply, type Reply, utcTime } from '../http/reply.js';
import type { ClusterEvent, Task } from '../world/tasks.js';
import { requireCluster, requirePermission } from './permission.js';
import { type AckCall, type AckRoute, pageInfo, readPage, slice } from './route.js';

/** Tasks and events. */
export const taskRoutes: readonly AckRoute[] = [
  {
    operation: 'DescribeTaskInfo',
    method: 'GET',
    pattern: '/tasks/{task}',
    leftOut: ['error', 'stages[]'],
    handle: describeTask,
  },
  {
    operation: 'DescribeClusterTasks',
    method: 'GET',
    pattern: '/clusters/{id}/tasks',
    leftOut: ['tasks.error'],
    handle: describeTasks,
  },
  {
    operation: 'PauseTask',
    method: 'POST',
    pattern: '/tasks/{task}/pause',
    assumed: 'its state is then paused; the code for one that does not run',
    handle: (call) => steer(call, 'PauseTask', (task) => call.world.tasks.pause(task)),
  },
  {
    operation: 'ResumeTask',
    method: 'POST',
    pattern: '/tasks/{task}/resume',
    assumed: 'the code for one that is not paused',
    handle: (call) => steer(call, 'ResumeTask', (task) => call.world.tasks.resume(task)),
  },
  {
    operation: 'CancelTask',
    method: 'POST',
    pattern: '/tasks/{task}/cancel',
    assumed: 'its state is then canceled; the code for one that is over',
    handle: (call) => steer(call, 'CancelTask', (task) => call.world.tasks.cancel(task)),
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
  {
    operation: 'DescribeEventsForRegion',
    method: 'GET',
    pattern: '/regions/{region}/events',
    assumed: 'the types of events',
    handle: describeEvents,
  },
];

const pageNames = { number: 'page_number', size: 'page_size' };
const pageLimits = { usual: 50, maximum: 100 };

function describeTask(call: AckCall): Reply {
  requirePermission(call, ['cs:DescribeTaskInfo'], {});
  const task = existingTask(call);
  return jsonReply(200, {
    ...taskJson(task),
    cluster_id: task.clusterId ?? '',
    current_stage: '',
    target: { id: task.clusterId ?? '', type: 'cluster' },
    task_result: task.results,
    stages: [],
    events: call.world.tasks.events({ taskId: task.id }).map(taskEventJson),
    parameters: {},
    outputs: [],
  });
}

function existingTask(call: AckCall): Task {
  const task = call.world.tasks.get(call.path['task'] ?? '');
  if (task && (task.clusterId === null || isOwn(call, task.clusterId))) return task;
  throw new ApiError(404, 'ErrorTaskNotFound', 'the task does not exist');
}

function steer(call: AckCall, action: string, change: (task: Task) => boolean): Reply {
  requirePermission(call, [`cs:${action}`], {});
  const task = existingTask(call);
  if (change(task)) return emptyReply(200);
  throw new ApiError(400, 'ErrorTaskState', `task ${task.id} is ${task.state}`);
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
    next_token: '',
  });
}

function describeEvents(call: AckCall): Reply {
  const { world, request } = call;
  const cluster = 'id' in call.path ? requireCluster(call) : null;
  requirePermission(call, ['cs:DescribeEvents'], cluster ? { cluster } : {});
  const { query } = request;
  const page = readPage(query, pageNames, pageLimits);
  const { region } = call.path;
  const events = world.tasks
    .events({
      clusterId: cluster?.id ?? query.get('cluster_id'),
      type: query.get('type'),
      taskId: query.get('task_id'),
    })
    .filter(({ clusterId, at }) => isOwn(call, clusterId) && at <= world.past.shownUntil())
    .filter(({ clusterId }) => region === undefined || world.clusters.get(clusterId)?.region === region);
  return jsonReply(200, {
    events: slice(events, page).map(eventJson),
    page_info: pageInfo(page, events.length),
    next_token: '',
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

/** An event of a task. */
function taskEventJson({ level, reason, message, at, type }: ClusterEvent) {
  return { action: type, level, reason, message, source: 'ack', timestamp: utcTime(at) };
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
