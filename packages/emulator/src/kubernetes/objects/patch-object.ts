import { parse as parseYaml } from 'yaml';
import {
  type Conflicts,
  conflictsOf,
  fieldsAfterApply,
  fieldsAfterUpdate,
  mergedByApply,
} from '../model/managed-fields.js';
import { isRecord, type JsonRecord, recordAt, textAt } from '../model/record.js';
import { apiVersionOf, hasOldManners } from '../model/resources.js';
import { badRequest, conflict, failure, invalid, type KubernetesReply, Refusal } from '../model/status.js';
import { type KubernetesObject, storeOf } from '../model/store.js';
import { mediaType, refuseLargeBody, unsupported } from './body.js';
import { type ObjectCall, type WriteOptions, writeOptions } from './call.js';
import { addObject, withoutStatus } from './create.js';
import { decoded, keptForm, warningHeaders } from './kept.js';
import { jsonPatch, mergePatch, oddPatch, refuseUndeclared, strategicPatch } from './patch.js';
import { base64Fault } from './secret.js';
import { foundObject, refuseOtherName, replaceObject } from './update.js';

/** PATCH of an object, in any of the four ways. */
export function patchObject(call: ObjectCall): KubernetesReply {
  const { request, cluster, kind, now } = call;
  const type = mediaType(request.headers['content-type']);
  if (kind.custom && type === 'application/strategic-merge-patch+json') {
    throw new Refusal(unsupported(patchTypes.filter((each) => each !== type)));
  }
  if (!patchTypes.includes(type)) {
    const message = '415: Unsupported Media Type';
    throw new Refusal(failure(415, { message, reason: 'UnsupportedMediaType', details: {} }));
  }
  refuseLargeBody(request);
  const options = writeOptions(request, 'PatchOptions', hasOldManners(cluster));
  if (type === 'application/apply-patch+yaml') return applyObject(call, options);
  const found = foundObject(call);
  const patched = patchedBy(type, call, found);
  refuseOtherName(recordAt(patched, 'metadata'), call);
  refuseOtherUid(call, patched, found);
  refuseBadBase64(call, patched);
  const { object, warnings: unknown } = decoded(patched, kind, warned(options));
  if (options.validation === 'Strict' && unknown.length > 0) {
    throw new Refusal(
      oddPatch(type.includes('strategic') ? parsedPatch(call) : JSON.stringify(patched), unknown),
    );
  }
  const warnings = options.validation === 'Warn' ? unknown : [];
  const manage = (after: JsonRecord) =>
    fieldsAfterUpdate({ before: found, after, manager: options.manager, now, part: call.part });
  const updated = replaceObject(call, found, object, { isDryRun: options.isDryRun, manage });
  return { code: 200, body: updated, ...warningHeaders(warnings) };
}

/** Unknown members of a patch are told in words of their own. */
function warned(options: WriteOptions): WriteOptions {
  return options.validation === 'Strict' ? { ...options, validation: 'Warn' } : options;
}

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

function patchedBy(type: string, call: ObjectCall, found: KubernetesObject): JsonRecord {
  const isOld = hasOldManners(call.cluster);
  const patch = parsedPatch(call);
  if (type === 'application/json-patch+json') return patchedByOperations(patch, found, isOld);
  if (!isRecord(patch)) throw new Refusal(noPatch(call, patch, isOld));
  const patched = type.includes('strategic') ? strategicPatch(found, patch) : mergePatch(found, patch);
  return isRecord(patched) ? patched : {};
}

function parsedPatch({ request, cluster }: ObjectCall): unknown {
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new Refusal(badRequest(hasOldManners(cluster) ? 'Invalid JSON Patch' : 'invalid JSON patch'));
  }
}

function patchedByOperations(patch: unknown, found: KubernetesObject, isOld: boolean): JsonRecord {
  if (!Array.isArray(patch)) {
    const why = 'json: cannot unmarshal object into Go value of type';
    const told = isOld ? `${why} jsonpatch.Patch` : `error decoding patch: ${why} []handlers.jsonPatchOp`;
    throw new Refusal(badRequest(told));
  }
  const patched = jsonPatch(found, patch);
  if (isRecord(patched)) return patched;
  const message = 'the server rejected our request due to an error in our request';
  throw new Refusal(failure(422, { message, reason: 'Invalid', details: {} }));
}

function noPatch({ request }: ObjectCall, patch: unknown, isOld: boolean): KubernetesReply {
  const sent = Array.isArray(patch) ? 'array' : typeof patch;
  if (!isOld) {
    return badRequest(
      `error decoding patch: json: cannot unmarshal ${sent} into Go value of type map[string]interface {}`,
    );
  }
  const into =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${sent} into Go value of type ${into}`;
  return patchInvalid(request.body.toString('utf8'), why);
}

function patchInvalid(text: string, why: string): KubernetesReply {
  const message = `Invalid value: ${JSON.stringify(text)}: ${why}`;
  return invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
}

/** A patch that breaks the object is reported with the whole object. */
function refuseBadBase64({ kind }: ObjectCall, patched: JsonRecord): void {
  const fault = kind.kind === 'Secret' ? base64Fault(patched) : null;
  if (fault !== null)
    throw new Refusal(
      patchInvalid(JSON.stringify(inOrder(patched)), `illegal base64 data at input byte ${fault}`),
    );
}

/** As Go prints an object: its members by name, with the metadata's names and versions first. */
function inOrder({ metadata, ...others }: JsonRecord): JsonRecord {
  const { name, namespace, uid, resourceVersion, creationTimestamp, ...more } = isRecord(metadata)
    ? metadata
    : {};
  const told = { name, namespace, uid, resourceVersion, creationTimestamp, ...more };
  return { ...byName({ ...others, metadata: null }), metadata: told };
}

function byName(value: JsonRecord): JsonRecord {
  const members = Object.entries(value).map(
    ([name, member]) => [name, isRecord(member) ? byName(member) : member] as const,
  );
  return Object.fromEntries(members.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function refuseOtherUid({ kind, name }: ObjectCall, patched: JsonRecord, found: KubernetesObject): void {
  const uid = textAt(recordAt(patched, 'metadata'), 'uid');
  if (!uid || uid === found.metadata.uid) return;
  const message = `Invalid value: ${JSON.stringify(uid)}: field is immutable`;
  throw new Refusal(
    invalid(kind, name ?? '', [{ reason: 'FieldValueInvalid', message, field: 'metadata.uid' }]),
  );
}

/** Server-side apply: creates missing objects, and refuses to take another manager's field unless forced. */
function applyObject(call: ObjectCall, options: WriteOptions): KubernetesReply {
  const { cluster, kind, namespace, name, now } = call;
  const config = appliedConfig(call);
  refuseUndeclared(config, call);
  const { manager, isDryRun } = options;
  const { object, warnings } = decoded(config, kind, options);
  const found = storeOf(cluster).get(kind, namespace, name ?? '');
  const applied = { live: found ?? {}, config: clean(object), manager, now };
  if (!found) {
    const uid = textAt(recordAt(config, 'metadata'), 'uid');
    if (uid) throw new Refusal(conflict(kind, name ?? '', noneOfUid(uid)));
    const metadata = { ...recordAt(object, 'metadata'), name, ...(namespace === null ? {} : { namespace }) };
    const fresh = keptForm({ ...withoutStatus(object, kind), metadata }, kind);
    const created = addObject(call, fresh, fieldsAfterApply(applied, fresh), isDryRun);
    return { code: 201, body: created, ...warningHeaders(warnings) };
  }
  const conflicts = conflictsOf(applied);
  if (conflicts.size > 0 && !options.isForced) throw new Refusal(applyConflict(conflicts));
  const merged = mergedByApply(applied);
  const version = textAt(recordAt(object, 'metadata'), 'resourceVersion');
  const sent = { ...merged, metadata: { ...recordAt(merged, 'metadata'), resourceVersion: version } };
  const manage = (after: JsonRecord) => fieldsAfterApply(applied, after);
  const updated = replaceObject(call, found, sent, { isDryRun, manage });
  return { code: 200, body: updated, ...warningHeaders(warnings) };
}

function noneOfUid(uid: string): string {
  return `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
}

/** Without what identifies the object: nobody manages that. */
function clean(object: JsonRecord): JsonRecord {
  const { resourceVersion: _, uid: __, ...metadata } = recordAt(object, 'metadata');
  return { ...object, metadata };
}

function appliedConfig(call: ObjectCall): JsonRecord {
  const { request, kind, name, cluster } = call;
  const config = parsedYaml(request.body.toString('utf8'));
  if (!isRecord(config)) throw new Refusal(badRequest('error decoding YAML'));
  const metadata = recordAt(config, 'metadata');
  const version = textAt(config, 'apiVersion') ?? '';
  if (textAt(config, 'kind') !== kind.kind || version !== apiVersionOf(kind)) {
    const told = `/${version.replace(/^.*\//, '')}, Kind=${textAt(config, 'kind') ?? ''}`;
    const old = `failed to create typed patch object (/${name}; ${told}): no corresponding type for ${told}`;
    throw new Refusal(
      hasOldManners(cluster) ? failure(500, { message: old }) : badRequest(`invalid object type: ${told}`),
    );
  }
  if (metadata['managedFields'] !== undefined)
    throw new Refusal(badRequest('metadata.managedFields must be nil'));
  refuseOtherName(metadata, call);
  return config;
}

function parsedYaml(text: string): unknown {
  try {
    // As Go reads it: `y` is not text.
    return parseYaml(text, { version: '1.1' });
  } catch {
    return null;
  }
}

function applyConflict(conflicts: Conflicts): KubernetesReply {
  const count = [...conflicts.values()].flat().length;
  const causes = [...conflicts].flatMap(([manager, fields]) =>
    fields.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })),
  );
  const told = [...conflicts].map(([manager, fields]) =>
    fields.length === 1
      ? `conflict with ${manager}: ${fields[0]}`
      : [`conflicts with ${manager}:`, ...fields.map((field) => `- ${field}`)].join('\n'),
  );
  const message = `Apply failed with ${count} conflict${count === 1 ? '' : 's'}: ${told.join('\n')}`;
  return failure(409, { message, reason: 'Conflict', details: { causes } });
}
