import { ApiError } from '../../http/reply.js';
import { masterUrls } from '../../kubernetes/api-servers.js';
import { authorize, type Refusal } from '../../ram/evaluate.js';
import { type ClusterRecord, hasApiServer } from '../../world/cluster.js';
import { settingsOf, vpcOf } from '../../world/clusters.js';
import { grantOf, kubeconfigText, longTermCredential } from '../../world/kubeconfig.js';
import type { World } from '../../world/world.js';
import { assuming, createRpcService, leavingOut, type RpcCall, required } from '../rpc/rpc-service.js';
import type { Service } from '../service.js';

const refusal: Refusal = {
  status: 403,
  code: 'StatusForbidden',
  message: (action) => `RAM policy Forbidden for action ${action}`,
};

/** ACK One's fleets, by the pages of Distributed Cloud Container Platform 2022-01-01. */
export function createAckOne(world: World): Service {
  return createRpcService({
    world,
    product: 'adcp',
    version: '2022-01-01',
    operations: {
      DescribeHubClusters: assuming('that a profile is found in its own spelling alone', (call) =>
        describeHubs(world, call),
      ),
      DescribeHubClusterDetails: (call) => describeHub(world, call),
      DescribeHubClusterKubeconfig: assuming(
        'that its certificate lives and is renewed as ACK’s; a public one without an EIP is 400',
        (call) => describeKubeconfig(world, call),
      ),
      DescribeManagedClusters: leavingOut(['MeshStatus'], (call) => describeMembers(world, call)),
    },
  });
}

async function describeHubs(world: World, { caller, parameters }: RpcCall) {
  const { accountId } = caller.identity;
  permit(caller, 'DescribeHubClusters', `acs:adcp::${accountId}:cluster/*`);
  const profile = parameters.get('Profile') || 'Default';
  const hubs = world.clusters.hubsOf(accountId).filter((hub) => hub.profile === profile);
  return { Clusters: await Promise.all(hubs.map((hub) => hubJson(world, hub))) };
}

async function describeHub(world: World, call: RpcCall) {
  return { Cluster: await hubJson(world, permittedHub(world, call, 'DescribeHubClusterDetails')) };
}

async function describeKubeconfig(world: World, { caller, parameters }: RpcCall) {
  permit(caller, 'DescribeHubClusterKubeconfig', '*');
  const cluster = hubOf(world, { caller, parameters });
  const access = parameters.get('PrivateIpAddress') === 'true' ? 'private' : 'public';
  const endpoints = hasApiServer(cluster) ? await world.apiServers.open(cluster) : [];
  const endpoint = endpoints.find((each) => each.access === access);
  if (endpoint === undefined)
    throw new ApiError(400, 'ErrorNoEndpoint', `fleet ${cluster.id} has no ${access} API server endpoint`);
  const grant = grantOf(world, cluster, caller.identity.uid);
  const { credential } = await longTermCredential(world, cluster, grant);
  const { server: authority } = await world.authorities.of(cluster);
  const parts = { cluster, identity: caller.identity, server: endpoint.url, credential };
  return { Kubeconfig: kubeconfigText({ ...parts, authority: authority.certificate }) };
}

function describeMembers(world: World, call: RpcCall) {
  const { members = [], accountId } = permittedHub(world, call, 'DescribeManagedClusters');
  const own = world.clusters.ofAccount(accountId).filter(({ name }) => members.includes(name));
  return {
    Clusters: own.map((cluster) => ({
      Cluster: {
        ClusterID: cluster.id,
        ClusterSpec: cluster.spec,
        ClusterType: cluster.type,
        Created: cluster.created.toISOString(),
        CurrentVersion: `${cluster.version}-aliyun.1`,
        InitVersion: `${cluster.version}-aliyun.1`,
        Name: cluster.name,
        Profile: cluster.profile,
        RegionID: cluster.region,
        ResourceGroupID: settingsOf(cluster).resourceGroupId,
        State: cluster.state,
        Updated: cluster.updated.toISOString(),
        VpcID: vpcOf(cluster),
      },
      Status: { ClusterId: cluster.id, State: 'Joined' },
    })),
  };
}

type Asked = Pick<RpcCall, 'caller' | 'parameters'>;

function permit(caller: RpcCall['caller'], operation: string, resource: string): void {
  authorize(caller, { actions: [`adcp:${operation}`], resource, context: {} }, refusal);
}

function permittedHub(world: World, call: Asked, operation: string): ClusterRecord {
  const hub = hubOf(world, call);
  permit(call.caller, operation, `acs:adcp:${hub.region}:${hub.accountId}:cluster/${hub.id}`);
  return hub;
}

function hubOf(world: World, { caller, parameters }: Asked): ClusterRecord {
  const id = required(parameters, 'ClusterId');
  const hub = world.clusters.hubsOf(caller.identity.accountId).find((each) => each.id === id);
  if (hub === undefined) throw new ApiError(404, 'ErrorClusterNotFound', `cluster ${id} not found`);
  return hub;
}

async function hubJson(world: World, hub: ClusterRecord) {
  const urls = masterUrls(await world.apiServers.endpoints(hub));
  return {
    ApiServer: { EnabledPublic: hub.hasPublicEndpoint, LoadBalancerId: `lb-${hub.id.slice(1, 22)}` },
    ClusterInfo: {
      ClusterId: hub.id,
      ClusterSpec: hub.spec,
      CreationTime: hub.created.toISOString(),
      ErrorMessage: '',
      Name: hub.name,
      Profile: hub.profile,
      RegionId: hub.region,
      ResourceGroupID: settingsOf(hub).resourceGroupId,
      State: hub.state,
      UpdateTime: hub.updated.toISOString(),
      Version: `${hub.version}-aliyun.1`,
    },
    Conditions: [],
    Endpoints: {
      IntranetApiServerEndpoint: urls.private,
      PublicApiServerEndpoint: urls.public,
    },
    Network: { VpcId: vpcOf(hub), VSwitches: [`vsw-${hub.id.slice(1, 22)}`] },
  };
}
