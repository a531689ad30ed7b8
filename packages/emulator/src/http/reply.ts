/** One HTTP answer, complete before it is sent, so that faults can modify it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body leaves a byte at a time, this many ms apart. */
  readonly dripMs?: number;
}

type Headers = Record<string, string>;

/** A JSON answer; keys keep their casing. */
export function jsonReply(status: number, value: unknown, headers: Headers = {}): Reply {
  return bodyReply(status, JSON.stringify(value), 'application/json;charset=utf-8', headers);
}

/** An XML answer, for services that use it. */
export function xmlReply(status: number, xml: string, headers: Headers = {}): Reply {
  return bodyReply(status, xml, 'application/xml', headers);
}

/** An answer of any other type. */
export function bodyReply(status: number, body: string | Buffer, type: string, headers: Headers = {}): Reply {
  return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(body) };
}

/** An answer without a body. */
export function emptyReply(status: number, headers: Headers = {}): Reply {
  return { status, headers, body: Buffer.alloc(0) };
}

/** A cloud service's refusal; each service's `renderError` puts it into its own wire format. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  /** Extra members of the error body, such as `accessDeniedDetail`. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = more.details ?? {};
    this.headers = more.headers ?? {};
  }
}

/** An instant in most services' format: UTC, whole seconds, `2026-11-24T08:00:00Z`. */
export function wireTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 in UTC to the second, in the kubeconfig calls' format. */
export function utcTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
