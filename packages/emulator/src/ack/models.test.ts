import { startCloud } from '@ackring/testkit/cloud';
import { officialAckCall } from '@ackring/testkit/official-ack-client';
import CS from '@alicloud/cs20151215';
import test from 'ava';
import { addonRoutes } from './addons.js';
import { clusterRoutes } from './clusters.js';
import { kubeconfigRoutes } from './kubeconfigs.js';
import { permissionRoutes } from './permissions.js';
import { resourceRoutes } from './resources.js';
import { stateRoutes } from './states.js';
import { tagRoutes } from './tags.js';
import { taskRoutes } from './tasks.js';

/** A body as the vendor's package reads it: wire names, and their types. */
interface Model {
  names(): Record<string, string>;
  types(): Record<string, unknown>;
}

const routes = [
  ...addonRoutes,
  ...clusterRoutes,
  ...kubeconfigRoutes,
  ...permissionRoutes,
  ...resourceRoutes,
  ...stateRoutes,
  ...tagRoutes,
  ...taskRoutes,
];

const told = test.macro({
  title: (_, operation: string) =>
    `${operation} tells every member that the vendor’s package reads, or names it`,
  async exec(t, operation: string, path: string) {
    await using cloud = await startCloud({
      clusters: [{ name: 'a', tags: { env: 'prod' }, holders: { ops: { daysLeft: 300 } } }],
    });
    const { clock } = cloud.emulator;
    clock.freeze();
    const { id } = cloud.cluster('a');
    const request = new CS.ModifyClusterRequest({ enableRrsa: true });
    const { body } = await cloud.client().modifyCluster(id, request);
    await clock.advance(2000);
    const filled = path
      .replace('{id}', id)
      .replace('{uid}', cloud.uid('ops'))
      .replace('{task}', body?.taskId ?? '');
    const answer = await officialAckCall(cloud.client(), operation, 'GET', filled);
    const route = routes.find((each) => each.operation === operation);
    t.deepEqual(
      [...missing(modelOf(operation), answer, '')].toSorted(),
      [...(route?.leftOut ?? [])].toSorted(),
    );
  },
});

function modelOf(operation: string): Model {
  const models = Object.entries<unknown>({ ...CS });
  const [, model] = models.find(([name]) => name === `${operation}ResponseBody`) ?? [];
  if (!isModel(model)) throw new Error(`the package has no body of ${operation}`);
  return model;
}

/** Members missing in a list's first item count as missing too. */
function* missing(model: Model, value: unknown, path: string): Generator<string> {
  if (Array.isArray(value)) {
    if (value.length > 0) yield* missing(model, value[0], path);
    return;
  }
  const members = new Map(Object.entries(Object(value)));
  for (const [member, wire] of Object.entries(model.names())) {
    const place = path === '' ? wire : `${path}.${wire}`;
    if (!members.has(wire)) yield place;
    else yield* inside(model.types()[member], members.get(wire), place);
  }
}

function* inside(type: unknown, value: unknown, path: string): Generator<string> {
  if (isModel(type)) yield* missing(type, value, path);
  const item = typeof type === 'object' && type !== null ? Reflect.get(type, 'itemType') : undefined;
  if (isModel(item)) yield* missing(item, value, path);
}

function isModel(type: unknown): type is Model {
  return typeof type === 'function' && 'names' in type && 'types' in type;
}

test(told, 'DescribeRegions', '/regions');
test(told, 'DescribeClustersForRegion', '/regions/ap-northeast-1/clusters');
test(told, 'DescribeClusterDetail', '/clusters/{id}');
test(told, 'GetClusterAuditProject', '/clusters/{id}/audit');
test(told, 'DescribeClusterUserKubeconfig', '/k8s/{id}/user_config');
test(told, 'ListClusterKubeconfigStates', '/clusters/{id}/kubeconfig/states');
test(told, 'ListUserKubeConfigStates', '/users/{uid}/kubeconfig/states');
test(told, 'DescribeUserPermission', '/permissions/users/{uid}');
test(told, 'DescribeTaskInfo', '/tasks/{task}');
test(told, 'DescribeClusterTasks', '/clusters/{id}/tasks');
test(told, 'DescribeClusterEvents', '/clusters/{id}/events');
test(told, 'DescribeEvents', '/events');
test(told, 'DescribeEventsForRegion', '/regions/ap-northeast-1/events');
test(told, 'DescribeClusterResources', '/clusters/{id}/resources');
test(told, 'DescribeClusterLogs', '/clusters/{id}/logs');
test(told, 'DescribeKubernetesVersionMetadata', '/api/v1/metadata/versions');
test(told, 'ListAddons', '/addons');
test(told, 'DescribeAddon', '/addons/coredns');
test(told, 'ListClusterAddonInstances', '/clusters/{id}/addon_instances');
test(told, 'GetClusterAddonInstance', '/clusters/{id}/addon_instances/coredns');
test(told, 'DescribeClusterAddonInstance', '/clusters/{id}/components/coredns/instance');
test(told, 'DescribeClusterAddonMetadata', '/clusters/{id}/components/coredns/metadata');
test(told, 'ListTagResources', '/tags');
