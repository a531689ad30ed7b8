import { ApiError } from '../http/api-error.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { ClusterRecord } from '../world/cluster.js';
import { detailedClusterJson, listedClusterJson } from './cluster-json.js';
import { pageInfo, readPage, slice } from './paging.js';
import { requireCluster, requirePermission, requirePermissionOnAll } from './permission.js';
import type { AckCall, AckRoute } from './route.js';

/** Regions, a region's clusters, one cluster's detail. */
export const clusterRoutes: readonly AckRoute[] = [
  { operation: 'DescribeRegions', method: 'GET', pattern: '/regions', handle: describeRegions },
  {
    operation: 'DescribeClustersForRegion',
    method: 'GET',
    pattern: '/regions/{region}/clusters',
    assumed: 'pages of 100 at most; a profile is found in either spelling',
    handle: describeClustersForRegion,
  },
  {
    operation: 'DescribeClusterDetail',
    method: 'GET',
    pattern: '/clusters/{id}',
    assumed:
      'without an API server there is no public endpoint; an endpoint of control_plane_endpoints_config is a host, with its port when that is not 6443',
    handle: describeDetail,
  },
  {
    operation: 'GetClusterAuditProject',
    method: 'GET',
    pattern: '/clusters/{id}/audit',
    assumed: 'the name is empty where auditing is off',
    handle: auditProject,
  },
];

function describeRegions({ world }: AckCall): Reply {
  return jsonReply(200, {
    regions: world.regions.map((region) => ({ regionId: region.id, localName: region.name })),
  });
}

function describeClustersForRegion(call: AckCall): Reply {
  const { world, request, caller, path } = call;
  const region = path['region'] ?? '';
  requirePermissionOnAll(call, 'cs:DescribeClustersForRegion');
  requireOpenRegion(call, region);
  const page = readPage(request.query, clusterPageNames, clusterPageLimits);
  const all = world.clusters
    .inRegion(region, caller.identity.accountId)
    .map((cluster) => world.past.told(cluster.id, cluster));
  const matching = all.filter((cluster) => matchesQuery(cluster, request.query));
  return jsonReply(200, {
    clusters: slice(matching, page).map(listedClusterJson),
    page_info: pageInfo(page, matching.length),
  });
}

/** RAM cannot refuse one region's list, as it knows no resource but `*`: the scenario can. */
function requireOpenRegion({ world }: AckCall, region: string): void {
  if (!world.scenario.refusedRegions?.includes(region)) return;
  throw new ApiError(403, 'StatusForbidden', `clusters of region ${region} are not for this account`);
}

async function describeDetail(call: AckCall): Promise<Reply> {
  const { world } = call;
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:DescribeClusterDetail'], { cluster });
  return jsonReply(200, detailedClusterJson(cluster, await world.apiServers.endpoints(cluster)));
}

/** The project's name ends in a line break, as it was seen to. */
function auditProject(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:GetClusterAuditProject'], { cluster });
  return jsonReply(200, {
    audit_enabled: cluster.auditLog,
    sls_project_name: cluster.auditLog ? `${auditProjectOf(cluster)}\n` : '',
  });
}

/** The Log Service project of a cluster's audit log. */
export function auditProjectOf(cluster: ClusterRecord): string {
  return `k8s-log-${cluster.id}`;
}

export const clusterPageNames = { number: 'page_number', size: 'page_size' };
export const clusterPageLimits = { usual: 10, maximum: 100 };

/** `name` is a part of the name, and `profile` has two spellings: both whatever their case. The rest are exact. */
export function matchesQuery(cluster: ClusterRecord, query: URLSearchParams): boolean {
  const name = query.get('name');
  if (name && !cluster.name.toLowerCase().includes(name.toLowerCase())) return false;
  const profile = query.get('profile');
  if (profile && profile.toLowerCase() !== cluster.profile.toLowerCase()) return false;
  const exact: [string, string][] = [
    ['cluster_type', cluster.type],
    ['cluster_spec', cluster.spec],
  ];
  return exact.every(([parameter, actual]) => (query.get(parameter) || actual) === actual);
}
