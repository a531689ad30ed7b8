import * as v from 'valibot';
import type { ClusterDetail, ClusterRef } from '../../words/cluster.js';
import { hubType } from '../../words/cluster-kind.js';
import { say } from '../../words/say.js';
import type { FetchKubeconfig, IssuedKubeconfig } from '../ack/api.js';
import { instant, list, text, toUrl } from '../ack/decode-endpoints.js';
import { createRpcCaller, type RpcOptions } from '../openapi/call.js';
import { holding, type ServiceRecord } from '../openapi/operation.js';

/** ACK One's fleets: each has a hub, an API server that its member clusters are managed by. */
export interface AckOne {
  /** The hubs of every region, with their endpoints; without workflow clusters, which are another profile's. */
  listHubs(signal?: AbortSignal): Promise<readonly ClusterDetail[]>;
  describeHub(hub: ClusterRef, signal?: AbortSignal): Promise<ClusterDetail>;
  /** How long it lives is the cloud's choice, and said nowhere but in its certificate. */
  fetchKubeconfig(
    request: Pick<FetchKubeconfig, 'cluster' | 'access'>,
    signal?: AbortSignal,
  ): Promise<IssuedKubeconfig>;
}

const hubSchema = v.object({
  ClusterInfo: v.object({
    ClusterId: v.pipe(v.string(), v.nonEmpty()),
    Name: text,
    RegionId: v.pipe(v.string(), v.nonEmpty()),
    Profile: text,
    ClusterSpec: text,
    State: text,
    Version: text,
    CreationTime: instant,
    UpdateTime: instant,
  }),
  Endpoints: v.object({ PublicApiServerEndpoint: text, IntranetApiServerEndpoint: text }),
  Network: v.fallback(v.object({ VpcId: text }), { VpcId: '' }),
});

/** What we call of Distributed Cloud Container Platform for Kubernetes; the pages of its operations, 2025. */
export const ackOneService = {
  product: 'adcp',
  version: '2022-01-01',
  style: 'RPC',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    DescribeHubClusters: {
      method: 'POST',
      path: '/',
      form: [],
      answer: v.object({ Clusters: holding(list, hubSchema) }),
    },
    DescribeHubClusterDetails: {
      method: 'POST',
      path: '/',
      form: ['ClusterId'],
      answer: v.object({ Cluster: hubSchema }),
    },
    DescribeHubClusterKubeconfig: {
      method: 'POST',
      path: '/',
      form: ['ClusterId', 'PrivateIpAddress'],
      answer: v.object({ Kubeconfig: v.pipe(v.string(), v.nonEmpty()) }),
    },
  },
} as const satisfies ServiceRecord;

export function createAckOne(options: RpcOptions): AckOne {
  const call = createRpcCaller(ackOneService, options);
  return {
    listHubs: async (signal) => {
      const doing = say("list ACK One fleets' hubs");
      const { Clusters } = await call({ operation: 'DescribeHubClusters', parameters: {}, doing }, signal);
      // A drifting hub must not cost the list.
      return Clusters.flatMap((each) => {
        const hub = v.safeParse(hubSchema, each);
        return hub.success ? [toDetail(hub.output)] : [];
      });
    },
    describeHub: async ({ id, account, foundIn }, signal) => {
      const { Cluster: hub } = await call(
        {
          operation: 'DescribeHubClusterDetails',
          parameters: { ClusterId: id },
          doing: say('describe cluster {id}', { id }),
          clusterId: id,
        },
        signal,
      );
      return { ...toDetail(hub), ...(account && { account }), ...(foundIn && { foundIn }) };
    },
    fetchKubeconfig: async ({ cluster: { id }, access }, signal) => {
      const { Kubeconfig: yaml } = await call(
        {
          operation: 'DescribeHubClusterKubeconfig',
          parameters: { ClusterId: id, PrivateIpAddress: String(access === 'private') },
          doing: say('fetch the kubeconfig of cluster {id}', { id }),
          clusterId: id,
        },
        signal,
      );
      return { yaml, expiration: null };
    },
  };
}

function toDetail({ ClusterInfo: hub, Endpoints, Network }: v.InferOutput<typeof hubSchema>): ClusterDetail {
  return {
    id: hub.ClusterId,
    name: hub.Name || hub.ClusterId,
    region: hub.RegionId,
    type: hubType,
    profile: hub.Profile || 'Default',
    spec: hub.ClusterSpec,
    state: hub.State,
    version: hub.Version,
    endpoints: {
      public: urls(Endpoints.PublicApiServerEndpoint),
      private: urls(Endpoints.IntranetApiServerEndpoint),
    },
    created: hub.CreationTime,
    updated: hub.UpdateTime,
    tags: {},
    vpcId: Network.VpcId || null,
    extraSans: [],
    rrsa: null,
  };
}

function urls(endpoint: string): readonly string[] {
  return endpoint === '' ? [] : [toUrl(endpoint)];
}
