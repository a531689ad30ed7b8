import type { Cluster } from '../cluster.js';
import type { Ack, Clock, ClusterRef, FetchKubeconfig } from '../ports.js';
import type { RateLimiter } from '../rate-limit.js';
import { retrying } from '../retry.js';
import { type ApiCall, createApiCaller } from './ack-call.js';
import {
  decodeClusterDetail,
  decodeClusterStates,
  decodeClusters,
  decodeKubeconfig,
  decodeRegions,
  decodeUserStates,
  type Page,
} from './ack-decode.js';
import { type ApiCallSubject, unreadable } from './ack-error.js';
import type { CredentialSource } from './credentials.js';
import type { Endpoint } from './endpoints.js';

export interface AckOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: (region: string) => Endpoint;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Asked for what belongs to no region; default cn-hangzhou. */
  readonly homeRegion?: string;
  /** Bounds each try of a call; default 15 s. */
  readonly timeoutMs?: number;
  /** Uniform in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

/** One operation: what to send, how to read the answer (null: unreadable), and what it is called. */
interface Operation<Result> {
  readonly region: string;
  readonly call: ApiCall;
  readonly doing: string;
  readonly clusterId?: string | undefined;
  readonly changesSomething?: boolean;
  readonly decode: (body: unknown) => Result | null;
}

type Run = <Result>(operation: Operation<Result>, signal: AbortSignal | undefined) => Promise<Result>;

/** ACK over its OpenAPI. Every call waits for the limiter's turn and is tried again by class of failure. */
export function createAck(options: AckOptions): Ack {
  const { homeRegion = 'cn-hangzhou' } = options;
  const run = createRunner(options);
  return {
    listRegions: (signal) => run(listRegions(homeRegion), signal),
    listClusters: (region, { name, signal } = {}) =>
      allPages(
        (page) => run(clusterPage(region, name, page), signal),
        (cluster) => cluster.id,
      ),
    describeCluster: (cluster, signal) => run(describeCluster(cluster), signal),
    fetchKubeconfig: (request, signal) => run(fetchKubeconfig(request), signal),
    fetchSubaccountKubeconfig: (request, signal) => run(fetchSubaccountKubeconfig(request), signal),
    listKubeconfigStates: (cluster, signal) =>
      allPages(
        (page) => run(clusterStates(cluster, page), signal),
        ({ identity, cloudService }) => `${identity.uid} ${cloudService}`,
      ),
    listUserKubeconfigStates: (uid, region, signal) =>
      allPages(
        (page) => run(userStates(uid, region, page), signal),
        ({ cluster }) => cluster.id,
      ),
    revokeKubeconfig: (cluster, signal) => run(revokeKubeconfig(cluster), signal),
  };
}

function createRunner({
  credentials,
  endpoint,
  clock,
  limiter,
  timeoutMs = 15_000,
  random = Math.random,
}: AckOptions): Run {
  const send = createApiCaller({ credentials, endpoint, timeoutMs });
  return async ({ region, call, doing, clusterId, changesSomething = false, decode }, signal) => {
    const subject: ApiCallSubject = {
      doing,
      permission: `cs:${call.operation}`,
      host: endpoint(region).host,
      clusterId,
    };
    const once = async () => {
      const answer = await limiter.run(() => send(region, call, subject, signal), signal);
      const result = decode(answer.body);
      if (result === null) throw unreadable(subject, answer.requestId);
      return result;
    };
    return retrying(once, { clock, random, signal, changesSomething });
  };
}

/** A server whose total never comes true ends here. */
const mostPages = 2_000;

/** Reads page after page until the total is reached, or without one until a page is empty; duplicates once. */
async function allPages<Item>(
  read: (page: number) => Promise<Page<Item>>,
  keyOf: (item: Item) => string,
): Promise<readonly Item[]> {
  const items = new Map<string, Item>();
  let received = 0;
  for (let number = 1; number <= mostPages; number += 1) {
    const page = await read(number);
    received += page.received;
    for (const item of page.items) items.set(keyOf(item), item);
    if (page.received === 0 || (page.total !== null && received >= page.total)) break;
  }
  return [...items.values()];
}

const clusterPageSize = 100;
const clusterStatesPageSize = 50;
const userStatesPageSize = 100;

function listRegions(region: string): Operation<NonNullable<ReturnType<typeof decodeRegions>>> {
  return {
    region,
    doing: 'list the regions',
    call: { operation: 'DescribeRegions', method: 'GET', path: '/regions' },
    decode: decodeRegions,
  };
}

function clusterPage(region: string, name: string | undefined, page: number): Operation<Page<Cluster>> {
  const query = {
    region_id: region,
    page_size: String(clusterPageSize),
    page_number: String(page),
    ...(name === undefined ? {} : { name }),
  };
  return {
    region,
    doing: `list the clusters of ${region}`,
    call: { operation: 'DescribeClustersV1', method: 'GET', path: '/api/v1/clusters', query },
    decode: (body) => decodeClusters(body, region),
  };
}

function describeCluster({ id, region }: ClusterRef) {
  return {
    region,
    clusterId: id,
    doing: `describe cluster ${id}`,
    call: { operation: 'DescribeClusterDetail', method: 'GET', path: `/clusters/${encodeURIComponent(id)}` },
    decode: (body: unknown) => decodeClusterDetail(body, region),
  } as const;
}

function fetchKubeconfig(request: FetchKubeconfig) {
  const { id, region } = request.cluster;
  return {
    region,
    clusterId: id,
    doing: `fetch the kubeconfig of cluster ${id}`,
    call: {
      operation: 'DescribeClusterUserKubeconfig',
      method: 'GET',
      path: `/k8s/${encodeURIComponent(id)}/user_config`,
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
    doing: `fetch ${request.uid}'s kubeconfig of cluster ${id}`,
    call: {
      operation: 'DescribeSubaccountK8sClusterUserConfig',
      method: 'GET',
      path: `/k8s/${encodeURIComponent(id)}/users/${encodeURIComponent(request.uid)}/user_config`,
      query: kubeconfigQuery(request),
    },
    decode: decodeKubeconfig,
  } as const;
}

function kubeconfigQuery({ access, durationMinutes }: FetchKubeconfig): Record<string, string> {
  const duration = durationMinutes === null ? {} : { TemporaryDurationMinutes: String(durationMinutes) };
  return { PrivateIpAddress: String(access === 'private'), ...duration };
}

function clusterStates(cluster: ClusterRef & { readonly name: string }, page: number) {
  return {
    region: cluster.region,
    clusterId: cluster.id,
    doing: `list who holds a kubeconfig of cluster ${cluster.name}`,
    call: {
      operation: 'ListClusterKubeconfigStates',
      method: 'GET',
      path: `/clusters/${encodeURIComponent(cluster.id)}/kubeconfig/states`,
      // This call spells its paging in camel case; its sister below does not.
      query: { pageNumber: String(page), pageSize: String(clusterStatesPageSize) },
    },
    decode: (body: unknown) => decodeClusterStates(body, cluster),
  } as const;
}

function userStates(uid: string, region: string, page: number) {
  return {
    region,
    doing: `list the kubeconfigs of ${uid}`,
    call: {
      operation: 'ListUserKubeConfigStates',
      method: 'GET',
      path: `/users/${encodeURIComponent(uid)}/kubeconfig/states`,
      query: { page_number: String(page), page_size: String(userStatesPageSize) },
    },
    decode: (body: unknown) => decodeUserStates(body, uid, region),
  } as const;
}

function revokeKubeconfig({ id, region }: ClusterRef): Operation<undefined> {
  return {
    region,
    clusterId: id,
    changesSomething: true,
    doing: `revoke your kubeconfig of cluster ${id}`,
    call: {
      operation: 'RevokeK8sClusterKubeConfig',
      method: 'DELETE',
      path: `/k8s/${encodeURIComponent(id)}/certs`,
    },
    decode: () => undefined,
  };
}
