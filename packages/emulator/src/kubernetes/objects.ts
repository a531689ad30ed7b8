import type { ClusterRecord } from '../world/cluster.js';
import { apiVersionOf, type ResourceKind } from './resources.js';
import { failure, type KubernetesReply } from './status.js';
import { type KubernetesDraft, type KubernetesObject, storeOf } from './store.js';
import { table } from './table.js';
import type { Target } from './target.js';

export interface ObjectRequest {
  readonly verb: string;
  readonly target: Target;
  readonly body: Readonly<Record<string, unknown>>;
  readonly asTable: boolean;
  readonly now: Date;
}

/** Does one thing to one cluster's objects: get, list, create, update, patch, delete. */
export function handleObjects(request: ObjectRequest, cluster: ClusterRecord): KubernetesReply {
  const { verb, target, now } = request;
  const { kind, namespace, name } = target;
  const store = storeOf(cluster);
  if (verb === 'list') return listed(request, store.list(kind, namespace), store.version);
  if (verb === 'create') return create(request, cluster);
  const found = name === null ? undefined : store.get(kind, namespace, name);
  if (!found)
    return verb === 'patch' && isApply(request) ? create(request, cluster) : missing(kind, name ?? '');
  if (verb === 'get')
    return { code: 200, body: request.asTable ? table(kind, [found], store.version, now) : found };
  if (verb === 'delete') {
    store.delete(kind, namespace, found.metadata.name);
    return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } };
  }
  const next = verb === 'patch' ? mergePatch(found, request.body) : request.body;
  if (isStale(request.body, found)) return conflict(kind, found.metadata.name);
  return { code: 200, body: store.put(kind, named(next, found.metadata.name, namespace), now) };
}

function listed(
  { target, asTable, now }: ObjectRequest,
  objects: KubernetesObject[],
  version: string,
): KubernetesReply {
  const { kind } = target;
  if (asTable) return { code: 200, body: table(kind, objects, version, now) };
  const head = {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: version },
  };
  return { code: 200, body: { ...head, items: objects } };
}

function create({ target, body, now }: ObjectRequest, cluster: ClusterRecord): KubernetesReply {
  const { kind, namespace } = target;
  const store = storeOf(cluster);
  const name = target.name ?? nameIn(body);
  if (name === null) return failure(422, 'Invalid', `${kind.kind} is invalid: metadata.name: Required value`);
  if (store.get(kind, namespace, name)) {
    return failure(409, 'AlreadyExists', `${kind.plural} "${name}" already exists`, {
      name,
      kind: kind.plural,
    });
  }
  return { code: 201, body: store.put(kind, named(body, name, namespace), now) };
}

/** Server-side apply creates what is not there. */
function isApply({ body }: ObjectRequest): boolean {
  return typeof body['apiVersion'] === 'string' && typeof body['kind'] === 'string';
}

function named(body: unknown, name: string, namespace: string | null): KubernetesDraft {
  const object = isRecord(body) ? body : {};
  const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
  return { ...object, metadata: { ...metadata, name, ...(namespace === null ? {} : { namespace }) } };
}

function nameIn(body: Readonly<Record<string, unknown>>): string | null {
  const metadata = body['metadata'];
  return isRecord(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : null;
}

function isStale(body: Readonly<Record<string, unknown>>, found: KubernetesObject): boolean {
  const metadata = body['metadata'];
  const version = isRecord(metadata) ? metadata['resourceVersion'] : undefined;
  return version !== undefined && version !== '' && version !== found.metadata.resourceVersion;
}

function missing(kind: ResourceKind, name: string): KubernetesReply {
  return failure(404, 'NotFound', `${kind.plural} "${name}" not found`, { name, kind: kind.plural });
}

function conflict(kind: ResourceKind, name: string): KubernetesReply {
  const message = `Operation cannot be fulfilled on ${kind.plural} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  return failure(409, 'Conflict', message, { name, kind: kind.plural });
}

/** JSON merge patch (RFC 7386); strategic patches and applies are taken the same way. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
