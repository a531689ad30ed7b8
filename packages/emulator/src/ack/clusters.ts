import { jsonReply, type Reply } from '../http/reply.js';
import type { ClusterRecord } from '../world/cluster.js';
import { clusterJson } from './cluster-json.js';
import { pageInfo, readPage, slice } from './paging.js';
import { ownClusters, requireCluster, requirePermission } from './permission.js';
import type { AckCall, AckRoute } from './route.js';

/** Sources name the list's action in two ways. */
const listActions = ['cs:DescribeClustersV1', 'cs:GetClusters'];

/** Regions, the two cluster lists, one cluster's page. */
export const clusterRoutes: readonly AckRoute[] = [
  { operation: 'DescribeRegions', method: 'GET', pattern: '/regions', handle: describeRegions },
  { operation: 'DescribeClustersV1', method: 'GET', pattern: '/api/v1/clusters', handle: describeClusters },
  {
    operation: 'DescribeClustersForRegion',
    method: 'GET',
    pattern: '/regions/{region}/clusters',
    handle: describeClusters,
  },
  { operation: 'DescribeClusterDetail', method: 'GET', pattern: '/clusters/{id}', handle: describeDetail },
];

function describeRegions({ world }: AckCall): Reply {
  return jsonReply(200, {
    regions: world.regions.map((region) => ({ regionId: region.id, localName: region.name })),
  });
}

async function describeClusters(call: AckCall): Promise<Reply> {
  const { world, request } = call;
  const region = call.path['region'] ?? request.query.get('region_id') ?? '';
  requirePermission(call, listActions, region ? { region } : {});
  const names = { number: 'page_number', size: 'page_size' };
  const page = readPage(request.query, names, { usual: 10, maximum: 100 });
  const all = region ? world.clusters.inRegion(region, call.caller.identity.accountId) : ownClusters(call);
  const matching = all.filter((cluster) => matches(cluster, request.query));
  const clusters = slice(matching, page).map(async (cluster) => {
    return clusterJson(cluster, await world.apiServers.urls(cluster));
  });
  const page_info = pageInfo(page, matching.length);
  return jsonReply(200, { clusters: await Promise.all(clusters), page_info });
}

async function describeDetail(call: AckCall): Promise<Reply> {
  const { world } = call;
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:DescribeClusterDetail'], { cluster });
  const urls = await world.apiServers.urls(cluster);
  return jsonReply(200, {
    ...clusterJson(cluster, urls),
    extra_sans: cluster.extraSans,
    rrsa_config: { enabled: false },
    parameters: {},
  });
}

/** `name` is a part of the name, whatever its case; the rest are exact. */
function matches(cluster: ClusterRecord, query: URLSearchParams): boolean {
  const exact: [string, string][] = [
    ['cluster_id', cluster.id],
    ['cluster_type', cluster.type],
    ['cluster_spec', cluster.spec],
    ['profile', cluster.profile],
  ];
  const name = query.get('name');
  if (name && !cluster.name.toLowerCase().includes(name.toLowerCase())) return false;
  return exact.every(([parameter, actual]) => (query.get(parameter) || actual) === actual);
}
