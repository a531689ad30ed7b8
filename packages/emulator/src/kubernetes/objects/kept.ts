import { keptDefinition } from '../model/definitions.js';
import { metadataMisfits, misfitsOf, typeOfKind } from '../model/object-types.js';
import { isRecord, type JsonRecord, recordAt, textAt, withoutEmpty } from '../model/record.js';
import { apiVersionOf, definitionKind, hasOldManners, type ResourceKind } from '../model/resources.js';
import { badRequest, type Cause, invalid, Refusal } from '../model/status.js';
import type { ObjectCall, WriteOptions } from './call.js';
import { definitionFaults, pruned, schemaFaults } from './custom-schema.js';
import { metadataFaults } from './metadata-faults.js';
import { bindingFaults, isBinding, keptBinding, roleFaults } from './rbac-faults.js';
import { base64Fault, configMapFaults, keptSecret, secretFaults } from './secret.js';

/** An object as sent, decoded: unknown members dropped, and each reported in a warning. */
interface Decoded {
  readonly object: JsonRecord;
  readonly warnings: readonly string[];
}

/**
 * Decodes what was sent as Go would: wrong types and bad base64 are refused, unknown members and duplicates in the
 * JSON `text` on request.
 */
export function decoded(sent: JsonRecord, kind: ResourceKind, options: WriteOptions, text = ''): Decoded {
  refuseWrongTypes(sent, kind);
  const fault = kind.kind === 'Secret' ? base64Fault(sent) : null;
  if (fault !== null) throw new Refusal(unreadable(kind, `illegal base64 data at input byte ${fault}`));
  const { known, unknown } = knownFields(sent, kind, options.isOld);
  const told = [
    ...(options.validation === 'Ignore' ? [] : duplicateFields(text)).map(
      (name) => `duplicate field "${name}"`,
    ),
    ...unknown.map((name) => `unknown field "${name}"`),
  ];
  if (options.validation === 'Strict' && told.length > 0) {
    throw new Refusal(unreadable(kind, `strict decoding error: ${told.join(', ')}`));
  }
  return { object: known, warnings: options.validation === 'Warn' ? told : [] };
}

function unreadable(kind: ResourceKind, why: string) {
  return badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
}

/** The stored object, except for the server's own metadata. */
export function keptForm(object: JsonRecord, kind: ResourceKind): JsonRecord {
  const { apiVersion: _, kind: __, metadata: ___, ...content } = object;
  const metadata = withoutEmpty(recordAt(object, 'metadata'));
  const whole = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata, ...content };
  if (kind.kind === 'Secret') return keptSecret(whole);
  if (kind.kind === 'ConfigMap') return keptConfigMap(whole);
  if (kind.kind === 'Role' || kind.kind === 'ClusterRole') return keptRole(whole);
  if (kind.kind === 'Event' && kind.group === '') return { ...unsaidOfEvent, ...whole };
  if (kind.kind === 'Namespace') return keptNamespace(whole, metadata);
  if (kind === definitionKind) return keptDefinition(whole);
  return isBinding(kind) ? keptBinding(whole) : whole;
}

/** What Go adds to an event unasked. */
export const unsaidOfEvent = {
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: null,
  reportingComponent: '',
  reportingInstance: '',
};

/** Empty rules are returned as null. */
function keptRole(role: JsonRecord): JsonRecord {
  const { rules } = role;
  return { ...role, rules: Array.isArray(rules) && rules.length > 0 ? rules : null };
}

function keptConfigMap({ data, binaryData, ...others }: JsonRecord): JsonRecord {
  return { ...others, ...withoutEmpty({ data, binaryData }) };
}

function keptNamespace(namespace: JsonRecord, metadata: JsonRecord): JsonRecord {
  const labels = { ...recordAt(metadata, 'labels'), 'kubernetes.io/metadata.name': metadata['name'] };
  const usual = { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
  return { ...usual, ...namespace, metadata: { ...metadata, labels } };
}

/** Refuses an object that is invalid in itself, or that must not follow `changes`' state. */
export function refuseFaulty(object: JsonRecord, call: ObjectCall, changes: readonly Cause[] = []): void {
  const { kind, cluster } = call;
  const isOld = hasOldManners(cluster);
  const causes = [
    ...metadataFaults(object, kind, isOld),
    ...changes,
    ...(kind.kind === 'Secret' ? secretFaults(object, isOld) : []),
    ...(kind.kind === 'ConfigMap' ? configMapFaults(object, isOld) : []),
    ...(['Role', 'ClusterRole'].includes(kind.kind) ? roleFaults(object, kind, isOld) : []),
    ...(isBinding(kind) ? bindingFaults(object, kind, isOld) : []),
    ...(kind.kind === 'Pod' ? podFaults(object) : []),
    ...(kind === definitionKind ? definitionFaults(object) : []),
    ...(kind.custom ? schemaFaults(object, kind.custom.schema) : []),
  ];
  const name = textAt(recordAt(object, 'metadata'), 'name') ?? '';
  if (causes.length > 0) throw new Refusal(invalid(kind, name, causes));
}

function podFaults(pod: JsonRecord): Cause[] {
  const { containers } = recordAt(pod, 'spec');
  if (Array.isArray(containers) && containers.length > 0) return [];
  return [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers' }];
}

/** The headers that carry warnings. */
export function warningHeaders(warnings: readonly string[]): {
  readonly headers: Readonly<Record<string, string[]>>;
} {
  const each = warnings.map((warning) => `299 - ${JSON.stringify(warning)}`);
  return { headers: each.length > 0 ? { warning: each } : {} };
}

/** The object without the members that its kind lacks, and what those were; refuses values of other types. */
function knownFields(object: JsonRecord, kind: ResourceKind, isOld: boolean) {
  if (kind.custom) return pruned(object, kind.custom.schema);
  const type = typeOfKind(kind, isOld);
  const { known, unknown, wrong } = type
    ? misfitsOf(object, type, kind.kind, isOld)
    : metadataMisfits(object, isOld);
  if (wrong !== null) throw new Refusal(unreadable(kind, wrong));
  return { known: isRecord(known) ? known : object, unknown };
}

/** Refuses values that Go would not read into an object's fields, for Secrets and metadata. */
function refuseWrongTypes(object: JsonRecord, kind: ResourceKind): void {
  const metadata = object['metadata'];
  if (isRecord(metadata)) {
    for (const name of ['name', 'namespace', 'generateName', 'uid', 'resourceVersion']) {
      refuseUnless(kind, metadata[name], 'string', `ObjectMeta.metadata.${name} of type string`);
    }
    for (const name of ['labels', 'annotations'])
      refuseMap(kind, metadata[name], `ObjectMeta.metadata.${name}`, 'string');
  }
  if (kind.kind === 'ConfigMap') refuseMap(kind, object['data'], 'ConfigMap.data', 'string');
  if (kind.kind !== 'Secret') return;
  refuseMap(kind, object['data'], 'Secret.data', '[]uint8');
  refuseMap(kind, object['stringData'], 'Secret.stringData', 'string');
  refuseUnless(kind, object['type'], 'string', 'Secret.type of type v1.SecretType');
  refuseUnless(kind, object['immutable'], 'boolean', 'Secret.immutable of type bool');
}

function refuseMap(kind: ResourceKind, value: unknown, field: string, type: string): void {
  if (value === undefined || value === null) return;
  if (!isRecord(value)) throw new Refusal(wrongType(kind, value, `${field} of type map[string]${type}`));
  for (const member of Object.values(value)) refuseUnless(kind, member, 'string', `${field} of type ${type}`);
}

function refuseUnless(kind: ResourceKind, value: unknown, type: 'string' | 'boolean', field: string): void {
  if (value === undefined || value === null || typeof value === type) return;
  throw new Refusal(wrongType(kind, value, field));
}

function wrongType(kind: ResourceKind, value: unknown, field: string) {
  const sent = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return badRequest(
    `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${sent} into Go struct field ${field}`,
  );
}

interface Frame {
  readonly isObject: boolean;
  readonly path: string;
  readonly keys: Set<string>;
  /** Of the next value. */
  key: string;
  index: number;
  isKeyNext: boolean;
}

/**
 * The paths of duplicate members in a JSON text, in Kubernetes' notation: `data.a`. JSON.parse silently keeps the
 * last. The text must be valid.
 */
function duplicateFields(text: string): readonly string[] {
  const found = new Set<string>();
  const stack: Frame[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const frame = stack.at(-1);
    if (token === '{' || token === '[') stack.push(frameOf(token, frame));
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && frame) next(frame);
    else if (frame?.isObject && frame.isKeyNext && token.startsWith('"'))
      noteKey(frame, JSON.parse(token), found);
  }
  return [...found];
}

function frameOf(token: string, above: Frame | undefined): Frame {
  const isObject = token === '{';
  return {
    isObject,
    path: above ? pathIn(above) : '',
    keys: new Set(),
    key: '',
    index: 0,
    isKeyNext: isObject,
  };
}

function pathIn({ isObject, path, key, index }: Frame): string {
  if (!isObject) return `${path}[${index}]`;
  return path === '' ? key : `${path}.${key}`;
}

function next(frame: Frame): void {
  frame.index += 1;
  frame.isKeyNext = frame.isObject;
}

function noteKey(frame: Frame, key: string, found: Set<string>): void {
  frame.key = key;
  frame.isKeyNext = false;
  if (frame.keys.has(key)) found.add(pathIn(frame));
  frame.keys.add(key);
}
