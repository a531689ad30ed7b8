import { AckringError } from '../../words/errors.js';
import { shell } from '../../words/shell-word.js';
import { personPolicyWith } from '../ram.js';
import {
  type ApiCallSubject,
  type Audience,
  type CallErrorCode,
  codeOf,
  type Failure,
  failureOf,
  isClusterSide,
  isTlsCode,
  refusedAnswers,
} from './failure.js';

/**
 * Every way a call to the cloud fails, as the one error. The server's text is never repeated, as it may quote what
 * was sent.
 */
export function toApiError(thrown: unknown, subject: ApiCallSubject): AckringError {
  if (thrown instanceof AckringError) return thrown;
  const failure = failureOf(thrown);
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
export function looksShared({ code, cause }: AckringError): boolean {
  if (code === 'ClusterNotFound') return true;
  const failure = failureOf(cause);
  return code === 'Forbidden' && failure.accessDeniedDetail === undefined && !isClusterSide(failure);
}

/** An answer that came but says nothing we can use. */
export function unreadable(subject: ApiCallSubject, requestId: string | null): AckringError {
  return new AckringError('ResponseUnreadable', messageOf('ResponseUnreadable', { name: 'Error' }, subject), {
    remedy: remedyOf('ResponseUnreadable', { name: 'Error' }, subject),
    requestId: requestId ?? undefined,
  });
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
