import { isRecord, type JsonRecord, recordAt } from '../record.js';
import type { ResourceKind } from '../resources.js';
import { badRequest, Refusal } from '../status.js';

/** Members of each kind that is checked for others; what is not here takes everything. */
const members: Readonly<Record<string, readonly string[]>> = {
  Secret: ['data', 'stringData', 'immutable', 'type'],
  ConfigMap: ['data', 'binaryData', 'immutable'],
  Namespace: ['spec', 'status'],
  ServiceAccount: ['secrets', 'imagePullSecrets', 'automountServiceAccountToken'],
  Role: ['rules'],
  ClusterRole: ['rules', 'aggregationRule'],
  RoleBinding: ['subjects', 'roleRef'],
  ClusterRoleBinding: ['subjects', 'roleRef'],
};

const metadataMembers = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
];

/** The object without the members its kind does not have, and what those were. */
export function knownFields(
  object: JsonRecord,
  kind: ResourceKind,
): { known: JsonRecord; unknown: string[] } {
  const own = members[kind.kind];
  const metadata = recordAt(object, 'metadata');
  const strange = Object.keys(metadata).filter((name) => !metadataMembers.includes(name));
  const strangeTop = own
    ? Object.keys(object).filter((name) => !['apiVersion', 'kind', 'metadata', ...own].includes(name))
    : [];
  const known = Object.fromEntries(Object.entries(object).filter(([name]) => !strangeTop.includes(name)));
  const kept = Object.fromEntries(Object.entries(metadata).filter(([name]) => !strange.includes(name)));
  const unknown = [...strange.map((name) => `metadata.${name}`), ...strangeTop];
  return { known: { ...known, metadata: kept }, unknown };
}

/** Refuses values that Go would not read into the fields of an object, as far as a Secret's and metadata go. */
export function refuseWrongTypes(object: JsonRecord, kind: ResourceKind): void {
  const metadata = object['metadata'];
  if (isRecord(metadata)) {
    for (const name of ['name', 'namespace', 'generateName', 'uid', 'resourceVersion']) {
      refuseUnless(kind, metadata[name], 'string', `ObjectMeta.metadata.${name} of type string`);
    }
    for (const name of ['labels', 'annotations'])
      refuseMap(kind, metadata[name], `ObjectMeta.metadata.${name}`, 'string');
  }
  if (kind.kind !== 'Secret') return;
  refuseMap(kind, object['data'], 'Secret.data', '[]uint8');
  refuseMap(kind, object['stringData'], 'Secret.stringData', 'string');
  refuseUnless(kind, object['type'], 'string', 'Secret.type of type v1.SecretType');
  refuseUnless(kind, object['immutable'], 'boolean', 'Secret.immutable of type bool');
}

function refuseMap(kind: ResourceKind, value: unknown, field: string, type: string): void {
  if (value === undefined || value === null) return;
  if (!isRecord(value)) throw new Refusal(unreadable(kind, value, `${field} of type map[string]${type}`));
  for (const member of Object.values(value)) refuseUnless(kind, member, 'string', `${field} of type ${type}`);
}

function refuseUnless(kind: ResourceKind, value: unknown, type: 'string' | 'boolean', field: string): void {
  if (value === undefined || value === null || typeof value === type) return;
  throw new Refusal(unreadable(kind, value, field));
}

function unreadable(kind: ResourceKind, value: unknown, field: string) {
  const sent = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return badRequest(
    `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${sent} into Go struct field ${field}`,
  );
}
