import * as v from 'valibot';
import type { Sentence } from '../../words/say.js';
import { createCaller } from '../openapi/call.js';
import type { Endpoint } from '../openapi/endpoints.js';
import type { CallOf, ServiceRecord } from '../openapi/operation.js';
import { fromJson, type RunnerOptions } from '../openapi/runner.js';
import {
  addOnsSchema,
  clusterDetailSchema,
  clusterStatesSchema,
  clustersSchema,
  configuredAddOnSchema,
  kubeconfigSchema,
  regionsSchema,
  userStatesSchema,
} from './decode.js';
import {
  activitySchema,
  auditLogSchema,
  begunTaskSchema,
  namespacesSchema,
  permissionsSchema,
  taskSchema,
} from './decode-access.js';

export interface AckRunnerOptions extends RunnerOptions {
  readonly endpoint: (region: string) => Endpoint;
}

/** One operation: what to send, how to decode the answer (null: unreadable), and its name. */
export interface Operation<Result> {
  readonly region: string;
  readonly call: CallOf<typeof ackService>;
  readonly doing: Sentence;
  readonly clusterId?: string | undefined;
  readonly decode: (body: unknown) => Result | null;
}

/** Runs one operation in its region; throws AckringError only. */
export type Run = <Result>(operation: Operation<Result>, signal: AbortSignal | undefined) => Promise<Result>;

/** Calls ACK through the vendor's client. */
export function createAckRunner({ endpoint, ...options }: AckRunnerOptions): Run {
  const send = createCaller(ackService, options);
  return async ({ region, call, decode, ...subject }, signal) => {
    const place = { region, endpoint: endpoint(region) };
    return send({ ...call, ...subject, place, decode: fromJson(decode) }, signal);
  };
}

const kubeconfig = {
  method: 'GET',
  query: ['PrivateIpAddress', 'TemporaryDurationMinutes'],
  answer: kubeconfigSchema,
} as const;

/** Every ACK operation that we call. */
export const ackService = {
  product: 'cs',
  version: '2015-12-15',
  style: 'ROA',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    DescribeRegions: { method: 'GET', path: '/regions', answer: regionsSchema },
    DescribeClustersForRegion: {
      method: 'GET',
      path: '/regions/{region}/clusters',
      query: ['page_size', 'page_number', 'name'],
      answer: clustersSchema,
    },
    ListClusterAddonInstances: {
      method: 'GET',
      path: '/clusters/{cluster}/addon_instances',
      answer: addOnsSchema,
    },
    GetClusterAddonInstance: {
      method: 'GET',
      path: '/clusters/{cluster}/addon_instances/{addon}',
      answer: configuredAddOnSchema,
    },
    DescribeClusterDetail: { method: 'GET', path: '/clusters/{cluster}', answer: clusterDetailSchema },
    DescribeClusterUserKubeconfig: { ...kubeconfig, path: '/k8s/{cluster}/user_config' },
    DescribeSubaccountK8sClusterUserConfig: {
      ...kubeconfig,
      path: '/k8s/{cluster}/users/{user}/user_config',
    },
    ListClusterKubeconfigStates: {
      method: 'GET',
      path: '/clusters/{cluster}/kubeconfig/states',
      query: ['pageNumber', 'pageSize'],
      answer: clusterStatesSchema,
    },
    ListUserKubeConfigStates: {
      method: 'GET',
      path: '/users/{user}/kubeconfig/states',
      query: ['page_number', 'page_size'],
      answer: userStatesSchema,
    },
    RevokeK8sClusterKubeConfig: {
      method: 'DELETE',
      path: '/k8s/{cluster}/certs',
      answer: null,
      changesSomething: true,
    },
    DescribeUserPermission: { method: 'GET', path: '/permissions/users/{user}', answer: permissionsSchema },
    UpdateUserPermissions: {
      method: 'POST',
      path: '/permissions/users/{user}/update',
      query: ['mode'],
      body: v.array(
        v.object({
          cluster: v.string(),
          role_name: v.string(),
          role_type: v.string(),
          is_custom: v.boolean(),
          is_ram_role: v.boolean(),
          namespace: v.optional(v.string()),
        }),
      ),
      answer: null,
      changesSomething: true,
    },
    DescribeUserClusterNamespaces: {
      method: 'GET',
      path: '/api/v2/k8s/{cluster}/namespaces',
      answer: namespacesSchema,
    },
    DescribeUserClusterActivityState: {
      method: 'GET',
      path: '/clusters/{cluster}/users/{user}/activity-state',
      answer: activitySchema,
    },
    GetClusterAuditProject: { method: 'GET', path: '/clusters/{cluster}/audit', answer: auditLogSchema },
    CleanClusterUserPermissions: {
      method: 'DELETE',
      // Singular in this path, plural everywhere else.
      path: '/cluster/{cluster}/user/{user}/permissions',
      query: ['Force'],
      answer: null,
      changesSomething: true,
    },
    CleanUserPermissions: {
      method: 'DELETE',
      path: '/users/{user}/permissions',
      query: ['Force', 'ClusterIds'],
      answer: begunTaskSchema,
      changesSomething: true,
    },
    DescribeTaskInfo: { method: 'GET', path: '/tasks/{task}', answer: taskSchema },
    ModifyCluster: {
      method: 'PUT',
      path: '/api/v2/clusters/{cluster}',
      body: v.object({
        api_server_custom_cert_sans: v.object({
          subject_alternative_names: v.pipe(v.array(v.string()), v.readonly()),
          action: v.picklist(['append', 'overwrite']),
        }),
      }),
      answer: begunTaskSchema,
      changesSomething: true,
    },
    UpdateK8sClusterUserConfigExpire: {
      method: 'POST',
      path: '/k8s/{cluster}/user_config/expire',
      body: v.object({ expire_hour: v.number(), user: v.string() }),
      answer: null,
      changesSomething: true,
    },
  },
} as const satisfies ServiceRecord;
