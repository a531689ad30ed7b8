import { ApiError, jsonReply, type Reply } from '../http/reply.js';
import { masterUrls } from '../kubernetes/api-servers.js';
import { auditProjectOf, type ClusterRecord } from '../world/cluster.js';
import { rrsaProvider, settingsOf, vpcOf } from '../world/clusters.js';
import type { ApiServerUrls, ServedEndpoint } from '../world/world.js';
import { requireCluster, requirePermission, requirePermissionOnAll } from './permission.js';
import { type AckCall, type AckRoute, pageInfo, readPage, slice } from './route.js';

export const clusterPageNames = { number: 'page_number', size: 'page_size' };

export const clusterPageLimits = { usual: 10, maximum: 100 };

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
    leftOut: [
      'control_plane_config',
      // Removed by the vendor in 2026.
      'docker_version',
      'external_loadbalancer_id',
      'network_mode',
      'parameters',
      'private_zone',
      'subnet_cidr',
      'vswitch_id',
      'zone_id',
    ],
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

function describeRegions({ world, request }: AckCall): Reply {
  return jsonReply(200, {
    requestId: request.id,
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
    .map((cluster) => world.past.shown(cluster.id, cluster));
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

/** The project's name ends in a line break, as observed. */
function auditProject(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:GetClusterAuditProject'], { cluster });
  return jsonReply(200, {
    audit_enabled: cluster.auditLog,
    sls_project_name: cluster.auditLog ? `${auditProjectOf(cluster)}\n` : '',
  });
}

/** `name` is a part of the name, and `profile` has two spellings: both ignore case. The rest are exact. */
export function matchesQuery(cluster: ClusterRecord, query: URLSearchParams): boolean {
  const name = query.get('name');
  if (name && !cluster.name.toLowerCase().includes(name.toLowerCase())) return false;
  const profile = query.get('profile');
  if (profile && profile.toLowerCase() !== cluster.profile.toLowerCase()) return false;
  const exact: [string, string][] = [
    ['cluster_id', cluster.id],
    ['cluster_type', cluster.type],
    ['cluster_spec', cluster.spec],
  ];
  return exact.every(([parameter, actual]) => (query.get(parameter) || actual) === actual);
}

/** A cluster in today's regional list, which says nothing about its addresses. */
function listedClusterJson(cluster: ClusterRecord) {
  // This spelling occurs in the list only.
  const profile = cluster.profile === 'Lingjun' ? 'LingJun' : cluster.profile;
  return { ...commonJson(cluster), profile };
}

/** A cluster in its detail, without what the vendor has removed. */
function detailedClusterJson(cluster: ClusterRecord, endpoints: readonly ServedEndpoint[]) {
  const isManaged = cluster.type === 'ManagedKubernetes';
  const settings = settingsOf(cluster);
  return {
    ...commonJson(cluster),
    ...addressesJson(cluster, masterUrls(endpoints)),
    maintenance_window: settings.maintenanceWindow,
    operation_policy: settings.operationPolicy,
    auto_mode: { enable: false },
    control_plane_endpoints_config: {
      internal_dns_config: { enabled: isManaged, bind_vpcs: isManaged ? [vpcOf(cluster)] : [] },
      load_balancers_config: endpoints.map(loadBalancerJson),
    },
    extra_sans: cluster.extraSans,
    node_cidr_mask: '25',
    rrsa_config: rrsaJson(cluster),
    worker_ram_role_name: workerRoleOf(cluster),
  };
}

/** A cluster in the retired lists. */
export function retiredClusterJson(cluster: ClusterRecord, urls: ApiServerUrls) {
  return {
    ...commonJson(cluster),
    ...addressesJson(cluster, urls),
    maintenance_window: settingsOf(cluster).maintenanceWindow,
    operation_policy: settingsOf(cluster).operationPolicy,
    worker_ram_role_name: workerRoleOf(cluster),
    zone_id: `${cluster.region}-a`,
    vswitch_id: `vsw-${cluster.id.slice(1, 22)}`,
    external_loadbalancer_id: cluster.hasPublicEndpoint ? `lb-${cluster.id.slice(1, 22)}` : '',
    subnet_cidr: '172.20.0.0/16',
    network_mode: 'vpc',
    docker_version: '',
    private_zone: false,
  };
}

function commonJson(cluster: ClusterRecord) {
  const settings = settingsOf(cluster);
  return {
    cluster_domain: 'cluster.local',
    cluster_id: cluster.id,
    cluster_spec: cluster.spec,
    cluster_type: cluster.type,
    container_cidr: '172.20.0.0/16',
    created: shanghaiTime(cluster.created),
    current_version: `${cluster.version}-aliyun.1`,
    deletion_protection: settings.deletionProtection,
    init_version: `${cluster.version}-aliyun.1`,
    ip_stack: 'ipv4',
    name: cluster.name,
    next_version: '',
    profile: cluster.profile,
    proxy_mode: 'ipvs',
    region_id: cluster.region,
    resource_group_id: settings.resourceGroupId,
    security_group_id: `sg-${cluster.id.slice(1, 21)}`,
    service_cidr: '172.21.0.0/20',
    size: cluster.profile === 'Serverless' ? 0 : 3,
    state: cluster.state,
    tags: Object.entries(cluster.tags).map(([key, value]) => ({ key, value })),
    timezone: settings.timezone,
    updated: shanghaiTime(cluster.updated),
    vpc_id: vpcOf(cluster),
    vswitch_ids: [`vsw-${cluster.id.slice(1, 22)}`],
  };
}

function workerRoleOf(cluster: ClusterRecord): string {
  return `KubernetesWorkerRole-${cluster.id.slice(1, 37)}`;
}

/** Two objects in JSON strings. */
function addressesJson(cluster: ClusterRecord, urls: ApiServerUrls) {
  return {
    master_url: JSON.stringify({
      api_server_endpoint: urls.public,
      intranet_api_server_endpoint: urls.private,
    }),
    meta_data: JSON.stringify({
      OwnerId: cluster.accountId,
      KubernetesVersion: cluster.version,
      Runtime: 'containerd',
      ...(settingsOf(cluster).rrsa ? { RRSAConfig: rrsaJson(cluster) } : {}),
    }),
  };
}

/** The vendor's example of an endpoint is a bare DNS name. Here a port other than 6443 is appended. */
function loadBalancerJson({ url, access, loadBalancerId }: ServedEndpoint) {
  const { host, hostname, port } = new URL(url);
  return {
    endpoint: port === '6443' ? hostname : host,
    endpoint_type: access,
    load_balancer_id: loadBalancerId,
  };
}

function rrsaJson(cluster: ClusterRecord) {
  if (!settingsOf(cluster).rrsa) return { enabled: false };
  const { issuer, name, audience, arn } = rrsaProvider(cluster);
  return {
    enabled: true,
    audience,
    issuer,
    oidc_name: name,
    oidc_arn: arn,
    jwks_url: `${issuer}/keys`,
    open_api_configuration_url: `${issuer}/.well-known/openid-configuration`,
    max_oidc_token_expiration: '12h',
  };
}

/** ACK's cluster times are in China's time zone. */
export function shanghaiTime(date: Date): string {
  return `${new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
