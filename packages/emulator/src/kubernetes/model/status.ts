import type { ResourceKind } from './resources.js';

/** What the handler sends: a code and a JSON object, or text. */
export interface KubernetesReply {
  readonly code: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** True for answers given before priority and fairness, which lack its headers. */
  readonly isEarly?: boolean;
  /** Milliseconds to keep the connection open after the body, for a watch. */
  readonly holdMs?: number;
  /** While it is open: passes changes to `send`, until the returned function is called. */
  readonly follow?: (send: (text: string) => void) => () => void;
}

/** One fault of an object, with its field. */
export interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** A request refused from deep inside; the handler sends its reply. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reply: KubernetesReply;

  constructor(reply: KubernetesReply) {
    super(String(reply.code));
    this.reply = reply;
  }
}

interface Failure {
  readonly message: string;
  readonly reason?: string;
  readonly details?: object;
  /** Additional members, such as its own metadata. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Kubernetes' own error object. */
export function failure(code: number, { headers = {}, ...told }: Failure): KubernetesReply {
  const head = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  return { code, headers, body: { ...head, ...told, code } };
}

export const unauthorized: KubernetesReply = {
  ...failure(401, { message: 'Unauthorized', reason: 'Unauthorized' }),
  isEarly: true,
};

/** The server's answer if no group serves the path. */
export const pageNotFound = text(404, '404 page not found\n');

/** The same if the group is known, but not the version, the resource or the sub-resource. */
export const resourceNotFound = failure(404, {
  message: 'the server could not find the requested resource',
  reason: 'NotFound',
  details: {},
});

export const methodNotAllowed = failure(405, {
  message: 'the server does not allow this method on the requested resource',
  reason: 'MethodNotAllowed',
  details: {},
});

export function text(
  code: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): KubernetesReply {
  const nosniff = { 'x-content-type-options': 'nosniff' };
  return { code, body, headers: { 'content-type': 'text/plain; charset=utf-8', ...nosniff, ...headers } };
}

export function badRequest(message: string): KubernetesReply {
  return failure(400, { message, reason: 'BadRequest' });
}

type Named = Pick<ResourceKind, 'group' | 'plural' | 'kind'>;

export function objectNotFound(kind: Pick<Named, 'group' | 'plural'>, name: string): KubernetesReply {
  const message = `${qualified(kind.plural, kind.group)} "${name}" not found`;
  return failure(404, { message, reason: 'NotFound', details: detailsOf(kind.plural, kind.group, name) });
}

export function alreadyExists(kind: Named, name: string, isBeingDeleted: boolean): KubernetesReply {
  const told = `${qualified(kind.plural, kind.group)} "${name}" already exists`;
  const message = isBeingDeleted ? `object is being deleted: ${told}` : told;
  return failure(409, {
    message,
    reason: 'AlreadyExists',
    details: detailsOf(kind.plural, kind.group, name),
  });
}

/** 409. `as` is the resource in the details and the text: its plural, except for a DELETE's preconditions. */
export function conflict(
  kind: Named,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
  as: string = kind.plural,
): KubernetesReply {
  const message = `Operation cannot be fulfilled on ${qualified(as, kind.group)} "${name}": ${why}`;
  return failure(409, { message, reason: 'Conflict', details: detailsOf(as, kind.group, name) });
}

export function forbidden(
  resource: { readonly plural: string; readonly group: string },
  name: string | null,
  why: string,
  causes?: readonly Cause[],
): KubernetesReply {
  const { plural, group } = resource;
  const what = name ? `${qualified(plural, group)} "${name}"` : qualified(plural, group);
  const details = { ...detailsOf(plural, group, name ?? ''), ...(causes ? { causes } : {}) };
  return failure(403, { message: `${what} is forbidden: ${why}`, reason: 'Forbidden', details });
}

/** 422 with every cause, in order of discovery. */
export function invalid(
  kind: Pick<Named, 'group' | 'kind'>,
  name: string,
  causes: readonly Cause[],
): KubernetesReply {
  const told = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const message = `${qualified(kind.kind, kind.group)} "${name}" is invalid: ${listed(told)}`;
  const details = { ...detailsOf(kind.kind, kind.group, name), causes };
  return failure(422, { message, reason: 'Invalid', details });
}

/** Kubernetes' format of several errors as one. */
export function listed(messages: readonly string[]): string {
  const each = [...new Set(messages)];
  return each.length === 1 ? (each[0] ?? '') : `[${each.join(', ')}]`;
}

export function qualified(name: string, group: string): string {
  return group === '' ? name : `${name}.${group}`;
}

function detailsOf(kind: string, group: string, name: string) {
  return { ...(name ? { name } : {}), ...(group ? { group } : {}), ...(kind ? { kind } : {}) };
}
