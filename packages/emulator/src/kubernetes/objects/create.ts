import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { wireTime } from '../../http/reply.js';
import { refuseEscalation } from '../access/escalation.js';
import { established } from '../model/definitions.js';
import { fieldsAfterUpdate, type ManagedFields } from '../model/managed-fields.js';
import { isRecord, type JsonRecord, recordAt, textAt } from '../model/record.js';
import {
  definitionKind,
  findKind,
  hasGeneration,
  hasOldManners,
  type ResourceKind,
} from '../model/resources.js';
import {
  alreadyExists,
  badRequest,
  failure,
  forbidden,
  type KubernetesReply,
  objectNotFound,
  Refusal,
} from '../model/status.js';
import { type KubernetesObject, type ObjectStore, storeOf } from '../model/store.js';
import { jsonText, readObject } from './body.js';
import { type ObjectCall, writeOptions } from './call.js';
import { decoded, keptForm, refuseFaulty, unsaidOfEvent, warningHeaders } from './kept.js';

/** POST of an object. */
export function createObject(call: ObjectCall): KubernetesReply {
  const { request, kind, cluster, now } = call;
  const body = readObject(request, kind);
  const options = writeOptions(request, 'CreateOptions', hasOldManners(cluster));
  const { object: sent, warnings } = decoded(body, kind, options, jsonText(request));
  const fresh = keptForm(named(withoutStatus(sent, kind), call), kind);
  const object = kind.kind === 'Pod' ? admittedPod(call, fresh) : fresh;
  const after = withoutGiven(object, sent, kind);
  const managedFields = fieldsAfterUpdate({ before: {}, after, manager: options.manager, now });
  const created = addObject(call, object, managedFields, options.isDryRun);
  return { code: 201, body: created, ...warningHeaders(warnings) };
}

/** A status is written at its own path and nowhere else; only a kubelet's node is created with one. */
export function withoutStatus(object: JsonRecord, kind: ResourceKind): JsonRecord {
  if (!kind.hasStatus || kind.kind === 'Node') return object;
  const { status: _, ...others } = object;
  return others;
}

/** Without the server's defaults: nobody manages those. */
function withoutGiven(object: JsonRecord, sent: JsonRecord, kind: ResourceKind): JsonRecord {
  const given =
    kind.kind === 'Namespace' ? ['spec'] : kind.kind === 'Event' ? Object.keys(unsaidOfEvent) : [];
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => !given.includes(name) || sent[name] !== undefined),
  );
}

/** With the namespace of the path, and a name made from `generateName` if it has none. */
function named(sent: JsonRecord, { namespace }: ObjectCall): JsonRecord {
  const metadata = recordAt(sent, 'metadata');
  const prefix = textAt(metadata, 'generateName');
  const name = textAt(metadata, 'name') || (prefix ? `${prefix}${suffix()}` : '');
  refuseOtherNamespace(metadata, namespace);
  return { ...sent, metadata: { ...metadata, name, ...(namespace === null ? {} : { namespace }) } };
}

function suffix(): string {
  const signs = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('');
}

export function refuseOtherNamespace(metadata: JsonRecord, namespace: string | null): void {
  const sent = textAt(metadata, 'namespace') ?? '';
  if (sent === '' || sent === (namespace ?? '')) return;
  throw new Refusal(
    badRequest('the namespace of the provided object does not match the namespace sent on the request'),
  );
}

/** Validates an object and adds it; the server's own metadata are created anew. */
export function addObject(
  call: ObjectCall,
  object: JsonRecord,
  managedFields: readonly ManagedFields[],
  isDryRun: boolean,
): KubernetesObject | JsonRecord {
  const { kind, cluster, user, namespace, now } = call;
  const store = storeOf(cluster);
  const metadata = recordAt(object, 'metadata');
  const name = textAt(metadata, 'name') ?? '';
  refuseUnfitNamespace(call, name);
  if (textAt(metadata, 'resourceVersion')) {
    throw new Refusal(
      failure(500, { message: 'resourceVersion should not be set on objects to be created' }),
    );
  }
  refuseFaulty(object, call);
  const whole = withOwnMetadata(object, {
    name,
    managedFields,
    now,
    hasGeneration: hasGeneration(kind, cluster),
  });
  refuseEscalation(cluster, user, kind, whole);
  const found = store.get(kind, namespace, name);
  if (found) throw new Refusal(alreadyExists(kind, name, found.metadata['deletionTimestamp'] !== undefined));
  if (isDryRun) return withoutVersion(whole);
  const written = store.write(kind, whole);
  if (kind === definitionKind) store.write(kind, established(written, now));
  if (kind.kind === 'Namespace' && (cluster.apiServer?.controllers ?? true)) furnish(store, name, now);
  return written;
}

/** What the controllers put into a new namespace: the default ServiceAccount of pods. */
function furnish(store: ObjectStore, namespace: string, now: Date): void {
  const accounts = findKind('', 'v1', 'serviceaccounts');
  if (accounts) store.plant(accounts, { metadata: { name: 'default', namespace } }, now);
}

function withOwnMetadata(
  object: JsonRecord,
  own: {
    readonly name: string;
    readonly managedFields: readonly ManagedFields[];
    readonly now: Date;
    readonly hasGeneration: boolean;
  },
): KubernetesObject {
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...metadata } = recordAt(object, 'metadata');
  const made = { uid: randomUUID(), resourceVersion: '', creationTimestamp: wireTime(own.now) };
  const fields = own.managedFields.length > 0 ? { managedFields: own.managedFields } : {};
  const generation = own.hasGeneration ? { generation: 1 } : {};
  return { ...object, metadata: { ...metadata, ...made, name: own.name, ...generation, ...fields } };
}

function withoutVersion(object: KubernetesObject): JsonRecord {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Nothing is created in a namespace that is missing or being deleted. */
function refuseUnfitNamespace({ cluster, kind, namespace }: ObjectCall, name: string): void {
  if (namespace === null) return;
  const namespaces = findKind('', 'v1', 'namespaces');
  if (!namespaces) return;
  const found = storeOf(cluster).get(namespaces, null, namespace);
  if (!found) throw new Refusal(objectNotFound(namespaces, namespace));
  if (found.metadata['deletionTimestamp'] === undefined) return;
  const message = `namespace ${namespace} is being terminated`;
  const cause = { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' };
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw new Refusal(forbidden(kind, name, why, [cause]));
}

/**
 * A pod as admitted: with its ServiceAccount, whose token is mounted, and with the usual defaults. Nothing runs here,
 * so it stays Pending. Refused if the account does not exist.
 */
function admittedPod(call: ObjectCall, pod: JsonRecord): JsonRecord {
  const spec = recordAt(pod, 'spec');
  const account = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount') || 'default';
  refuseWithoutAccount(call, textAt(recordAt(pod, 'metadata'), 'name') ?? '', account);
  const volume = `kube-api-access-${randomBytes(3).toString('hex').slice(0, 5)}`;
  const volumes = Array.isArray(spec['volumes']) ? spec['volumes'] : [];
  const containers = Array.isArray(spec['containers']) ? spec['containers'] : [];
  const whole = {
    ...usualSpec,
    ...spec,
    volumes: [...volumes, tokenVolume(volume)],
    containers: containers.filter(isRecord).map((container) => wholeContainer(container, volume)),
    serviceAccountName: account,
    serviceAccount: account,
  };
  return { ...pod, spec: whole, status: { phase: 'Pending', qosClass: 'BestEffort' } };
}

function refuseWithoutAccount({ cluster, kind, namespace }: ObjectCall, name: string, account: string): void {
  const accounts = findKind('', 'v1', 'serviceaccounts');
  if (!accounts || storeOf(cluster).get(accounts, namespace, account)) return;
  const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
  throw new Refusal(forbidden(kind, name, why));
}

const usualSpec = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
  tolerations: ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  })),
  priority: 0,
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
};

function tokenVolume(name: string) {
  const path = 'metadata.namespace';
  const namespace = [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: path } }];
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: namespace } },
  ];
  return { name, projected: { sources, defaultMode: 420 } };
}

function wholeContainer(container: JsonRecord, volume: string): JsonRecord {
  const mount = { name: volume, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
  const mounts = Array.isArray(container['volumeMounts']) ? container['volumeMounts'] : [];
  const tag = /:([^/]+)$/.exec(textAt(container, 'image') ?? '')?.[1] ?? 'latest';
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: tag === 'latest' ? 'Always' : 'IfNotPresent',
    ...container,
    volumeMounts: [...mounts, mount],
  };
}
