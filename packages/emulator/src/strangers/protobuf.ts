import { PbfReader, PbfWriter } from 'pbf';
import { isProtobuf, type Protobuf, prefix } from '../kubernetes/model/protobuf.js';
import { isRecord, type JsonRecord, textAt } from '../kubernetes/model/record.js';
import { type MessageField, messageOf } from './protobuf-messages.js';

/** The messages of Kubernetes: kubectl sends some, other clients ask for them. */
export const protobuf: Protobuf = { read, write };

/**
 * An object sent in protobuf, as kubectl does for `kubectl create` and reviews. Null for an unknown kind, and if it
 * cannot be decoded.
 */
function read(body: Buffer): JsonRecord | null {
  if (!isProtobuf(body)) return null;
  try {
    const envelope = readEnvelope(body.subarray(prefix.length));
    // An Event of events.k8s.io is another message.
    const fields = envelope.apiVersion.startsWith('events.k8s.io/') ? null : messageOf(envelope.kind);
    return (
      fields && { kind: envelope.kind, apiVersion: envelope.apiVersion, ...readMessage(envelope.raw, fields) }
    );
  } catch {
    // Truncated, or not protobuf after the prefix.
    return null;
  }
}

/** An object in protobuf; null for an unknown kind. */
function write(object: JsonRecord): Buffer | null {
  const [kind, apiVersion] = [textAt(object, 'kind') ?? '', textAt(object, 'apiVersion') ?? ''];
  const fields = messageOf(kind);
  if (!fields) return null;
  const writer = new PbfWriter();
  writer.writeBytesField(1, messageBytes({ apiVersion, kind }, typeMeta));
  writer.writeBytesField(2, messageBytes(object, fields));
  return Buffer.concat([prefix, writer.finish()]);
}

/** A value as one of the messages, without Kubernetes' prefix. */
export function messageBytesOf(message: string, value: JsonRecord): Buffer {
  return Buffer.from(messageBytes(value, messageOf(message) ?? []));
}

const text = { type: 'text', shape: 'one', isZeroNone: false } as const;

const typeMeta: readonly MessageField[] = [
  { number: 1, name: 'apiVersion', ...text },
  { number: 2, name: 'kind', ...text },
];

function readEnvelope(bytes: Uint8Array) {
  const outer = readMessage(bytes, [
    { number: 1, name: 'typeMeta', ...text, type: 'raw' },
    { number: 2, name: 'raw', ...text, type: 'raw' },
  ]);
  const [head, raw] = [outer['typeMeta'], outer['raw']];
  const named = readMessage(Buffer.isBuffer(head) ? head : Buffer.alloc(0), typeMeta);
  const content = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
  return { kind: textAt(named, 'kind') ?? '', apiVersion: textAt(named, 'apiVersion') ?? '', raw: content };
}

function readMessage(bytes: Uint8Array, fields: readonly MessageField[]): JsonRecord {
  const message: Record<string, unknown> = {};
  const reader = new PbfReader(bytes);
  while (reader.pos < reader.length) {
    const tag = reader.readVarint();
    const field = fields.find(({ number }) => number === tag >> 3);
    const isVarint = field?.type === 'int' || field?.type === 'bool';
    const isRead = field !== undefined && (tag & 7) === (isVarint ? 0 : 2);
    const from = reader.pos;
    if (!isRead) reader.skip(tag);
    const value = !isRead ? 0 : isVarint ? reader.readVarint(true) : Buffer.from(reader.readBytes());
    // The reader silently stops at the end if a field claims to be longer.
    if (reader.pos > bytes.length) throw new RangeError('the message is cut short');
    if (!isRead) {
      refuseContent(tag & 7, bytes.subarray(from, reader.pos));
      continue;
    }
    const told = added(message[field.name], field, value);
    if (!isNothing(told, field)) message[field.name] = told;
  }
  return message;
}

/** An unknown field must be empty: otherwise less would be stored than was sent. */
function refuseContent(wireType: number, content: Uint8Array): void {
  const isVarint = wireType === 0;
  if (isVarint ? content.every((byte) => byte === 0) : wireType === 2 && isHollow(content)) return;
  throw new RangeError('the message has a field that is not known here');
}

/** Nothing, zeros, or messages of nothing else: Go writes these for unset fields. `content` begins with its length. */
function isHollow(content: Uint8Array): boolean {
  const inner = new PbfReader(content);
  const bytes = inner.readBytes();
  const reader = new PbfReader(bytes);
  while (reader.pos < bytes.length) {
    const wireType = reader.readVarint() & 7;
    const from = reader.pos;
    if (wireType === 0 ? reader.readVarint() !== 0 : wireType !== 2) return false;
    if (wireType !== 2) continue;
    reader.readBytes();
    if (reader.pos > bytes.length || !isHollow(bytes.subarray(from, reader.pos))) return false;
  }
  return true;
}

/** Go sends an unset text field as an empty one. */
function isNothing(value: unknown, { isZeroNone }: MessageField): boolean {
  return value === '' || value === null || (isZeroNone && (value === 0 || value === false));
}

function added(before: unknown, { type, shape }: MessageField, value: number | Buffer): unknown {
  if (typeof value === 'number') return type === 'bool' ? value !== 0 : value;
  if (shape === 'list') return [...(Array.isArray(before) ? before : []), readValue(value, type)];
  if (shape === 'one') return readValue(value, type);
  return { ...(isRecord(before) ? before : {}), ...readEntry(value, type) };
}

/** A map's entry is a message of its own: key in field 1, value in field 2. */
function readEntry(bytes: Buffer, type: string): JsonRecord {
  const entry = readMessage(bytes, [
    { number: 1, name: 'key', ...text },
    { number: 2, name: 'value', ...text, type },
  ]);
  return { [textAt(entry, 'key') ?? '']: entry['value'] ?? '' };
}

function readValue(bytes: Buffer, type: string): unknown {
  switch (type) {
    case 'raw':
      return bytes;
    case 'text':
      return bytes.toString('utf8');
    case 'bytes':
      return bytes.toString('base64');
    case 'quantity':
      return textAt(readMessage(bytes, [{ number: 1, name: 'string', ...text }]), 'string') ?? '';
    case 'json':
      return JSON.parse(String(readMessage(bytes, [{ number: 1, name: 'raw', ...text }])['raw'] ?? 'null'));
    case 'time':
      return readTime(bytes);
    case 'intOrText':
      return readIntOrText(bytes);
    default:
      return readMessage(bytes, messageOf(type) ?? []);
  }
}

const timeFields: readonly MessageField[] = [{ number: 1, name: 'seconds', ...text, type: 'int' }];

function readTime(bytes: Buffer): string | null {
  const seconds = readMessage(bytes, timeFields)['seconds'];
  if (typeof seconds !== 'number') return null;
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

const intOrTextFields: readonly MessageField[] = [
  { number: 1, name: 'type', ...text, type: 'int' },
  { number: 2, name: 'int', ...text, type: 'int' },
  { number: 3, name: 'text', ...text },
];

function readIntOrText(bytes: Buffer): unknown {
  const read = readMessage(bytes, intOrTextFields);
  return read['type'] === 1 ? (read['text'] ?? '') : (read['int'] ?? 0);
}

function messageBytes(value: JsonRecord, fields: readonly MessageField[]): Uint8Array {
  const writer = new PbfWriter();
  for (const field of fields) writeField(writer, field, value[field.name]);
  return writer.finish();
}

function writeField(writer: PbfWriter, { number, type, shape }: MessageField, value: unknown): void {
  if (value === undefined || value === null) return;
  if (type === 'int') writer.writeVarintField(number, Number(value));
  else if (type === 'bool') writer.writeBooleanField(number, value === true);
  else if (shape === 'list' && Array.isArray(value)) {
    for (const each of value) writer.writeBytesField(number, valueBytes(each, type));
  } else if (shape === 'map' && isRecord(value)) {
    for (const [key, each] of Object.entries(value))
      writer.writeBytesField(number, entryBytes(key, each, type));
  } else if (shape === 'one') writer.writeBytesField(number, valueBytes(value, type));
}

function entryBytes(key: string, value: unknown, type: string): Uint8Array {
  const writer = new PbfWriter();
  writer.writeStringField(1, key);
  writer.writeBytesField(2, valueBytes(value, type));
  return writer.finish();
}

function valueBytes(value: unknown, type: string): Uint8Array {
  switch (type) {
    case 'text':
      return Buffer.from(String(value));
    case 'bytes':
      return Buffer.from(String(value), 'base64');
    case 'quantity':
      return messageBytes({ string: value }, [{ number: 1, name: 'string', ...text }]);
    case 'json':
      return messageBytes({ raw: JSON.stringify(value) }, [{ number: 1, name: 'raw', ...text }]);
    case 'time':
      return messageBytes({ seconds: Math.floor(Date.parse(String(value)) / 1000) }, timeFields);
    case 'intOrText': {
      const parts = typeof value === 'number' ? { type: 0, int: value } : { type: 1, text: value };
      return messageBytes(parts, intOrTextFields);
    }
    default:
      return messageBytes(isRecord(value) ? value : {}, messageOf(type) ?? []);
  }
}
