import * as v from 'valibot';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { shell } from '../../words/shell-word.js';
import { personPolicyWith } from '../ram.js';

/**
 * Who would have to be granted what is refused: the person who runs the program, or the role of the function. Each has
 * a policy of its own, and a command that prints it.
 */
export type Audience = 'person' | 'function';

/** What was being done, for the message; `permission` is the RAM action it needs. */
export interface ApiCallSubject {
  /** A phrase such as "list the clusters of cn-hangzhou". */
  readonly doing: string;
  readonly permission: string;
  readonly host: string;
  /** The cluster a 404 would be about. */
  readonly clusterId?: string | undefined;
  /** Default `person`. */
  readonly audience?: Audience | undefined;
  /** A call that changes something: a 503 may come from a gateway after the cloud has done it. */
  readonly changesSomething?: boolean;
}

const optionalText = v.fallback(v.optional(v.string()), undefined);
const optionalNumber = v.fallback(v.optional(v.number()), undefined);
/** The SDK puts the word "undefined" where the body had no such field. */
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
type Failure = v.InferOutput<typeof failureSchema>;

/**
 * Every way a call to the cloud fails, as the one error. Judged by status, code and name, never by message
 * text, which changes with the account's language; and the server's text is never repeated, as it may quote
 * what was sent.
 */
export function toApiError(thrown: unknown, subject: ApiCallSubject): AckringError {
  if (thrown instanceof AckringError) return thrown;
  const parsed = v.safeParse(failureSchema, asRecord(thrown));
  const failure: Failure = parsed.success ? parsed.output : { name: 'Error' };
  const code = codeOf(failure, subject);
  return new AckringError(code, messageOf(code, failure, subject), {
    remedy: remedyOf(code, failure, subject),
    requestId: failure.requestId,
    retryAfterMs: failure.retryAfter,
    // A SyntaxError quotes the body, which may be a kubeconfig.
    cause: thrown instanceof SyntaxError ? undefined : thrown,
  });
}

/**
 * Whether a cluster that stands in the list was refused as one that another account shares: there is none of that id,
 * or nobody says what is missing, as RAM and the cluster's own RBAC do.
 */
export function isAsAnotherAccounts({ code, cause }: AckringError): boolean {
  if (code === 'ClusterNotFound') return true;
  const parsed = v.safeParse(failureSchema, asRecord(cause));
  if (code !== 'Forbidden' || !parsed.success) return false;
  return parsed.output.accessDeniedDetail === undefined && !isClusterSide(parsed.output);
}

/** An answer that came but says nothing we can use. */
export function unreadable(subject: ApiCallSubject, requestId: string | null): AckringError {
  return new AckringError('ResponseUnreadable', messageOf('ResponseUnreadable', { name: 'Error' }, subject), {
    remedy: remedyOf('ResponseUnreadable', { name: 'Error' }, subject),
    requestId: requestId ?? undefined,
  });
}

/** Error objects keep `name` on the prototype, where a schema does not look. */
function asRecord(thrown: unknown): Record<string, unknown> {
  if (typeof thrown !== 'object' || thrown === null) return {};
  const name = thrown instanceof Error ? thrown.name : undefined;
  return { ...thrown, name };
}

/** What a call can fail with. */
type CallErrorCode = Extract<
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
  // What the gateway answers to an operation, or a version of an API, that there is none of. That retired operations
  // answer so is not documented.
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
  // What ali-oss makes of any of them.
  RequestError: 'Unreachable',
  ResponseError: 'Unreachable',
};

/** What is refused of an answer before it is read. */
const refusedAnswers: Readonly<Record<string, string>> = {
  ANSWER_TOO_LONG: 'it is too long',
  ANSWER_COMPRESSED: 'it is compressed, which nobody asked for',
  ANSWER_MALFORMED: 'it is no HTTP',
};

function codeOf(failure: Failure, subject: ApiCallSubject): CallErrorCode {
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

/** OpenSSL's and Node's own verification codes: something between us and the cloud shows another certificate. */
export function isTlsCode(code: string): boolean {
  return /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_CERT|EPROTO$)/.test(code);
}

/** Refused by the cluster's own RBAC, not by RAM. */
function isClusterSide({ code }: Pick<Failure, 'code'>): boolean {
  return code === 'APISERVER_403' || code === 'ForbiddenQueryClusterNamespace';
}

function messageOf(
  code: CallErrorCode,
  failure: Failure,
  { doing, host, clusterId, permission }: ApiCallSubject,
): string {
  const said = failure.code === undefined ? '' : ` (${failure.code})`;
  switch (code) {
    case 'Forbidden':
      if (isClusterSide(failure)) return `not allowed to ${doing}: no role inside the cluster lets us${said}`;
      return `not allowed to ${doing}: ${missingAction(failure, permission)} is missing${said}`;
    case 'CredentialsInvalid':
      return `could not ${doing}: the cloud does not accept these credentials${said}`;
    case 'ClockSkewed':
      return `could not ${doing}: this machine's clock is too far from the cloud's${said}`;
    case 'ClusterNotFound':
      return `could not ${doing}: no cluster ${clusterId ?? ''} here${said}`;
    case 'OperationRetired':
      return `could not ${doing}: the cloud no longer serves ${permission.replace(/^.*:/, '')}${said}`;
    case 'Throttled':
      return `could not ${doing}: the cloud is throttling us${said}`;
    case 'TimedOut':
      return `could not ${doing}: ${host} did not answer in time`;
    case 'Unreachable':
      return `could not ${doing}: ${host} cannot be reached${said}`;
    case 'ResponseUnreadable': {
      const { code: said = '' } = failure;
      const why = Object.hasOwn(refusedAnswers, said) ? `: ${refusedAnswers[said]}` : '';
      const what = `${host} answered with something that is not its API's answer`;
      return `could not ${doing}: ${what}${why}`;
    }
    case 'ServerFault':
      return `could not ${doing}: the cloud failed with status ${failure.statusCode}${said}`;
    case 'Conflict':
    case 'Internal':
    case 'RequestRejected':
    case 'ResourceNotFound':
      return `could not ${doing}: the cloud refused${said}`;
  }
}

function remedyOf(code: CallErrorCode, failure: Failure, subject: ApiCallSubject): string {
  const { host, clusterId } = subject;
  switch (code) {
    case 'Forbidden':
      return forbiddenRemedy(failure, subject);
    case 'CredentialsInvalid':
      return 'Check the access key with `ackring doctor`; it may be deleted, disabled, expired or mistyped.';
    case 'ClockSkewed':
      return 'Set this machine’s clock, for example with `timedatectl set-ntp true`, and try again.';
    case 'ClusterNotFound':
      return `See \`ackring clusters\`; ${clusterId ?? 'the cluster'} may be deleted, in another region, or another account’s.`;
    case 'OperationRetired':
      return 'Update ackring; if this is its newest version, report the name of the operation.';
    case 'Throttled':
      return 'Wait a minute and run it again; fewer regions at once with `--region` also helps.';
    case 'TimedOut':
    case 'Unreachable':
      return unreachableRemedy(failure, host);
    case 'ServerFault':
    case 'ResponseUnreadable':
      return 'Try again in a minute; if it stays, look for a proxy in between with `ackring doctor`.';
    case 'Conflict':
      return 'Another change is under way; wait for it to finish and run this again.';
    case 'Internal':
    case 'RequestRejected':
    case 'ResourceNotFound':
      return 'Run `ackring doctor`, and quote the request id to the cloud’s support if it stays.';
  }
}

/** In the vendor's tool and on its page one call's action has two names; either may be the one that is asked for. */
const otherNames: Readonly<Record<string, string>> = {
  'cs:DescribeUserClusterActivityState': 'cs:CheckUserClustersActivity',
};

function missingAction({ accessDeniedDetail }: Failure, permission: string): string {
  const told = accessDeniedDetail?.AuthAction;
  if (told !== undefined) return told;
  const other = Object.hasOwn(otherNames, permission) ? otherNames[permission] : undefined;
  return other === undefined ? permission : `${permission} or ${other}`;
}

function forbiddenRemedy(
  failure: Failure,
  { permission, clusterId, audience = 'person' }: ApiCallSubject,
): string {
  const { accessDeniedDetail: detail } = failure;
  if (isClusterSide(failure)) {
    return 'Ask the cluster’s administrator for an RBAC role in this cluster (console: Security > Authorizations).';
  }
  const action = missingAction(failure, permission);
  const grant =
    detail?.NoPermissionType === 'ExplicitDeny'
      ? `a policy denies ${action} explicitly; ask for it to be lifted`
      : `ask for ${action}`;
  // A RAM user is a person whatever runs: a function is always a role.
  const who = detail?.AuthPrincipalType === 'SubUser' ? 'person' : audience;
  return `For ${principalOf(failure, who)}, ${grant}${policyHint(detail?.AuthAction ?? permission, who)}.${sharedHint(failure, clusterId)}`;
}

/** RAM says what it misses. Who refuses without that may be another account, which shares the cluster with this one. */
function sharedHint({ accessDeniedDetail }: Failure, clusterId: string | undefined): string {
  if (accessDeniedDetail !== undefined || clusterId === undefined) return '';
  return ' A cluster that another account shares refuses all the same: ask its owner.';
}

function principalOf({ accessDeniedDetail: detail }: Failure, audience: Audience): string {
  const name = detail?.AuthPrincipalDisplayName;
  if (name === undefined) return audience === 'function' ? 'the function’s role' : 'this identity';
  if (detail?.AuthPrincipalType === 'SubUser') return `the RAM user ${name}`;
  // An assumed role is named with its session behind it, which nothing can be granted to.
  if (detail?.AuthPrincipalType === 'AssumedRoleUser') return `the role ${name.replace(/:.*$/, '')}`;
  return name;
}

/** The command that prints the policy in which the action is. */
function policyHint(action: string, audience: Audience): string {
  if (audience === 'function') return '; `ackring policy` prints the least policy that its role needs';
  const name = personPolicyWith(action);
  if (name !== null) return `; \`${shell`ackring policy --for ${name}`}\` prints a policy with it`;
  // Looking at the function and at logs is in no policy that is printed; what else there is, sinks and notifiers need.
  const isPrinted = !/^(cs|fc|log):/.test(action);
  return isPrinted ? '; `ackring policy` prints the least policy that a rotation needs' : '';
}

function unreachableRemedy({ code = '' }: Failure, host: string): string {
  if (code === 'ENOTFOUND')
    return `Check the region’s name and this machine’s DNS: \`${shell`nslookup ${host}`}\`.`;
  if (isTlsCode(code)) {
    return `A proxy seems to answer for ${host}; add its authority with NODE_EXTRA_CA_CERTS=FILE.`;
  }
  return `Check the network to ${host}, and the proxy if there is one: \`ackring doctor\`.`;
}
