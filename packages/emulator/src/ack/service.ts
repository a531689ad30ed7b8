import { checkVersion, GatewayError, gatewayErrorReply, noSuchOperation } from '../gateway/error.js';
import { authenticateRoa } from '../gateway/roa.js';
import { createNonces } from '../gateway/signer.js';
import { type ApiError, jsonReply, type Reply } from '../http/reply.js';
import { matchPath, type ServiceRequest } from '../http/request.js';
import type { Service } from '../services/service.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';
import { addonRoutes } from './addons.js';
import { cleanRoutes } from './clean.js';
import {
  clusterPageLimits,
  clusterPageNames,
  clusterRoutes,
  matchesQuery,
  retiredClusterJson,
} from './clusters.js';
import { grantRoutes } from './grants.js';
import { kubeconfigRoutes } from './kubeconfigs.js';
import { modifyRoutes } from './modify.js';
import { ownClusters, requirePermission } from './permission.js';
import { permissionRoutes } from './permissions.js';
import { resourceRoutes } from './resources.js';
import { type AckCall, type AckRoute, pageInfo, readPage, slice } from './route.js';
import { stateRoutes } from './states.js';
import { tagRoutes } from './tags.js';
import { taskRoutes } from './tasks.js';

/** Sources name the list's action in two ways. */
const listActions = ['cs:DescribeClustersV1', 'cs:GetClusters'];

/**
 * The lists of clusters that the vendor switched off region by region from 2026-07-04 to 2026-09-30 (announcement of
 * 2025-12-25). What they have answered since is not documented.
 */
const retiredRoutes: readonly AckRoute[] = [
  {
    operation: 'DescribeClustersV1',
    method: 'GET',
    pattern: '/api/v1/clusters',
    assumed: '404 InvalidAction.NotFound',
    isRetired: true,
    handle: describeClustersV1,
  },
  {
    operation: 'DescribeClusters',
    method: 'GET',
    pattern: '/clusters',
    leftOut: ['data_disk_category', 'data_disk_size', 'vswitch_cidr'],
    assumed: '404 InvalidAction.NotFound',
    isRetired: true,
    handle: describeClusters,
  },
];

const routes = [
  ...clusterRoutes,
  ...kubeconfigRoutes,
  ...stateRoutes,
  ...cleanRoutes,
  ...permissionRoutes,
  ...modifyRoutes,
  ...addonRoutes,
  ...grantRoutes,
  ...tagRoutes,
  ...resourceRoutes,
  ...taskRoutes,
  ...retiredRoutes,
];

/**
 * ACK, version 2015-12-15. One endpoint serves every region.
 */
export function createAckService(world: World): Service {
  const nonces = createNonces();
  return {
    operations: routes,
    operation: (request) => find(request)?.route.operation ?? 'Unknown',
    async handle(request, effects) {
      const found = find(request);
      if (!found || (found.route.isRetired && world.switches.retired === 'gone')) throw noSuchOperation();
      const caller = authenticateRoa(request, world, nonces);
      checkVersion(request.headers['x-acs-version'], '2015-12-15');
      const misissue = effects.find((effect) => effect.kind === 'misissue') ?? null;
      const reply = await found.route.handle({ world, request, caller, path: found.path, misissue });
      return { ...reply, headers: { ...reply.headers, 'x-acs-request-id': request.id } };
    },
    renderError: (error, request) =>
      error instanceof GatewayError ? gatewayErrorReply(error, request, 'CS') : ackError(error, request),
  };
}

function find(request: ServiceRequest) {
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const path = matchPath(route.pattern, request.path);
    if (path) return { route, path };
  }
  return null;
}

/** ACK's own words, in its own spelling. */
function ackError({ status, code, message, details, headers }: ApiError, { id }: ServiceRequest): Reply {
  const body = { code, message, requestId: id, status, ...details };
  return jsonReply(status, body, { 'x-acs-request-id': id, ...headers });
}

async function describeClustersV1(call: AckCall): Promise<Reply> {
  const { world, request } = call;
  const region = request.query.get('region_id') ?? '';
  requirePermission(call, listActions, region ? { region } : {});
  const page = readPage(request.query, clusterPageNames, clusterPageLimits);
  const all = region ? world.clusters.inRegion(region, call.caller.identity.accountId) : ownClusters(call);
  const id = request.query.get('cluster_id');
  const matching = all.filter(
    (cluster) => (!id || cluster.id === id) && matchesQuery(cluster, request.query),
  );
  return jsonReply(200, {
    clusters: await describeAll(call, slice(matching, page)),
    page_info: pageInfo(page, matching.length),
  });
}

/** A bare list, without pages. */
async function describeClusters(call: AckCall): Promise<Reply> {
  requirePermission(call, ['cs:DescribeClusters'], {});
  const { query } = call.request;
  return jsonReply(
    200,
    await describeAll(
      call,
      ownClusters(call).filter((cluster) => matchesQuery(cluster, query)),
    ),
  );
}

function describeAll({ world }: AckCall, clusters: readonly ClusterRecord[]) {
  const told = clusters.map(async (cluster) =>
    retiredClusterJson(cluster, await world.apiServers.urls(cluster)),
  );
  return Promise.all(told);
}
