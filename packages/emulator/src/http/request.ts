import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** One HTTP request as a service sees it: read completely, with only the target decoded. */
export interface ServiceRequest {
  /** The cloud's request id in the reply. */
  readonly id: string;
  readonly method: string;
  /** The path as sent, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Why a request was not read to its end. */
export class BodyTooLarge extends Error {}

/** Larger bodies are refused, so that a stray client cannot fill the memory. */
const maximumBodyBytes = 64 * 1024 * 1024;

/** Reads one request to its end. */
export async function readRequest(message: IncomingMessage): Promise<ServiceRequest> {
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  return {
    id: randomUUID().toUpperCase(),
    method: message.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: flatHeaders(message.headers),
    body: await readBody(message),
  };
}

/** The body as form fields, for RPC services, merged with the query (the body wins). */
export function formParameters(request: ServiceRequest): URLSearchParams {
  const parameters = new URLSearchParams(request.query);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) return parameters;
  for (const [name, value] of new URLSearchParams(request.body.toString('utf8'))) parameters.set(name, value);
  return parameters;
}

/** An integer as services write one; NaN for anything else that JavaScript would read as a number, such as `1e3`. */
export function wholeNumber(text: string): number {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function flatHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return flat;
}

/** What comes after the limit is thrown away, not refused: the answer would be lost with the connection. */
function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= maximumBodyBytes) {
        chunks.push(part);
        return;
      }
      chunks.length = 0;
      reject(new BodyTooLarge('request body too large'));
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

/** As in the cloud's signatures: everything but letters, digits and `-_.~`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The path's variables if the pattern matches it, else null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const variables: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (part.startsWith('{')) variables[part.slice(1, -1)] = decoded(actual);
    else if (part !== actual) return null;
  }
  return variables;
}

/** Invalid encoding is taken literally, and so names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
