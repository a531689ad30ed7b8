import type { ApiServerUrls } from '../kubernetes/api-servers.js';
import type { ClusterRecord } from '../world/cluster.js';

/** A cluster as the lists and the detail call tell it: string-in-JSON fields and +08:00 times included. */
export function clusterJson(cluster: ClusterRecord, urls: ApiServerUrls) {
  return {
    cluster_id: cluster.id,
    name: cluster.name,
    region_id: cluster.region,
    zone_id: `${cluster.region}-a`,
    cluster_type: cluster.type,
    profile: cluster.profile,
    cluster_spec: cluster.spec,
    state: cluster.state,
    init_version: `${cluster.version}-aliyun.1`,
    current_version: `${cluster.version}-aliyun.1`,
    next_version: '',
    created: shanghaiTime(cluster.created),
    updated: shanghaiTime(cluster.updated),
    deletion_protection: false,
    size: cluster.profile === 'Serverless' ? 0 : 3,
    cluster_domain: 'cluster.local',
    vpc_id: `vpc-${cluster.id.slice(1, 22)}`,
    vswitch_id: `vsw-${cluster.id.slice(1, 22)}`,
    vswitch_ids: [`vsw-${cluster.id.slice(1, 22)}`],
    security_group_id: `sg-${cluster.id.slice(1, 21)}`,
    external_loadbalancer_id: cluster.hasPublicEndpoint ? `lb-${cluster.id.slice(1, 22)}` : '',
    resource_group_id: `rg-${cluster.id.slice(1, 16)}`,
    subnet_cidr: '172.20.0.0/16',
    service_cidr: '172.21.0.0/20',
    network_mode: 'vpc',
    docker_version: '',
    private_zone: false,
    master_url: JSON.stringify({
      api_server_endpoint: urls.public,
      intranet_api_server_endpoint: urls.private,
    }),
    meta_data: JSON.stringify({
      OwnerId: cluster.accountId,
      KubernetesVersion: cluster.version,
      Runtime: 'containerd',
    }),
    tags: Object.entries(cluster.tags).map(([key, value]) => ({ key, value })),
    maintenance_window: { enable: false, maintenance_time: '', duration: '', weekly_period: '' },
  };
}

/** ACK's cluster times are in China's. */
function shanghaiTime(date: Date): string {
  return `${new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
