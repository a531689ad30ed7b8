import { readGrants } from '../access/grants.js';
import type { JsonRecord } from '../model/record.js';
import { apiVersionOf, hasOldManners } from '../model/resources.js';
import {
  badRequest,
  type Cause,
  failure,
  invalid,
  type KubernetesReply,
  methodNotAllowed,
  Refusal,
} from '../model/status.js';
import { type KubernetesObject, type StoreChange, storeOf } from '../model/store.js';
import type { ObjectCall } from './call.js';
import { createObject } from './create.js';
import { deleteCollection, deleteObject } from './delete.js';
import { oddVersion, pageOf, selectorOf } from './list.js';
import { patchObject } from './patch-object.js';
import { isBinding } from './rbac-faults.js';
import { foundObject, updateObject } from './update.js';
import { type View, viewOf } from './view.js';

/** Does one operation on a cluster's objects. Changes of bindings are then applied to the cluster's grants as well. */
export function handleObjects(call: ObjectCall): KubernetesReply {
  const reply = handled(call);
  const isRead = ['list', 'watch', 'get'].includes(call.verb);
  if (!isRead && (isBinding(call.kind) || call.kind.kind === 'Namespace'))
    readGrants(call.world, call.cluster);
  return reply;
}

/** Names and namespaces that are steps of a path. */
const steps: ReadonlySet<string> = new Set(['.', '..']);

function handled(call: ObjectCall): KubernetesReply {
  const { kind, namespace, name } = call;
  if (name !== null && steps.has(name)) {
    throw new Refusal(badRequest(`Name parameter invalid: "${name}": may not be '${name}'`));
  }
  if (name === null && namespace !== null && steps.has(namespace)) {
    throw new Refusal(failure(500, { message: `invalid key: "/${kind.plural}/${namespace}"` }));
  }
  switch (call.verb) {
    case 'list':
      return listed(call);
    case 'watch':
      return watched(call);
    case 'get':
      return got(call);
    case 'create':
      return createObject(call);
    case 'update':
      return updateObject(call);
    case 'patch':
      return patchObject(call);
    case 'delete':
      return deleteObject(call);
    case 'deletecollection':
      return deleteCollection(call);
    default:
      return methodNotAllowed;
  }
}

function listed(call: ObjectCall): KubernetesReply {
  const view = viewOf(call, true);
  const { request, kind, cluster, namespace } = call;
  const store = storeOf(cluster);
  const page = pageOf(request, { kind, namespace, store, isOld: hasOldManners(cluster) });
  if (view.kind !== 'whole') return { code: 200, body: view.list(page) };
  // Items of a list do not repeat their kind, except for custom ones.
  const items = kind.custom ? page.objects : page.objects.map(({ apiVersion: _, kind: __, ...item }) => item);
  const metadata = kind.custom ? { continue: '', ...page.metadata } : page.metadata;
  const body = {
    kind: kind.custom?.listKind ?? `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata,
    items,
  };
  return view.render({ code: 200, body });
}

function got(call: ObjectCall): KubernetesReply {
  const view = viewOf(call, false);
  const found = foundObject(call);
  if (view.kind !== 'whole') return { code: 200, body: view.one(found, storeOf(call.cluster).version) };
  return view.render({ code: 200, body: found });
}

/** Maximum duration, so that no watch keeps the cloud from stopping. */
const longestWatchMs = 30_000;

/**
 * The current objects, or the changes since a version; then each change as it happens, until the watch's time is
 * over.
 */
function watched(call: ObjectCall): KubernetesReply {
  const { request, kind, cluster } = call;
  const { query } = request;
  const causes = hasOldManners(cluster) ? watchFaults(query) : [];
  if (causes.length > 0)
    throw new Refusal(invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes));
  const store = storeOf(cluster);
  const view = viewOf(call, true);
  const line = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`;
  const headers = { 'content-type': 'application/json' };
  const begun = begin(call);
  if (begun === null) {
    const body = line('ERROR', tooOld(query.get('resourceVersion') ?? '', store.version));
    return { code: 200, body, headers, holdMs: 0 };
  }
  const told = begun.map(({ type, object }) => line(type, viewed(view, object, store.version)));
  const end =
    query.get('sendInitialEvents') === 'true' ? [line('BOOKMARK', bookmark(call, store.version))] : [];
  const askedMs = Number(query.get('timeoutSeconds') ?? longestWatchMs / 1000) * 1000;
  const follow = (send: (text: string) => void) =>
    store.follow(kind, ({ type, object }) => {
      if (isWatched(call, object)) send(line(type, viewed(view, object, store.version)));
    });
  return {
    code: 200,
    body: [...told, ...end].join(''),
    headers,
    holdMs: Math.min(Number.isFinite(askedMs) ? Math.max(0, askedMs) : 0, longestWatchMs),
    follow,
  };
}

/** The first events of a watch; null if its version is too old. */
function begin(call: ObjectCall): readonly Pick<StoreChange, 'type' | 'object'>[] | null {
  const { request, kind, cluster, namespace } = call;
  const store = storeOf(cluster);
  const version = request.query.get('resourceVersion') ?? '0';
  const narrowed = new URLSearchParams(request.query);
  for (const name of ['resourceVersion', 'resourceVersionMatch', 'limit', 'continue']) narrowed.delete(name);
  const page = pageOf({ ...request, query: narrowed }, { kind, namespace, store, isOld: false });
  if (version === '' || version === '0') return page.objects.map((object) => ({ type: 'ADDED', object }));
  if (!/^\d+$/.test(version)) throw new Refusal(failure(500, { message: oddVersion(version) }));
  const since = store.changesSince(kind, Number(version));
  return since?.filter(({ object }) => isWatched(call, object)) ?? null;
}

function isWatched({ request, kind, namespace }: ObjectCall, object: KubernetesObject): boolean {
  const isHere = namespace === null || object.metadata.namespace === namespace;
  return isHere && (selectorOf(request.query, kind)?.(object) ?? true);
}

function tooOld(version: string, current: string): unknown {
  const message = `too old resource version: ${version} (${current})`;
  return failure(410, { message, reason: 'Expired' }).body;
}

function viewed(view: View, object: KubernetesObject, version: string): unknown {
  return view.kind === 'whole' ? object : view.one(object, version);
}

function bookmark({ kind }: ObjectCall, resourceVersion: string): JsonRecord {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  const metadata = { resourceVersion, annotations };
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
}

/** 1.24 does not know `sendInitialEvents`, and so refuses the rest of such a query. */
function watchFaults(query: URLSearchParams): Cause[] {
  if (!query.has('resourceVersionMatch')) return [];
  const reasons = ['forbidden for watch', 'forbidden unless resourceVersion is provided'];
  return reasons.map((why) => {
    const message = `Forbidden: resourceVersionMatch is ${why}`;
    return { reason: 'FieldValueForbidden', message, field: 'resourceVersionMatch' };
  });
}
