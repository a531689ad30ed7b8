import { jsonReply, type Reply, utcTime } from '../http/reply.js';
import { endpointsOf } from '../world/cluster.js';
import { vpcOf } from '../world/clusters.js';
import { shanghaiTime } from './clusters.js';
import { requireCluster, requirePermission } from './permission.js';
import type { AckCall, AckRoute } from './route.js';

/** Further facts about clusters: their resources, their log, and the available versions. */
export const resourceRoutes: readonly AckRoute[] = [
  {
    operation: 'DescribeClusterResources',
    method: 'GET',
    pattern: '/clusters/{id}/resources',
    leftOut: ['dependencies[]'],
    assumed: 'which resources there are; what resource_info says',
    handle: describeResources,
  },
  {
    operation: 'DescribeClusterLogs',
    method: 'GET',
    pattern: '/clusters/{id}/logs',
    assumed: 'the events, each a line',
    handle: describeLogs,
  },
  {
    operation: 'DescribeKubernetesVersionMetadata',
    method: 'GET',
    pattern: '/api/v1/metadata/versions',
    assumed: 'which versions can be had, upgraded to and run with what; when each came and goes',
    handle: describeVersions,
  },
];

function describeResources(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:DescribeClusterResources'], { cluster });
  const balancers = new Set(endpointsOf(cluster).map(({ loadBalancerId }) => loadBalancerId));
  const resources: [string, string][] = [
    ['VPC', vpcOf(cluster)],
    ['VSwitch', `vsw-${cluster.id.slice(1, 22)}`],
    ['SecurityGroup', `sg-${cluster.id.slice(1, 21)}`],
    ...[...balancers].map((id): [string, string] => ['SLB', id]),
    ['RAMRole', `KubernetesWorkerRole-${cluster.id.slice(1, 37)}`],
  ];
  return jsonReply(
    200,
    resources.map(([resource_type, instance_id]) => ({
      cluster_id: cluster.id,
      resource_type,
      instance_id,
      resource_info: '',
      state: 'Running',
      created: shanghaiTime(cluster.created),
      auto_create: 1,
      creator_type: 'system',
      dependencies: [],
      associated_object: { kind: '', namespace: '', name: '' },
      delete_behavior: { delete_by_default: true, changeable: true },
      extra_info: {},
    })),
  );
}

function describeLogs(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:DescribeClusterLogs'], { cluster });
  const events = call.world.tasks.events({ clusterId: cluster.id });
  return jsonReply(
    200,
    events.map(({ message, at }, index) => ({
      ID: events.length - index,
      cluster_id: cluster.id,
      cluster_log: `${cluster.id} | ${message}`,
      created: shanghaiTime(at),
      updated: shanghaiTime(at),
    })),
  );
}

/** Newest first; new clusters can have one of three, as at the vendor. */
const versions = ['1.36.1', '1.35.2', '1.34.1', '1.33.3', '1.32.1', '1.31.1'];

function describeVersions(call: AckCall): Reply {
  requirePermission(call, ['cs:DescribeKubernetesVersionMetadata'], {});
  const { query } = call.request;
  const wanted = query.get('KubernetesVersion') ?? '';
  const told = versions
    .map((version, index) => versionJson(version, index))
    .filter(({ version }) => version.startsWith(wanted))
    .filter(({ creatable }) => query.get('Mode') !== 'supported' || creatable);
  return jsonReply(200, told);
}

function versionJson(version: string, age: number) {
  const released = new Date(Date.UTC(2026, 5 - age * 4, 15));
  const over = new Date(Date.UTC(2027, 11 - age * 4, 15));
  return {
    version: `${version}-aliyun.1`,
    creatable: age < 3,
    release_date: utcTime(released),
    expiration_date: utcTime(over),
    upgradable_versions: age === 0 ? [] : [`${versions[age - 1]}-aliyun.1`],
    capabilities: {},
    meta_data: {},
    images: [
      {
        image_id: 'aliyun_3_x64_20G_container_optimized_alibase_20260101.vhd',
        image_name: 'Alibaba Cloud Linux 3',
        platform: 'AliyunLinux3',
        os_version: '3',
        image_type: 'AliyunLinux3ContainerOptimized',
        os_type: 'Linux',
        image_category: 'system',
        architecture: 'x86_64',
      },
    ],
    runtimes: [{ name: 'containerd', version: '2.1.5' }],
  };
}
