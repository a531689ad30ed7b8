import { PbfReader } from 'pbf';

/**
 * Reads the few objects kubectl sends in protobuf even to servers that answer in JSON: its reviews, and what
 * `kubectl create` makes. Field numbers are those of the published `generated.proto` files.
 */
export function readProtobuf(body: Buffer): Record<string, unknown> | null {
  if (!isProtobuf(body)) return null;
  const envelope = readMessage(body.subarray(magic.length), unknownObject);
  const kind = stringAt(envelope['typeMeta'], 'kind');
  const schema = schemas[kind];
  const raw = envelope['raw'];
  if (!schema || !Buffer.isBuffer(raw)) return null;
  return { kind, apiVersion: stringAt(envelope['typeMeta'], 'apiVersion'), ...readMessage(raw, schema) };
}

/** Kubernetes marks its protobuf so. */
const magic = Buffer.from('k8s\0', 'latin1');

export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, magic.length).equals(magic);
}

type Field = 'string' | 'bytes' | 'base64' | 'stringMap' | 'bytesMap' | Schema;

/** Field name by field number. */
interface Schema {
  readonly [number: number]: readonly [name: string, field: Field];
}

const unknownObject: Schema = {
  1: ['typeMeta', { 1: ['apiVersion', 'string'], 2: ['kind', 'string'] }],
  2: ['raw', 'bytes'],
};

const objectMeta: Schema = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  11: ['labels', 'stringMap'],
  12: ['annotations', 'stringMap'],
};

const resourceAttributes: Schema = {
  1: ['namespace', 'string'],
  2: ['verb', 'string'],
  3: ['group', 'string'],
  4: ['version', 'string'],
  5: ['resource', 'string'],
  6: ['subresource', 'string'],
  7: ['name', 'string'],
};

const schemas: Readonly<Record<string, Schema>> = {
  SelfSubjectReview: {},
  SelfSubjectAccessReview: {
    2: ['spec', { 1: ['resourceAttributes', resourceAttributes], 2: ['nonResourceAttributes', {}] }],
  },
  SelfSubjectRulesReview: { 2: ['spec', { 1: ['namespace', 'string'] }] },
  Namespace: { 1: ['metadata', objectMeta] },
  ServiceAccount: { 1: ['metadata', objectMeta] },
  ConfigMap: { 1: ['metadata', objectMeta], 2: ['data', 'stringMap'] },
  Secret: { 1: ['metadata', objectMeta], 2: ['data', 'bytesMap'], 3: ['type', 'string'] },
};

function readMessage(bytes: Uint8Array, schema: Schema): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  const reader = new PbfReader(bytes);
  while (reader.pos < reader.length) {
    const tag = reader.readVarint();
    const known = schema[tag >> 3];
    if (!known || (tag & 7) !== 2) reader.skip(tag);
    else message[known[0]] = readField(Buffer.from(reader.readBytes()), known[1], message[known[0]]);
  }
  return message;
}

function readField(bytes: Buffer, field: Field, before: unknown): unknown {
  switch (field) {
    case 'bytes':
      return bytes;
    case 'string':
      return bytes.toString('utf8');
    case 'base64':
      return bytes.toString('base64');
    case 'stringMap':
      return { ...asRecord(before), ...readEntry(bytes, 'string') };
    case 'bytesMap':
      return { ...asRecord(before), ...readEntry(bytes, 'base64') };
    default:
      return readMessage(bytes, field);
  }
}

/** A map entry is a message of its own: key in field 1, value in field 2. */
function readEntry(bytes: Buffer, value: 'string' | 'base64'): Record<string, unknown> {
  const entry = readMessage(bytes, { 1: ['key', 'string'], 2: ['value', value] });
  return { [stringAt(entry, 'key')]: entry['value'] ?? '' };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function stringAt(value: unknown, name: string): string {
  const found = asRecord(value)[name];
  return typeof found === 'string' ? found : '';
}
