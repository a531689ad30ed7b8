import { ApiError, jsonReply, type Reply } from '../http/reply.js';
import type { ClusterRecord } from '../world/cluster.js';
import { clusterPageLimits, clusterPageNames, matchesQuery, retiredClusterJson } from './clusters.js';
import { ownClusters, requirePermission } from './permission.js';
import { type AckCall, type AckRoute, pageInfo, readPage, slice } from './route.js';

/**
 * The lists of clusters that the vendor switched off region by region from 2026-07-04 to 2026-09-30 (announcement of
 * 2025-12-25). What they answer since is not documented.
 */
export const retiredRoutes: readonly AckRoute[] = [
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
    assumed: '404 InvalidAction.NotFound',
    isRetired: true,
    handle: describeClusters,
  },
];

/** What an operation that does not exist, or no longer, is refused with. */
export function noSuchOperation(): ApiError {
  return new ApiError(404, 'InvalidAction.NotFound', 'Specified api is not found.');
}

/** Sources name the list's action in two ways. */
const listActions = ['cs:DescribeClustersV1', 'cs:GetClusters'];

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
    clusters: await tellAll(call, slice(matching, page)),
    page_info: pageInfo(page, matching.length),
  });
}

/** A bare list, without pages. */
async function describeClusters(call: AckCall): Promise<Reply> {
  requirePermission(call, ['cs:DescribeClusters'], {});
  const { query } = call.request;
  return jsonReply(
    200,
    await tellAll(
      call,
      ownClusters(call).filter((cluster) => matchesQuery(cluster, query)),
    ),
  );
}

function tellAll({ world }: AckCall, clusters: readonly ClusterRecord[]) {
  const told = clusters.map(async (cluster) =>
    retiredClusterJson(cluster, await world.apiServers.urls(cluster)),
  );
  return Promise.all(told);
}
