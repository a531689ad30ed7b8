import * as v from 'valibot';
import { isTlsCode } from '../../machine/api-server/handshake.js';
import type { ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';

/**
 * Who needs the missing grant: the person who runs the program, or the role of the function. Each has its own policy,
 * and a command that prints it.
 */
export type Audience = 'person' | 'function';

/** What was attempted, for the message; `permission` is the RAM action it needs. */
export interface ApiCallSubject {
  /** Such as "list the clusters of cn-hangzhou". */
  readonly doing: Sentence;
  readonly permission: string;
  readonly host: string;
  /** The address of the proxy on the way to it, which may hold a password; null for none. */
  readonly proxy?: string | null;
  /** The cluster that a 404 would be about. */
  readonly clusterId?: string | undefined;
  /** Default `person`. */
  readonly audience?: Audience | undefined;
  /** A call that changes something: a 503 may come from a gateway after the cloud has done it. */
  readonly changesSomething?: boolean;
}

const optionalText = v.fallback(v.optional(v.string()), undefined);
const optionalNumber = v.fallback(v.optional(v.number()), undefined);
/** The SDK writes the word "undefined" if the body had no such field. */
const sdkText = v.pipe(
  optionalText,
  v.transform((text) => (text === undefined || text === 'undefined' || text === '' ? undefined : text)),
);
const deniedSchema = v.object({
  AuthAction: sdkText,
  AuthPrincipalDisplayName: sdkText,
  AuthPrincipalType: sdkText,
  NoPermissionType: sdkText,
});

const failureSchema = v.object({
  name: v.fallback(v.string(), 'Error'),
  code: sdkText,
  statusCode: optionalNumber,
  requestId: sdkText,
  retryAfter: optionalNumber,
  accessDeniedDetail: v.fallback(v.optional(deniedSchema), undefined),
});

/** What a client threw, as far as it is usable. */
export type Failure = v.InferOutput<typeof failureSchema>;

/** Reads what a client threw; a failure without a name of its own is an `Error`. */
export function failureOf(thrown: unknown): Failure {
  const parsed = v.safeParse(failureSchema, asRecord(thrown));
  return parsed.success ? parsed.output : { name: 'Error' };
}

/** Error objects have `name` on the prototype, where a schema does not look. */
function asRecord(thrown: unknown): Record<string, unknown> {
  if (typeof thrown !== 'object' || thrown === null) return {};
  const name = thrown instanceof Error ? thrown.name : undefined;
  return { ...thrown, name };
}

/** What a call can fail with. */
export type CallErrorCode = Extract<
  ErrorCode,
  | 'ClockSkewed'
  | 'ClusterNotFound'
  | 'Conflict'
  | 'CredentialsInvalid'
  | 'Forbidden'
  | 'Internal'
  | 'OperationRetired'
  | 'RequestRejected'
  | 'ResourceNotFound'
  | 'ResponseUnreadable'
  | 'ServerFault'
  | 'Throttled'
  | 'TimedOut'
  | 'Unreachable'
>;

const codesByApiCode: Readonly<Record<string, CallErrorCode>> = {
  ErrorClusterNotFound: 'ClusterNotFound',
  ErrAuthorizationConflict: 'Conflict',
  SignatureDoesNotMatch: 'CredentialsInvalid',
  IncompleteSignature: 'CredentialsInvalid',
  InvalidCredentials: 'CredentialsInvalid',
  MissingAccessKeyId: 'CredentialsInvalid',
  ServiceUnavailable: 'Throttled',
  IllegalTimestamp: 'ClockSkewed',
  RequestTimeExpired: 'ClockSkewed',
  APISERVER_403: 'Forbidden',
  ForbiddenQueryClusterNamespace: 'Forbidden',
  // The gateway's answer to an operation, or a version of an API, that does not exist. That retired operations give
  // it is not documented.
  'InvalidAction.NotFound': 'OperationRetired',
  InvalidVersion: 'OperationRetired',
};

const networkCodes: Readonly<Record<string, CallErrorCode>> = {
  ETIMEDOUT: 'TimedOut',
  ESOCKETTIMEDOUT: 'TimedOut',
  ECONNREFUSED: 'Unreachable',
  ECONNRESET: 'Unreachable',
  ECONNABORTED: 'Unreachable',
  EPIPE: 'Unreachable',
  ENOTFOUND: 'Unreachable',
  EAI_AGAIN: 'Unreachable',
  EHOSTUNREACH: 'Unreachable',
  EHOSTDOWN: 'Unreachable',
  ENETUNREACH: 'Unreachable',
  EADDRNOTAVAIL: 'Unreachable',
  PROXY_UNREACHABLE: 'Unreachable',
  PROXY_REFUSED: 'Unreachable',
  PROXY_CREDENTIALS: 'Unreachable',
  PROXY_UNSUPPORTED: 'Unreachable',
  // ali-oss's name for any of them.
  RequestError: 'Unreachable',
  ResponseError: 'Unreachable',
};

/** Answers refused before they are read. */
export const refusedAnswers: Readonly<Record<string, Sentence>> = {
  ANSWER_TOO_LONG: say('it is too long'),
  ANSWER_COMPRESSED: say('it is compressed without being asked to be'),
  ANSWER_MALFORMED: say('it is not HTTP'),
};

/** Judged by status, code and name, never by message text, which depends on the account's language. */
export function codeOf(failure: Failure, subject: ApiCallSubject): CallErrorCode {
  if (failure.name === 'RequestTimeoutError') return 'TimedOut';
  if (failure.statusCode === undefined) return codeWithoutStatus(failure);
  const { code = '', statusCode } = failure;
  if (code.includes('Throttling') || statusCode === 429) return 'Throttled';
  if (subject.changesSomething && statusCode === 503) return 'ServerFault';
  if (code.startsWith('InvalidAccessKeyId') || code.startsWith('InvalidSecurityToken'))
    return 'CredentialsInvalid';
  if (code.startsWith('InvalidTimeStamp')) return 'ClockSkewed';
  const known = Object.hasOwn(codesByApiCode, code) ? codesByApiCode[code] : undefined;
  return known ?? codeByStatus(statusCode, subject);
}

function codeWithoutStatus({ name, code = '' }: Failure): CallErrorCode {
  if (Object.hasOwn(networkCodes, code)) return networkCodes[code] ?? 'Unreachable';
  if (isTlsCode(code)) return 'Unreachable';
  if (Object.hasOwn(refusedAnswers, code)) return 'ResponseUnreadable';
  // The SDK parses every body as JSON: a gateway's HTML page and an empty error body both end here.
  if (name === 'SyntaxError') return 'ResponseUnreadable';
  return code === 'InvalidCredentials' ? 'CredentialsInvalid' : 'Internal';
}

function codeByStatus(status: number, { clusterId }: ApiCallSubject): CallErrorCode {
  if (status === 401) return 'CredentialsInvalid';
  if (status === 403) return 'Forbidden';
  if (status === 404) return clusterId === undefined ? 'ResourceNotFound' : 'ClusterNotFound';
  if (status === 409) return 'Conflict';
  return status >= 500 ? 'ServerFault' : 'RequestRejected';
}

/** Refused by the cluster's own RBAC, not by RAM. */
export function isClusterSide({ code }: Pick<Failure, 'code'>): boolean {
  return code === 'APISERVER_403' || code === 'ForbiddenQueryClusterNamespace';
}
