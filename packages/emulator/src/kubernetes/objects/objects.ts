import type { JsonRecord } from '../model/record.js';
import { apiVersionOf, hasOldManners } from '../model/resources.js';
import { type Cause, invalid, type KubernetesReply, methodNotAllowed, Refusal } from '../model/status.js';
import { type KubernetesObject, storeOf } from '../model/store.js';
import type { ObjectCall } from './call.js';
import { createObject } from './create.js';
import { deleteCollection, deleteObject } from './delete.js';
import { pageOf } from './list.js';
import { patchObject } from './patch-object.js';
import { foundObject, updateObject } from './update.js';
import { type View, viewOf } from './view.js';

/** Does one thing to one cluster's objects. */
export function handleObjects(call: ObjectCall): KubernetesReply {
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
  // Items of a list do not tell their kind again.
  const items = page.objects.map(({ apiVersion: _, kind: __, ...item }) => item);
  const body = { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: page.metadata, items };
  return view.render({ code: 200, body });
}

function got(call: ObjectCall): KubernetesReply {
  const view = viewOf(call, false);
  const found = foundObject(call);
  if (view.kind !== 'whole') return { code: 200, body: view.one(found, storeOf(call.cluster).version) };
  return view.render({ code: 200, body: found });
}

/** At most so long, so that nobody's watch keeps the cloud from stopping. */
const longestWatchMs = 30_000;

/**
 * What is there, then nothing until the watch's time is over: changes are not told. Clients take a watch that ends
 * for what it is and begin another.
 */
function watched(call: ObjectCall): KubernetesReply {
  const { request, kind, cluster, namespace } = call;
  const { query } = request;
  const store = storeOf(cluster);
  const causes = hasOldManners(cluster) ? watchFaults(query) : [];
  if (causes.length > 0)
    throw new Refusal(invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes));
  const view = viewOf(call, true);
  const narrowed = new URLSearchParams(query);
  for (const name of ['resourceVersion', 'resourceVersionMatch', 'limit', 'continue']) narrowed.delete(name);
  const page = pageOf({ ...request, query: narrowed }, { kind, namespace, store, isOld: false });
  const isFresh = (query.get('resourceVersion') ?? '0') === '0';
  const events = (isFresh ? page.objects : []).map((object) => ({
    type: 'ADDED',
    object: viewed(view, object, store.version),
  }));
  const end = query.get('sendInitialEvents') === 'true' ? [bookmark(call, store.version)] : [];
  const body = [...events, ...end].map((event) => `${JSON.stringify(event)}\n`).join('');
  const askedMs = Number(query.get('timeoutSeconds') ?? longestWatchMs / 1000) * 1000;
  const headers = { 'content-type': 'application/json' };
  return { code: 200, body, headers, holdMs: Math.min(askedMs, longestWatchMs) };
}

function viewed(view: View, object: KubernetesObject, version: string): unknown {
  return view.kind === 'whole' ? object : view.one(object, version);
}

function bookmark({ kind }: ObjectCall, resourceVersion: string): JsonRecord {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  const metadata = { resourceVersion, annotations };
  return { type: 'BOOKMARK', object: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } };
}

/** 1.24 knows no `sendInitialEvents`, and so finds the rest of such a query wrong. */
function watchFaults(query: URLSearchParams): Cause[] {
  if (!query.has('resourceVersionMatch')) return [];
  const reasons = ['forbidden for watch', 'forbidden unless resourceVersion is provided'];
  return reasons.map((why) => {
    const message = `Forbidden: resourceVersionMatch is ${why}`;
    return { reason: 'FieldValueForbidden', message, field: 'resourceVersionMatch' };
  });
}
