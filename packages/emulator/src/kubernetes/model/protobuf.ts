import type { ServiceRequest } from '../../http/request.js';
import type { JsonRecord } from './record.js';

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** What every object in protobuf begins with. */
export const prefix = Buffer.from('k8s\0', 'latin1');

export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, prefix.length).equals(prefix);
}

/** Whether a request has to be read in protobuf, or may be answered so. */
export function speaksProtobuf({ headers, body }: Pick<ServiceRequest, 'headers' | 'body'>): boolean {
  return isProtobuf(body) || (headers['accept'] ?? '').includes(protobufType);
}

/** Objects in protobuf and back. Its messages stand elsewhere: most requests need none. */
export interface Protobuf {
  /** Null for an unknown kind, and if it cannot be decoded. */
  readonly read: (body: Buffer) => JsonRecord | null;
  /** Null for an unknown kind. */
  readonly write: (object: JsonRecord) => Buffer | null;
}

let spoken: Protobuf | null = null;

/** Called before the first request that speaks it is answered. */
export function speakProtobuf(protobuf: Protobuf): void {
  spoken = protobuf;
}

export function readProtobuf(body: Buffer): JsonRecord | null {
  return spoken?.read(body) ?? null;
}

export function writeProtobuf(object: JsonRecord): Buffer | null {
  return spoken?.write(object) ?? null;
}
