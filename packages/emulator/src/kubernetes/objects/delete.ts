import { wireTime } from '../../http/reply.js';
import { kindsOf, terminating } from '../model/definitions.js';
import { isProtobuf } from '../model/protobuf.js';
import { isRecord, type JsonRecord, recordAt, textAt } from '../model/record.js';
import { apiVersionOf, definitionKind, hasOldManners, type ResourceKind } from '../model/resources.js';
import {
  badRequest,
  conflict,
  failure,
  forbidden,
  invalid,
  type KubernetesReply,
  Refusal,
} from '../model/status.js';
import { type KubernetesObject, storeOf } from '../model/store.js';
import { sentInProtobuf } from './body.js';
import { type ObjectCall, writeOptions } from './call.js';
import { pageOf } from './list.js';
import { foundObject } from './update.js';

/** DELETE of an object: gone, or held by a finalizer and then returned as it is from now on. */
export function deleteObject(call: ObjectCall): KubernetesReply {
  const { request, kind, cluster } = call;
  const { isDryRun } = writeOptions(request, 'DeleteOptions', hasOldManners(cluster));
  const options = deleteOptions(call);
  const policy = textAt(options, 'propagationPolicy') ?? request.query.get('propagationPolicy');
  refuseOddPolicy(policy);
  const found = foundObject(call);
  refuseImmortal(call);
  refuseUnmet(call, found, recordAt(options, 'preconditions'));
  const held = heldBy(found, policy);
  if (isDryRun) return held ? { code: 200, body: found } : success(kind, found);
  return removed(call, found, held);
}

function refuseOddPolicy(policy: string | null): void {
  if (policy === null || ['Foreground', 'Background', 'Orphan'].includes(policy)) return;
  const message = `Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan", "nil"`;
  const cause = { reason: 'FieldValueNotSupported', message, field: 'propagationPolicy' };
  throw new Refusal(invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [cause]));
}

/** DELETE of everything that the query selects. */
export function deleteCollection(call: ObjectCall): KubernetesReply {
  const { request, kind, cluster, namespace } = call;
  const isOld = hasOldManners(cluster);
  const { isDryRun } = writeOptions(request, 'DeleteOptions', isOld);
  const store = storeOf(cluster);
  const { objects, metadata } = pageOf(request, { kind, namespace, store, isOld });
  for (const object of isDryRun ? [] : objects) removed(call, object, heldBy(object, null));
  const items = objects.map(({ apiVersion: _, kind: __, ...item }) => item);
  return { code: 200, body: { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items } };
}

function deleteOptions({ request, cluster }: ObjectCall): JsonRecord {
  if (request.body.length === 0) return {};
  if (isProtobuf(request.body)) return sentInProtobuf(request.body);
  const body = parsed(request.body.toString('utf8'));
  if (!isRecord(body))
    throw new Refusal(badRequest('the object provided is unrecognized (must be of type DeleteOptions)'));
  const [kind, version] = [textAt(body, 'kind') ?? 'DeleteOptions', textAt(body, 'apiVersion') ?? 'v1'];
  if (kind === 'DeleteOptions') return body;
  const message = `no kind "${kind}" is registered for version "${version}" in scheme "k8s.io/apimachinery/pkg/apis/meta/v1/register.go:87"`;
  throw new Refusal(hasOldManners(cluster) ? failure(500, { message }) : badRequest(message));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refuseImmortal({ kind, name }: ObjectCall): void {
  if (kind.kind !== 'Namespace' || !['default', 'kube-system', 'kube-public'].includes(name ?? '')) return;
  throw new Refusal(forbidden(kind, name, 'this namespace may not be deleted'));
}

function refuseUnmet({ kind, name }: ObjectCall, found: KubernetesObject, preconditions: JsonRecord): void {
  const uid = textAt(preconditions, 'uid');
  const version = textAt(preconditions, 'resourceVersion');
  if (uid && uid !== found.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${found.metadata.uid}). The object might have been deleted and then recreated`;
    throw new Refusal(conflict(kind, name ?? '', why, kind.kind));
  }
  if (!version || version === found.metadata.resourceVersion) return;
  const why = `the ResourceVersion in the precondition (${version}) does not match the ResourceVersion in record (${found.metadata.resourceVersion}). The object might have been modified`;
  throw new Refusal(conflict(kind, name ?? '', why, kind.kind));
}

const policies: Readonly<Record<string, string>> = { Foreground: 'foregroundDeletion', Orphan: 'orphan' };

/** The finalizers that keep an object, including those of the policy; null for none. */
function heldBy(found: KubernetesObject, policy: string | null): readonly unknown[] | null {
  const { finalizers } = found.metadata;
  const own: unknown[] = Array.isArray(finalizers) ? finalizers : [];
  const added = policies[policy ?? ''];
  const all = added && !own.includes(added) ? [...own, added] : own;
  return all.length > 0 ? all : null;
}

function removed(
  call: ObjectCall,
  found: KubernetesObject,
  finalizers: readonly unknown[] | null,
): KubernetesReply {
  const { kind, cluster, now } = call;
  const store = storeOf(cluster);
  if (kind.kind === 'Namespace') return { code: 200, body: terminated(call, found) };
  if (kind === definitionKind) return { code: 200, body: undefinedKind(call, found) };
  if (finalizers) {
    if (found.metadata['deletionTimestamp'] !== undefined) return { code: 200, body: found };
    const { generation } = found.metadata;
    const counted = typeof generation === 'number' ? { generation: generation + 1 } : {};
    const going = { deletionTimestamp: wireTime(now), deletionGracePeriodSeconds: 0, finalizers, ...counted };
    return { code: 200, body: store.write(kind, { ...found, metadata: { ...found.metadata, ...going } }) };
  }
  const { name, namespace = null } = found.metadata;
  store.delete(kind, namespace, name);
  return kind.kind === 'Pod' ? { code: 200, body: found } : success(kind, found);
}

/**
 * A namespace becomes Terminating. If controllers run it is then removed with its content, unless a finalizer keeps
 * something in it.
 */
function terminated({ cluster, kind, now }: ObjectCall, found: KubernetesObject): KubernetesObject {
  const store = storeOf(cluster);
  const { name } = found.metadata;
  const metadata = {
    ...found.metadata,
    deletionTimestamp: found.metadata['deletionTimestamp'] ?? wireTime(now),
  };
  const going = store.write(kind, { ...found, metadata, status: { phase: 'Terminating' } });
  if ((cluster.apiServer?.controllers ?? true) && !store.isHeld(name)) {
    store.deleteNamespaced(name);
    store.delete(kind, null, name);
  }
  return going;
}

/** A definition is removed with every object of its kinds. */
function undefinedKind({ cluster, kind, now }: ObjectCall, found: KubernetesObject): KubernetesObject {
  const store = storeOf(cluster);
  for (const custom of kindsOf(found)) {
    for (const { metadata } of store.list(custom, null)) {
      store.delete(custom, metadata.namespace ?? null, metadata.name);
    }
  }
  const going = store.write(kind, terminating(found, now));
  store.delete(kind, null, found.metadata.name);
  return going;
}

function success(kind: ResourceKind, { metadata }: KubernetesObject): KubernetesReply {
  const group = kind.group === '' ? {} : { group: kind.group };
  const details = { name: metadata.name, ...group, kind: kind.plural, uid: metadata.uid };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}
