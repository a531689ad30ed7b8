import { type Cluster, type ClusterDetail, type ClusterRef, wordFor } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { createSharedIdentities, type ShareIdentity } from '../../words/identity.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { accessOperations } from './access.js';
import type { AccessApi, Ack, AddOn, ConfiguredAddOn, FetchKubeconfig } from './api.js';
import {
  decodeAddOns,
  decodeClusterDetail,
  decodeClusterStates,
  decodeClusters,
  decodeConfiguredAddOn,
  decodeKubeconfig,
  decodeRegions,
  decodeUserStates,
  type Page,
} from './decode.js';
import { type AckRunnerOptions, createAckRunner, type Operation } from './operations.js';
import { readPages, wholeList } from './pages.js';

export interface AckOptions extends AckRunnerOptions {
  /** Receives calls that belong to no region; default cn-hangzhou. */
  readonly homeRegion?: string;
}

/** ACK over its OpenAPI. Every call waits for the limiter and is retried by class of failure. */
export function createAck(options: AckOptions): Ack & AccessApi {
  const { homeRegion = 'cn-hangzhou' } = options;
  const run = createAckRunner(options);
  const share = createSharedIdentities();
  return {
    listRegions: (signal) => run(listRegions(homeRegion), signal),
    listClusters: async (region, { name, signal, onIncomplete } = {}) => {
      const listing = await readPages(
        (page) => run(clusterPage(region, name, page), signal),
        (cluster) => cluster.id,
      );
      return wholeList(listing, clusterPage(region, name, 1).doing, onIncomplete);
    },
    describeCluster: (cluster, signal) => run(describeCluster(cluster), signal),
    listAddOns: (cluster, signal) => run(listAddOns(cluster), signal),
    describeAddOn: (cluster, name, signal) => run(describeAddOn(cluster, name), signal),
    fetchKubeconfig: (request, signal) => run(fetchKubeconfig(request), signal),
    fetchSubaccountKubeconfig: async (request, signal) => {
      try {
        return await run(fetchSubaccountKubeconfig(request), signal);
      } catch (error) {
        throw onlyForRoot(error, request);
      }
    },
    listKubeconfigStates: async (cluster, signal) => {
      const listing = await readPages(
        (page) => run(clusterStates(cluster, page, share), signal),
        ({ identity, cloudService }) => `${identity.uid} ${cloudService}`,
      );
      return wholeList(listing, clusterStates(cluster, 1, share).doing);
    },
    listUserKubeconfigStates: async (uid, region, signal) => {
      const listing = await readPages(
        (page) => run(userStates(uid, region, page), signal),
        ({ cluster }) => cluster.id,
      );
      return wholeList(listing, userStates(uid, region, 1).doing);
    },
    revokeKubeconfig: (cluster, signal) => run(revokeKubeconfig(cluster), signal),
    ...accessOperations(run, homeRegion),
  };
}

const clusterPageSize = 100;
const clusterStatesPageSize = 50;
const userStatesPageSize = 100;

function listRegions(region: string): Operation<NonNullable<ReturnType<typeof decodeRegions>>> {
  return {
    region,
    doing: say('list the regions'),
    call: { operation: 'DescribeRegions' },
    decode: decodeRegions,
  };
}

function clusterPage(region: string, name: string | undefined, page: number): Operation<Page<Cluster>> {
  const named = name === undefined ? {} : { name };
  return {
    region,
    doing: say('list the clusters of {region}', { region }),
    call: {
      operation: 'DescribeClustersForRegion',
      at: { region },
      query: { page_size: String(clusterPageSize), page_number: String(page), ...named },
    },
    decode: (body) => decodeClusters(body, region),
  };
}

function describeCluster({ id, region, account, foundIn }: ClusterRef) {
  const told = {
    ...(account === undefined ? {} : { account }),
    ...(foundIn === undefined ? {} : { foundIn }),
  };
  return {
    region,
    clusterId: id,
    doing: say('describe cluster {id}', { id }),
    call: { operation: 'DescribeClusterDetail', at: { cluster: id } },
    decode: (body: unknown): ClusterDetail | null => {
      const detail = decodeClusterDetail(body, region);
      return detail === null ? null : { ...detail, ...told };
    },
  } as const;
}

function listAddOns({ id, region }: ClusterRef): Operation<readonly AddOn[]> {
  return {
    region,
    clusterId: id,
    doing: say('list the add-ons of cluster {id}', { id }),
    call: { operation: 'ListClusterAddonInstances', at: { cluster: id } },
    decode: decodeAddOns,
  };
}

function describeAddOn({ id, region }: ClusterRef, name: string): Operation<ConfiguredAddOn> {
  return {
    region,
    clusterId: id,
    doing: say('read the configuration of {name} in cluster {id}', { name, id }),
    call: { operation: 'GetClusterAddonInstance', at: { cluster: id, addon: name } },
    decode: decodeConfiguredAddOn,
  };
}

function fetchKubeconfig(request: FetchKubeconfig) {
  const { id, region } = request.cluster;
  return {
    region,
    clusterId: id,
    doing: say('fetch the kubeconfig of cluster {id}', { id }),
    call: {
      operation: 'DescribeClusterUserKubeconfig',
      at: { cluster: id },
      query: kubeconfigQuery(request),
    },
    decode: decodeKubeconfig,
  } as const;
}

function fetchSubaccountKubeconfig(request: FetchKubeconfig & { readonly uid: string }) {
  const { id, region } = request.cluster;
  return {
    region,
    clusterId: id,
    doing: say("fetch {uid}'s kubeconfig of cluster {id}", { uid: request.uid, id }),
    call: {
      operation: 'DescribeSubaccountK8sClusterUserConfig',
      at: { cluster: id, user: request.uid },
      query: kubeconfigQuery(request),
    },
    decode: decodeKubeconfig,
  } as const;
}

/** No policy grants this call: a refusal says so, and names the alternatives for other callers. */
function onlyForRoot(error: unknown, { uid, cluster }: FetchKubeconfig & { readonly uid: string }): unknown {
  if (!(error instanceof AckringError) || error.code !== 'Forbidden') return error;
  return new AckringError(
    'Forbidden',
    say("only the account root may fetch {uid}'s kubeconfig of cluster {cluster}", {
      uid,
      cluster: cluster.id,
    }),
    {
      remedy: say('Name its role instead (roleArn: …) and assume that, or let {uid} run: {command}', {
        uid,
        command: shell`ackring get ${wordFor(cluster)} --long-term`,
      }),
      requestId: error.requestId ?? undefined,
      cause: error,
    },
  );
}

function kubeconfigQuery({ access, durationMinutes }: FetchKubeconfig) {
  const duration = durationMinutes === null ? {} : { TemporaryDurationMinutes: String(durationMinutes) };
  return { PrivateIpAddress: String(access === 'private'), ...duration };
}

function clusterStates(cluster: ClusterRef & { readonly name: string }, page: number, share: ShareIdentity) {
  return {
    region: cluster.region,
    clusterId: cluster.id,
    doing: say('list who holds a kubeconfig of cluster {name}', { name: cluster.name }),
    call: {
      operation: 'ListClusterKubeconfigStates',
      at: { cluster: cluster.id },
      // This call spells its paging parameters in camel case; the next one does not.
      query: { pageNumber: String(page), pageSize: String(clusterStatesPageSize) },
    },
    decode: (body: unknown) => decodeClusterStates(body, cluster, share),
  } as const;
}

function userStates(uid: string, region: string, page: number) {
  return {
    region,
    doing: say('list the kubeconfigs of {uid}', { uid }),
    call: {
      operation: 'ListUserKubeConfigStates',
      at: { user: uid },
      query: { page_number: String(page), page_size: String(userStatesPageSize) },
    },
    decode: (body: unknown) => decodeUserStates(body, uid, region),
  } as const;
}

function revokeKubeconfig({ id, region }: ClusterRef): Operation<undefined> {
  return {
    region,
    clusterId: id,
    doing: say('revoke your kubeconfig of cluster {id}', { id }),
    call: { operation: 'RevokeK8sClusterKubeConfig', at: { cluster: id } },
    decode: () => undefined,
  };
}
