import { parse as parseYaml } from 'yaml';
import type { ServiceRequest } from '../../http/request.js';
import { isProtobuf, readProtobuf } from '../model/protobuf.js';
import { isRecord, type JsonRecord } from '../model/record.js';
import { apiVersionOf, type ResourceKind } from '../model/resources.js';
import { badRequest, failure, Refusal } from '../model/status.js';

/** Maximum body size: 3 MiB. */
export const bodyLimit = 3 * 1024 * 1024;

export function refuseLargeBody({ body }: ServiceRequest): void {
  if (body.length <= bodyLimit) return;
  const message = `Request entity too large: limit is ${bodyLimit}`;
  throw new Refusal(failure(413, { message, reason: 'RequestEntityTooLarge' }));
}

/** The object sent by a create or an update: of the path's kind, or refused like Kubernetes does. */
export function readObject(request: ServiceRequest, kind: ResourceKind): JsonRecord {
  refuseLargeBody(request);
  const body = isProtobuf(request.body) ? sentInProtobuf(request.body) : parsed(request, kind);
  if (body === null) return {};
  if (!isRecord(body)) throw new Refusal(unrecognized(kind, wrongShape(body), request.body.toString('hex')));
  refuseOtherKind(body, kind);
  return body;
}

/** Refused if it cannot be read: an object that was not understood must not be stored as an empty one. */
export function sentInProtobuf(body: Buffer): JsonRecord {
  const read = readProtobuf(body);
  if (read) return read;
  throw new Refusal(unsupported(['application/json', 'application/yaml']));
}

function parsed({ headers, body }: ServiceRequest, kind: ResourceKind): unknown {
  const type = mediaType(headers['content-type']);
  if (!['', 'application/json', 'application/yaml'].includes(type)) {
    throw new Refusal(
      unsupported(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']),
    );
  }
  const text = body.toString('utf8');
  try {
    return type === 'application/yaml' ? parseYaml(text, { version: '1.1' }) : JSON.parse(text);
  } catch {
    throw new Refusal(unrecognized(kind, goJsonError(text), text === '' ? '<empty>' : text));
  }
}

/** A valid JSON body, as sent; empty for one in another format. */
export function jsonText({ headers, body }: ServiceRequest): string {
  const isJson = ['', 'application/json'].includes(mediaType(headers['content-type']));
  return isJson && !isProtobuf(body) ? body.toString('utf8') : '';
}

export function mediaType(header = ''): string {
  return header.split(';')[0]?.trim() ?? '';
}

export function unsupported(accepted: readonly string[]) {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return failure(415, { message, reason: 'UnsupportedMediaType' });
}

function wrongShape(body: unknown): string {
  const sent = Array.isArray(body) ? 'array' : typeof body === 'boolean' ? 'bool' : typeof body;
  return `json: cannot unmarshal ${sent} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
}

function unrecognized(kind: ResourceKind, why: string, text: string) {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: ${why} (${text})`,
  );
}

/** The messages of Go's JSON reader for the faults that occur in practice. */
export function goJsonError(text: string): string {
  if (text.trim() === '') return 'unexpected end of JSON input';
  const [, inObject] = /^\s*\{\s*([^"}\s])/.exec(text) ?? [];
  if (inObject) return `invalid character '${inObject}' looking for beginning of object key string`;
  const first = text.trim()[0] ?? '';
  return /^[[{"\d\-tfn]/.test(first)
    ? 'unexpected end of JSON input'
    : `invalid character '${first}' looking for beginning of value`;
}

/** Kind and version default to those of the path. */
function refuseOtherKind(body: JsonRecord, kind: ResourceKind): void {
  const [sentKind, sentVersion] = [body['kind'] || kind.kind, body['apiVersion'] || apiVersionOf(kind)];
  if (sentKind === kind.kind && sentVersion === apiVersionOf(kind)) return;
  if (kind.verbs.length === 1) {
    const expected = apiVersionOf(kind);
    throw new Refusal(
      badRequest(
        `the API version in the data (${sentVersion}) does not match the expected API version (${expected})`,
      ),
    );
  }
  const why =
    sentVersion === apiVersionOf(kind)
      ? `converting (${kind.version}.${sentKind}) to (core.${kind.kind}): unknown conversion`
      : `no kind "${sentKind}" is registered for version "${sentVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  const version = String(sentVersion).split('/').at(-1);
  throw new Refusal(
    badRequest(`${sentKind} in version "${version}" cannot be handled as a ${kind.kind}: ${why}`),
  );
}
