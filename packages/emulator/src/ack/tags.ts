import * as v from 'valibot';
import { ApiError, emptyReply, jsonReply, type Reply } from '../http/reply.js';
import type { ClusterRecord } from '../world/cluster.js';
import { ownCluster, ownClusters, requireCluster, requirePermission } from './permission.js';
import { type AckCall, type AckRoute, readJson } from './route.js';

/** Tags of clusters: the only resources here that have any. */
export const tagRoutes: readonly AckRoute[] = [
  { operation: 'TagResources', method: 'PUT', pattern: '/tags', handle: tag },
  { operation: 'UntagResources', method: 'DELETE', pattern: '/tags', handle: untag },
  {
    operation: 'ListTagResources',
    method: 'GET',
    pattern: '/tags',
    assumed: 'all at once, without a next page',
    handle: listTags,
  },
  {
    operation: 'ModifyClusterTags',
    method: 'POST',
    pattern: '/clusters/{id}/tags',
    assumed: 'it replaces them all',
    handle: replaceTags,
  },
];

const mostTags = 20;

const tagList = v.array(
  v.object({
    key: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
    value: v.optional(v.pipe(v.string(), v.maxLength(128)), ''),
  }),
);

type Tags = ClusterRecord['tags'];

const tagBody = v.object({
  region_id: v.string(),
  resource_type: v.literal('CLUSTER'),
  resource_ids: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(50)),
  tags: tagList,
});

function tag(call: AckCall): Reply {
  const { region_id: region, resource_ids: ids, tags } = readJson(tagBody, call.request);
  const clusters = permitted(call, 'TagResources', ids, region);
  const changes = clusters.map((cluster) => [cluster, withTags(cluster.tags, tags)] as const);
  for (const [cluster, after] of changes) cluster.tags = after;
  return jsonReply(200, { ResourceIds: ids, RequestId: call.request.id });
}

function untag(call: AckCall): Reply {
  const { query } = call.request;
  const keys = listOf(query, 'tag_keys');
  const isAll = query.get('all') === 'true';
  const ids = listOf(query, 'resource_ids');
  if (ids.length === 0) throw invalid('resource_ids');
  for (const cluster of permitted(call, 'UntagResources', ids, query.get('region_id') ?? '')) {
    const kept = Object.entries(cluster.tags).filter(([key]) => !isAll && !keys.includes(key));
    cluster.tags = Object.fromEntries(kept);
  }
  return jsonReply(200, { RequestId: call.request.id });
}

/** For the named clusters, or the region's; a given tag narrows both. */
function listTags(call: AckCall): Reply {
  const { query } = call.request;
  const region = query.get('region_id') ?? '';
  const ids = listOf(query, 'resource_ids');
  const named =
    ids.length > 0
      ? ids
      : ownClusters(call)
          .filter((each) => each.region === region)
          .map(({ id }) => id);
  const wanted = readTags(query.get('tags'));
  const clusters = permitted(call, 'ListTagResources', named, region).filter(({ tags }) =>
    wanted.every(({ key, value }) => key in tags && (value === '' || tags[key] === value)),
  );
  const resources = clusters.flatMap(({ id, tags }) =>
    Object.entries(tags).map(([key, value]) => {
      return { resource_id: id, resource_type: 'CLUSTER', tag_key: key, tag_value: value };
    }),
  );
  const tag_resources = { tag_resource: resources };
  return jsonReply(200, { next_token: '', request_id: call.request.id, tag_resources });
}

function replaceTags(call: AckCall): Reply {
  const cluster = requireCluster(call);
  requirePermission(call, ['cs:ModifyClusterTags'], { cluster });
  cluster.tags = withTags({}, readJson(tagList, call.request));
  return emptyReply(200);
}

function permitted(call: AckCall, action: string, ids: readonly string[], region: string): ClusterRecord[] {
  const clusters = ids.map((id) => ownCluster(call, id));
  for (const cluster of clusters) requirePermission(call, [`cs:${action}`], { cluster });
  const stranger = clusters.find((cluster) => cluster.region !== region);
  if (stranger) throw invalid(`region_id: cluster ${stranger.id} is not in ${region}`);
  return clusters;
}

function withTags(before: Tags, tags: v.InferOutput<typeof tagList>): Tags {
  const after = { ...before, ...Object.fromEntries(tags.map(({ key, value }) => [key, value])) };
  if (Object.keys(after).length <= mostTags) return after;
  throw new ApiError(400, 'ErrorTagsLimitExceeded', `a cluster has ${mostTags} tags at most`);
}

/** A list in the SDK's format: JSON in a string. */
function listOf(query: URLSearchParams, name: string): readonly string[] {
  return parsedList(v.array(v.string()), query.get(name), name);
}

function readTags(text: string | null): v.InferOutput<typeof tagList> {
  return parsedList(tagList, text, 'tags');
}

function parsedList<T>(schema: v.GenericSchema<unknown, T[]>, text: string | null, name: string): T[] {
  if (!text) return [];
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    throw invalid(name);
  }
}

function invalid(name: string): ApiError {
  return new ApiError(400, 'InvalidParameter', `parameter ${name} is not valid`);
}
