import { isTlsCode } from '../../machine/api-server/handshake.js';
import { proxyName, withoutBrackets } from '../../machine/proxy/rule.js';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
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
  refusedAnswers,
} from './failure.js';

/**
 * Every failure of a call to the cloud, as the one error. The server's text is never repeated, as it may quote the
 * request.
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
 * Whether a listed cluster was refused because another account shares it: no cluster has that id, or the refusal does
 * not say what is missing, as RAM and the cluster's own RBAC do.
 */
export function looksShared({ code, cause }: AckringError): boolean {
  if (code === 'ClusterNotFound') return true;
  const failure = failureOf(cause);
  return code === 'Forbidden' && failure.accessDeniedDetail === undefined && !isClusterSide(failure);
}

/** An answer that arrived but says nothing usable. */
export function unreadable(subject: ApiCallSubject, requestId: string | null): AckringError {
  return new AckringError('ResponseUnreadable', messageOf('ResponseUnreadable', { name: 'Error' }, subject), {
    remedy: remedyOf('ResponseUnreadable', { name: 'Error' }, subject),
    requestId: requestId ?? undefined,
  });
}

function messageOf(code: CallErrorCode, failure: Failure, subject: ApiCallSubject): Sentence {
  const { doing } = subject;
  const why = reasonOf(code, failure, subject);
  const isCoded = failure.code !== undefined && code !== 'TimedOut' && code !== 'ResponseUnreadable';
  const reason = isCoded ? say('{why} ({code})', { why, code: failure.code ?? '' }) : why;
  return code === 'Forbidden'
    ? say('not allowed to {doing}: {reason}', { doing, reason })
    : say('could not {doing}: {reason}', { doing, reason });
}

function reasonOf(code: CallErrorCode, failure: Failure, subject: ApiCallSubject): Sentence {
  const { host, clusterId, permission, proxy = null } = subject;
  switch (code) {
    case 'Forbidden':
      return isClusterSide(failure)
        ? say('no role inside the cluster allows it')
        : say('{action} is missing', { action: missingAction(failure, permission) });
    case 'CredentialsInvalid':
      return say('the cloud does not accept these credentials');
    case 'ClockSkewed':
      return say("this machine's clock is too far from the cloud's");
    case 'ClusterNotFound':
      return say('there is no cluster {id} here', { id: clusterId ?? '' });
    case 'OperationRetired':
      return say('the cloud no longer serves {operation}', { operation: permission.replace(/^.*:/, '') });
    case 'Throttled':
      return say('the cloud is throttling us');
    case 'TimedOut':
      return proxy === null
        ? say('{host} did not answer in time', { host })
        : say('{host} did not answer in time through the proxy {proxy}', { host, proxy: nameOf(proxy) });
    case 'Unreachable':
      return proxy === null
        ? say('{host} cannot be reached', { host })
        : unreachableThrough(proxy, failure, host);
    case 'ResponseUnreadable':
      return unreadableReason(failure, host);
    case 'ServerFault':
      return say('the cloud failed with status {status}', { status: failure.statusCode ?? '?' });
    case 'Conflict':
    case 'Internal':
    case 'RequestRejected':
    case 'ResourceNotFound':
      return say('the cloud refused');
  }
}

function unreachableThrough(proxy: string, { code = '' }: Failure, host: string): Sentence {
  const facts = { host, proxy: nameOf(proxy) };
  switch (code) {
    case 'PROXY_UNREACHABLE':
      return say('the proxy {proxy} in front of {host} does not answer', facts);
    case 'PROXY_REFUSED':
      return say('the proxy {proxy} will not connect to {host}', facts);
    case 'PROXY_CREDENTIALS':
      return say('the proxy {proxy} asks for a user and password, or does not accept these', facts);
    case 'PROXY_UNSUPPORTED':
      return say('the proxy {proxy} is of an unsupported kind: only http, https and socks5 are', facts);
    default:
      return say('{host} cannot be reached through the proxy {proxy}', facts);
  }
}

/** Without the password in the address. */
function nameOf(proxy: string): string {
  return proxyName(proxy) ?? 'HTTPS_PROXY';
}

function unreadableReason({ code = '' }: Failure, host: string): Sentence {
  const why = Object.hasOwn(refusedAnswers, code) ? refusedAnswers[code] : undefined;
  return why === undefined
    ? say("{host} answered with something that is not its API's answer", { host })
    : say("{host} answered with something that is not its API's answer: {why}", { host, why });
}

/** The vendor says which part it does not accept. */
function keyRemedy({ code = '' }: Failure): Sentence {
  switch (code) {
    case 'InvalidAccessKeyId.NotFound':
      return say(
        'There is no such access key: it was deleted, or mistyped. Use one that the RAM console lists.',
      );
    case 'InvalidAccessKeyId.Inactive':
      return say('The access key is disabled. Enable it in the RAM console, or use another.');
    case 'SignatureDoesNotMatch':
      return say(
        'The signature is not the one that the cloud computes: the secret is not this access key’s, or a proxy changes requests on their way.',
      );
    default:
      return say(
        'Check the access key with `ackring doctor`; it may be deleted, disabled, expired or mistyped.',
      );
  }
}

function remedyOf(code: CallErrorCode, failure: Failure, subject: ApiCallSubject): Sentence {
  const { clusterId } = subject;
  switch (code) {
    case 'Forbidden':
      return forbiddenRemedy(failure, subject);
    case 'CredentialsInvalid':
      return keyRemedy(failure);
    case 'ClockSkewed':
      return say('Set this machine’s clock, for example with `timedatectl set-ntp true`, and try again.');
    case 'ClusterNotFound':
      return say(
        'See `ackring clusters`; {cluster} may be deleted, in another region, or in another account.',
        {
          cluster: clusterId ?? say('the cluster'),
        },
      );
    case 'OperationRetired':
      return say('Update ackring; if this is the newest version, report the name of the operation.');
    case 'Throttled':
      return say('Wait a minute and run it again; fewer regions at once with `--region` also helps.');
    case 'TimedOut':
    case 'Unreachable':
      return unreachableRemedy(failure, subject);
    case 'ServerFault':
    case 'ResponseUnreadable':
      return say('Try again in a minute; if it persists, look for a proxy in between with `ackring doctor`.');
    case 'Conflict':
      return say('Another change is under way; wait for it to finish and run this again.');
    case 'Internal':
    case 'RequestRejected':
    case 'ResourceNotFound':
      return say('Run `ackring doctor`, and quote the request id to the cloud’s support if it persists.');
  }
}

/** The vendor's tool and its page name one call's action differently; either may be the required one. */
const otherNames: Readonly<Record<string, string>> = {
  'cs:DescribeUserClusterActivityState': 'cs:CheckUserClustersActivity',
};

function missingAction({ accessDeniedDetail }: Failure, permission: string): string | Sentence {
  const told = accessDeniedDetail?.AuthAction;
  if (told !== undefined) return told;
  const other = Object.hasOwn(otherNames, permission) ? otherNames[permission] : undefined;
  return other === undefined ? permission : say('{action} or {other}', { action: permission, other });
}

function forbiddenRemedy(
  failure: Failure,
  { permission, clusterId, audience = 'person' }: ApiCallSubject,
): Sentence {
  const { accessDeniedDetail: detail } = failure;
  if (isClusterSide(failure)) {
    return say(
      'Ask the cluster’s administrator for an RBAC role in this cluster (console: Security > Authorizations).',
    );
  }
  const action = missingAction(failure, permission);
  // A RAM user is a person whatever runs: a function always has a role.
  const who = detail?.AuthPrincipalType === 'SubUser' ? 'person' : audience;
  const facts = { principal: principalOf(failure, who), action };
  const grant =
    detail?.NoPermissionType === 'ExplicitDeny'
      ? say('For {principal}, a policy denies {action} explicitly; ask for it to be lifted', facts)
      : say('For {principal}, ask for {action}', facts);
  const remedy = withPolicyHint(grant, detail?.AuthAction ?? permission, who);
  // RAM says what is missing. A refusal without that may come from another account that shares the cluster.
  return detail === undefined && clusterId !== undefined
    ? say('{remedy} A cluster shared by another account refuses all the same: ask its owner.', { remedy })
    : remedy;
}

function principalOf({ accessDeniedDetail: detail }: Failure, audience: Audience): string | Sentence {
  const name = detail?.AuthPrincipalDisplayName;
  if (name === undefined) return audience === 'function' ? say('the function’s role') : say('this identity');
  if (detail?.AuthPrincipalType === 'SubUser') return say('the RAM user {name}', { name });
  // An assumed role is named with its session, which cannot be granted anything.
  if (detail?.AuthPrincipalType === 'AssumedRoleUser')
    return say('the role {name}', { name: name.replace(/:.*$/, '') });
  return name;
}

/** With the command that prints the policy that contains the action. */
function withPolicyHint(grant: Sentence, action: string, audience: Audience): Sentence {
  const name = audience === 'function' ? null : personPolicyWith(action);
  if (name !== null) {
    const command = shell`ackring policy --for ${name}`;
    return say('{grant}; `{command}` prints a policy with it.', { grant, command });
  }
  if (audience === 'function')
    return say('{grant}; `ackring policy` prints the least policy that its role needs.', { grant });
  // Reading the function and its logs is in no printed policy; the rest is for sinks and notifiers.
  return /^(cs|fc|log):/.test(action)
    ? say('{text}.', { text: grant })
    : say('{grant}; `ackring policy` prints the least policy that a rotation needs.', { grant });
}

function unreachableRemedy({ code = '' }: Failure, { host, proxy = null }: ApiCallSubject): Sentence {
  if (code === 'PROXY_CREDENTIALS')
    return say(
      'Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with what is special in them percent-encoded; the proxy is asked again after a minute.',
    );
  if (proxy !== null && !isOfCertificate(code))
    return say('Check HTTPS_PROXY, or let {host} be dialled directly: add {names} to NO_PROXY.', {
      host,
      names: noProxyFor(host),
    });
  if (code === 'ENOTFOUND')
    return say('Check the region’s name and this machine’s DNS: `{command}`.', {
      command: shell`nslookup ${host}`,
    });
  if (isTlsCode(code)) {
    return say(
      'A proxy seems to answer for {host}; add its certificate authority with NODE_EXTRA_CA_CERTS=FILE.',
      {
        host,
      },
    );
  }
  return say('Check the network to {host}, and the proxy if there is one: `ackring doctor`.', { host });
}

/** Something else answers, with a certificate of its own: unlike what breaks off or speaks no TLS. */
function isOfCertificate(code: string): boolean {
  return isTlsCode(code) && code !== 'EPROTO' && !code.startsWith('ERR_SSL_');
}

/** All of the cloud, if the host is of it. */
function noProxyFor(host: string): string {
  return host.endsWith('.aliyuncs.com') ? '.aliyuncs.com' : withoutBrackets(host);
}
