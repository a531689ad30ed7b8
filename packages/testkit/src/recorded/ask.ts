import type { IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** An answer as received over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Credentials: a certificate with its key, a token, both, or nothing. */
export interface Credentials {
  readonly pem?: string;
  readonly key?: string;
  readonly authorization?: string;
}

export interface Question {
  readonly url: string;
  /** Of the server; PEM. */
  readonly authority: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Sends a request on a connection of its own, with only the given headers. */
export function askWire(question: Question, { pem, key, authorization }: Credentials): Promise<Answer> {
  const { url, authority, method, path, body } = question;
  const { hostname, port } = new URL(url);
  const certificate = pem && key ? { cert: pem, key } : {};
  const shown = authorization ? { authorization } : {};
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { ...question.headers, ...shown, ...length };
  const options = {
    host: hostname,
    port,
    method,
    path,
    ca: authority,
    agent: false,
    headers,
    ...certificate,
  };
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const sent = httpsRequest(options, (response) => {
      isAnswered = true;
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        // Node joins repeated headers.
        const several = ['warning', 'vary'].flatMap((name) => {
          const each = response.headersDistinct[name] ?? [];
          return each.length > 1 || name === 'warning' ? [[name, each] as const] : [];
        });
        const told = {
          ...response.headers,
          ...Object.fromEntries(several.filter(([, each]) => each.length > 0)),
        };
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: told as IncomingHttpHeaders, text });
      });
    });
    // A server may refuse a large body before it has read it, and close.
    sent.on('error', (error) => (isAnswered ? undefined : reject(error)));
    sent.end(body);
  });
}
