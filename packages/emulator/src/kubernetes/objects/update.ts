import { refuseEscalation } from '../access/escalation.js';
import { established } from '../model/definitions.js';
import { fieldsAfterUpdate, type ManagedFields } from '../model/managed-fields.js';
import { isSame, type JsonRecord, recordAt, textAt, withoutEmpty } from '../model/record.js';
import { definitionKind, hasGeneration, hasOldManners } from '../model/resources.js';
import {
  badRequest,
  type Cause,
  conflict,
  failure,
  invalid,
  type KubernetesReply,
  objectNotFound,
  Refusal,
} from '../model/status.js';
import { type KubernetesObject, type ObjectStore, storeOf } from '../model/store.js';
import { jsonText, readObject } from './body.js';
import { type ObjectCall, writeOptions } from './call.js';
import { refuseOtherNamespace } from './create.js';
import { decoded, keptForm, refuseFaulty, warningHeaders } from './kept.js';
import { bindingChangeFaults, isBinding } from './rbac-faults.js';
import { secretChangeFaults } from './secret.js';

/** PUT of an object: without a version it overwrites, with a stale one it is a conflict. */
export function updateObject(call: ObjectCall): KubernetesReply {
  const { request, kind, cluster, now } = call;
  const body = readObject(request, kind);
  const options = writeOptions(request, 'UpdateOptions', hasOldManners(cluster));
  const { object: sent, warnings } = decoded(body, kind, options, jsonText(request));
  refuseOtherName(recordAt(sent, 'metadata'), call);
  const found = foundObject(call);
  const uid = textAt(recordAt(sent, 'metadata'), 'uid');
  if (uid && uid !== found.metadata.uid) throw new Refusal(otherUid(call, uid, found));
  refuseWithoutVersion(call, sent);
  const manage = (after: JsonRecord) =>
    fieldsAfterUpdate({ before: found, after, manager: options.manager, now, part: call.part });
  const updated = replaceObject(call, found, sent, { isDryRun: options.isDryRun, manage });
  return { code: 200, body: updated, ...warningHeaders(warnings) };
}

/** Custom objects need a version. */
function refuseWithoutVersion({ kind, name, cluster }: ObjectCall, sent: JsonRecord): void {
  if (!kind.custom || textAt(recordAt(sent, 'metadata'), 'resourceVersion')) return;
  const told = hasOldManners(cluster) ? '0x0' : '0';
  const message = `Invalid value: ${told}: must be specified for an update`;
  const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' };
  throw new Refusal(invalid({ group: kind.group, kind: kind.plural }, name ?? '', [cause]));
}

export function foundObject({ cluster, kind, namespace, name }: ObjectCall): KubernetesObject {
  const found = storeOf(cluster).get(kind, namespace, name ?? '');
  if (!found) throw new Refusal(objectNotFound(kind, name ?? ''));
  return found;
}

/** Refuses an object with another name than its path. */
export function refuseOtherName(metadata: JsonRecord, { name, namespace }: ObjectCall): void {
  const sent = textAt(metadata, 'name') ?? '';
  if (sent !== '' && sent !== name) {
    throw new Refusal(
      badRequest(`the name of the object (${sent}) does not match the name on the URL (${name})`),
    );
  }
  refuseOtherNamespace(metadata, namespace);
}

function otherUid(
  { kind, namespace, name }: ObjectCall,
  uid: string,
  found: KubernetesObject,
): KubernetesReply {
  const key = ['/registry', kind.plural, namespace, name].filter((part) => part !== null).join('/');
  const told = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${found.metadata.uid}`;
  const why = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${told}`;
  return conflict(kind, name ?? '', why);
}

interface Replacement {
  readonly isDryRun: boolean;
  /** Who manages what in the object after the write. */
  readonly manage: (after: JsonRecord) => readonly ManagedFields[];
}

/** Replaces an object's state; the same state leaves the object and its version as they are. */
export function replaceObject(
  call: ObjectCall,
  found: KubernetesObject,
  sent: JsonRecord,
  { isDryRun, manage }: Replacement,
): KubernetesObject | JsonRecord {
  const { kind, cluster, user } = call;
  refuseStale(call, found, textAt(recordAt(sent, 'metadata'), 'resourceVersion') ?? '');
  const written = writtenPart(call, found, sent);
  const metadata = ownMetadata(found, recordAt(written, 'metadata'));
  const object = keptForm({ ...written, metadata }, kind);
  const after: KubernetesObject = {
    ...object,
    metadata: { ...found.metadata, ...recordAt(object, 'metadata') },
  };
  const whole: KubernetesObject = { ...after, metadata: keptMetadata(found, recordAt(object, 'metadata')) };
  refuseFaulty(whole, call, changeFaults(call, found, whole));
  if (isSame(withoutManagers(found), withoutManagers(whole)))
    return unchanged(call, found, manage(whole), isDryRun);
  refuseEscalation(cluster, user, kind, whole);
  const fields = { ...generationAfter(call, found, whole), ...managed(manage(whole)) };
  return stored(call, { ...whole, metadata: { ...whole.metadata, ...fields } }, isDryRun);
}

/** At `<name>/status` nothing else is written, and elsewhere no status that has its own path. */
function writtenPart({ kind, part }: ObjectCall, found: KubernetesObject, sent: JsonRecord): JsonRecord {
  const { resourceVersion } = recordAt(sent, 'metadata');
  if (part === 'status') {
    return {
      ...found,
      metadata: { ...found.metadata, resourceVersion },
      ...withoutEmpty({ status: sent['status'] }),
    };
  }
  if (!kind.hasStatus) return sent;
  const { status: _, ...others } = sent;
  // A namespace's finalizers are removed at their own path.
  const spec = kind.kind === 'Namespace' ? { spec: found['spec'] } : {};
  return { ...others, ...spec, ...withoutEmpty({ status: found['status'] }) };
}

function generationAfter(
  { kind, part, cluster }: ObjectCall,
  found: KubernetesObject,
  after: KubernetesObject,
) {
  const { generation } = found.metadata;
  if (!hasGeneration(kind, cluster) || typeof generation !== 'number') return {};
  const isChanged = part === null && !isSame(withoutState(found), withoutState(after));
  return { generation: isChanged ? generation + 1 : generation };
}

function withoutState({ metadata: _, status: __, ...asked }: JsonRecord): JsonRecord {
  return asked;
}

function managed(fields: readonly ManagedFields[]) {
  return fields.length > 0 ? { managedFields: fields } : {};
}

/** An apply may change only who manages what: that is a change too. */
function unchanged(
  call: ObjectCall,
  found: KubernetesObject,
  fields: readonly ManagedFields[],
  isDryRun: boolean,
): KubernetesObject | JsonRecord {
  const { managedFields, ...metadata } = found.metadata;
  if (isSame(managedFields ?? [], fields)) return found;
  return stored(call, { ...found, metadata: { ...metadata, ...managed(fields) } }, isDryRun);
}

/** An object held by its last finalizer is removed once that is, and reported once more. */
function stored({ cluster, kind, now }: ObjectCall, object: KubernetesObject, isDryRun: boolean) {
  if (isDryRun) return object;
  const store = storeOf(cluster);
  const written = store.write(kind, object);
  if (kind === definitionKind) acceptNames(store, written, now);
  const { name, namespace = null } = written.metadata;
  const isFree =
    written.metadata['deletionTimestamp'] !== undefined && written.metadata['finalizers'] === undefined;
  if (isFree && kind.kind !== 'Namespace') store.delete(kind, namespace, name);
  return written;
}

/** A definition's names are accepted a moment after they were changed. */
function acceptNames(store: ObjectStore, definition: KubernetesObject, now: Date): void {
  const [asked, accepted] = [recordAt(definition, 'spec'), recordAt(definition, 'status')];
  if (isSame(asked['names'], accepted['acceptedNames'])) return;
  store.write(definitionKind, established(definition, now));
}

const ofServer = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
];

/** The sent object, with the server's own members from the existing one. */
function ownMetadata(found: KubernetesObject, sent: JsonRecord): JsonRecord {
  const { managedFields: _, selfLink: __, ...told } = sent;
  const own = ofServer.map((name) => [name, found.metadata[name]]);
  const { name, namespace } = found.metadata;
  return withoutEmpty({ ...told, ...Object.fromEntries(own), name, namespace });
}

function keptMetadata(found: KubernetesObject, sent: JsonRecord): KubernetesObject['metadata'] {
  const { uid, name, resourceVersion, creationTimestamp } = found.metadata;
  return { ...sent, uid, name, resourceVersion, creationTimestamp };
}

function withoutManagers(object: KubernetesObject): JsonRecord {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function refuseStale({ kind, name }: ObjectCall, found: KubernetesObject, version: string): void {
  if (version === '' || version === '0' || version === found.metadata.resourceVersion) return;
  if (!/^\d+$/.test(version)) {
    const message = `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`;
    throw new Refusal(failure(500, { message }));
  }
  throw new Refusal(conflict(kind, name ?? ''));
}

function changeFaults(
  { kind, cluster }: ObjectCall,
  before: KubernetesObject,
  after: KubernetesObject,
): Cause[] {
  const finalizers = addedFinalizers(before, after);
  if (kind.kind === 'Secret') return [...finalizers, ...secretChangeFaults(before, after)];
  return isBinding(kind)
    ? [...finalizers, ...bindingChangeFaults(before, after, hasOldManners(cluster))]
    : finalizers;
}

function addedFinalizers(before: KubernetesObject, after: KubernetesObject): Cause[] {
  if (before.metadata['deletionTimestamp'] === undefined) return [];
  const old = listAt(before.metadata, 'finalizers');
  const added = listAt(after.metadata, 'finalizers').filter((name) => !old.includes(name));
  if (added.length === 0) return [];
  const told = added.map((name) => JSON.stringify(name)).join(', ');
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${told}}`;
  return [{ reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' }];
}

function listAt(metadata: JsonRecord, name: string): readonly unknown[] {
  const found = metadata[name];
  return Array.isArray(found) ? found : [];
}
