import test from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { toApiError } from './error.js';

const subject = {
  doing: say('list the clusters of {region}', { region: 'cn-hangzhou' }),
  permission: 'cs:DescribeClustersForRegion',
  host: 'cs.cn-hangzhou.aliyuncs.com',
};

/** What the SDK throws: an Error with extra fields. */
function sdkError(fields: Record<string, unknown>, name = 'ResponseError'): Error {
  return Object.assign(new Error('the text is never looked at'), { name, ...fields });
}

const rows: readonly (readonly [string, Error, ErrorCode])[] = [
  ['403 StatusForbidden', sdkError({ statusCode: 403, code: 'StatusForbidden' }), 'Forbidden'],
  ['403 APISERVER_403', sdkError({ statusCode: 403, code: 'APISERVER_403' }), 'Forbidden'],
  [
    'an RBAC refusal with status 400',
    sdkError({ statusCode: 400, code: 'ForbiddenQueryClusterNamespace' }),
    'Forbidden',
  ],
  [
    '404 InvalidAccessKeyId.NotFound',
    sdkError({ statusCode: 404, code: 'InvalidAccessKeyId.NotFound' }),
    'CredentialsInvalid',
  ],
  [
    '403 InvalidAccessKeyId.Inactive',
    sdkError({ statusCode: 403, code: 'InvalidAccessKeyId.Inactive' }),
    'CredentialsInvalid',
  ],
  [
    '400 SignatureDoesNotMatch',
    sdkError({ statusCode: 400, code: 'SignatureDoesNotMatch' }),
    'CredentialsInvalid',
  ],
  [
    '403 InvalidSecurityToken.Expired',
    sdkError({ statusCode: 403, code: 'InvalidSecurityToken.Expired' }),
    'CredentialsInvalid',
  ],
  ['401 without a code', sdkError({ statusCode: 401, code: 'undefined' }), 'CredentialsInvalid'],
  [
    '400 InvalidTimeStamp.Expired',
    sdkError({ statusCode: 400, code: 'InvalidTimeStamp.Expired' }),
    'ClockSkewed',
  ],
  [
    '404 ErrorClusterNotFound',
    sdkError({ statusCode: 404, code: 'ErrorClusterNotFound' }),
    'ClusterNotFound',
  ],
  [
    '404 InvalidAction.NotFound',
    sdkError({ statusCode: 404, code: 'InvalidAction.NotFound' }),
    'OperationRetired',
  ],
  ['another 404', sdkError({ statusCode: 404, code: 'Nothing' }), 'ResourceNotFound'],
  ['400 Throttling.User', sdkError({ statusCode: 400, code: 'Throttling.User' }), 'Throttled'],
  ['429 without a code', sdkError({ statusCode: 429, code: 'undefined' }), 'Throttled'],
  ['503 Rejected.Throttling', sdkError({ statusCode: 503, code: 'Rejected.Throttling' }), 'Throttled'],
  ['503 ServiceUnavailable', sdkError({ statusCode: 503, code: 'ServiceUnavailable' }), 'Throttled'],
  ['500', sdkError({ statusCode: 500, code: 'InternalError' }), 'ServerFault'],
  ['502', sdkError({ statusCode: 502 }), 'ServerFault'],
  ['409', sdkError({ statusCode: 409, code: 'ErrAuthorizationConflict' }), 'Conflict'],
  ['400 InvalidParameter', sdkError({ statusCode: 400, code: 'InvalidParameter' }), 'RequestRejected'],
  ['a refused connection', sdkError({ code: 'ECONNREFUSED' }, 'Error'), 'Unreachable'],
  ['a reset connection', sdkError({ code: 'ECONNRESET' }, 'Error'), 'Unreachable'],
  ['an unknown host', sdkError({ code: 'ENOTFOUND' }, 'Error'), 'Unreachable'],
  ['a foreign certificate', sdkError({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'Error'), 'Unreachable'],
  ['the SDK’s time-out', sdkError({}, 'RequestTimeoutError'), 'TimedOut'],
  ['the system’s time-out', sdkError({ code: 'ETIMEDOUT' }, 'Error'), 'TimedOut'],
  ['an HTML page', new SyntaxError('Unexpected token < in JSON'), 'ResponseUnreadable'],
  ['an unexpected error', new RangeError('?'), 'Internal'],
];
for (const [title, thrown, code] of rows) {
  test(`${title} is ${code}`, (t) => {
    const error = toApiError(thrown, subject);
    t.is(error.code, code);
    t.not(error.remedy, '');
    t.notRegex(`${error.message} ${error.remedy}`, /undefined|never looked at/);
  });
}

test('a signature that the cloud does not compute is put down to the key or to a proxy, and to no typing', (t) => {
  const { remedy } = toApiError(sdkError({ statusCode: 400, code: 'SignatureDoesNotMatch' }), subject);
  t.regex(remedy, /the secret is not this access key’s, or a proxy changes requests/);
});

test('a 404 about a cluster means that cluster is not found', (t) => {
  const error = toApiError(sdkError({ statusCode: 404, code: 'X' }), { ...subject, clusterId: 'c1' });
  t.is(error.code, 'ClusterNotFound');
  t.regex(error.message, /\bc1\b/);
});

test('an operation that the cloud retired is named, and does not mean a missing cluster', (t) => {
  const gone = sdkError({ statusCode: 404, code: 'InvalidAction.NotFound' });
  const { code, message, remedy } = toApiError(gone, { ...subject, clusterId: 'c1' });
  t.is(code, 'OperationRetired');
  t.regex(message, /no longer serves DescribeClustersForRegion /);
  t.regex(remedy, /^Update ackring/);
});

const denied = (detail: Record<string, string>) =>
  sdkError({
    statusCode: 403,
    code: 'StatusForbidden',
    accessDeniedDetail: { NoPermissionType: 'ImplicitDeny', ...detail },
  });
const tom = { AuthPrincipalDisplayName: 'tom', AuthPrincipalType: 'SubUser' };
const robot = { AuthPrincipalDisplayName: 'rotator:session', AuthPrincipalType: 'AssumedRoleUser' };

for (const [action, name] of [
  ['cs:DescribeClustersForRegion', 'person'],
  ['cs:ListUserKubeConfigStates', 'fleet'],
  ['cs:CleanUserPermissions', 'incident'],
]) {
  test(`a person who lacks ${action} is referred to the policy for ${name}`, (t) => {
    const error = toApiError(denied({ AuthAction: action ?? '', ...tom }), subject);
    t.true(error.message.includes(`${action} is missing`), error.message);
    const remedy = `For the RAM user tom, ask for ${action}; \`ackring policy --for ${name}\` prints a policy with it.`;
    t.is(error.remedy, remedy);
  });
}

test('the function’s role is named without its session, and with the command for its policy', (t) => {
  const action = 'cs:DescribeClustersForRegion';
  const error = toApiError(denied({ AuthAction: action, ...robot }), { ...subject, audience: 'function' });
  t.regex(
    error.remedy,
    /^For the role rotator, ask for cs:DescribeClustersForRegion; `ackring policy` prints/,
  );
  const silent = toApiError(sdkError({ statusCode: 403 }), { ...subject, audience: 'function' });
  t.regex(silent.remedy, /^For the function’s role, ask for/);
});

test('a person may be a role too, and a RAM user is a person whatever runs', (t) => {
  const action = 'cs:DescribeClusterDetail';
  const asRole = toApiError(denied({ AuthAction: action, ...robot }), subject);
  t.regex(asRole.remedy, /^For the role rotator, .*`ackring policy --for person`/);
  const asUser = toApiError(denied({ AuthAction: action, ...tom }), { ...subject, audience: 'function' });
  t.regex(asUser.remedy, /^For the RAM user tom, .*`ackring policy --for person`/);
});

test('for an action outside every policy no command is named', (t) => {
  const error = toApiError(denied({ AuthAction: 'cs:GetClusters', ...tom }), subject);
  t.is(error.remedy, 'For the RAM user tom, ask for cs:GetClusters.');
});

test('if one call’s action has two names, both are reported', (t) => {
  const activity = { ...subject, permission: 'cs:DescribeUserClusterActivityState' };
  const { message } = toApiError(sdkError({ statusCode: 403 }), activity);
  t.regex(message, /cs:DescribeUserClusterActivityState or cs:CheckUserClustersActivity is missing/);
});

test('a refusal without details names the action of the call', (t) => {
  t.regex(
    toApiError(sdkError({ statusCode: 403, code: 'StatusForbidden' }), subject).message,
    /cs:DescribeClustersForRegion/,
  );
});

test('an explicit denial is distinguished from a missing grant', (t) => {
  const accessDeniedDetail = { AuthAction: 'cs:GetClusters', NoPermissionType: 'ExplicitDeny' };
  t.regex(
    toApiError(sdkError({ statusCode: 403, accessDeniedDetail }), subject).remedy,
    /denies cs:GetClusters/,
  );
});

test('request id and requested wait are kept', (t) => {
  const error = toApiError(
    sdkError({ statusCode: 429, code: 'Throttling', requestId: 'R-1', retryAfter: 1234 }),
    subject,
  );
  t.is(error.requestId, 'R-1');
  t.is(error.retryAfterMs, 1234);
});

test('the SDK’s word "undefined" is not a request id', (t) => {
  t.is(toApiError(sdkError({ statusCode: 500, requestId: 'undefined' }), subject).requestId, null);
});

test('our own error passes unchanged', (t) => {
  const own = new AckringError('Cancelled', 'x', { remedy: 'y' });
  t.is(toApiError(own, subject), own);
});

test('a parser’s message, which may quote a kubeconfig, is not kept', (t) => {
  t.is(toApiError(new SyntaxError('quoted'), subject).cause, undefined);
});

test('a refusal about a cluster that RAM does not explain may mean another account’s', (t) => {
  const about = { ...subject, permission: 'cs:DescribeClusterDetail', clusterId: 'c1' };
  t.regex(toApiError(sdkError({ statusCode: 403 }), about).remedy, /shared by another account/);
  const explained = toApiError(denied({ AuthAction: 'cs:DescribeClusterDetail', ...tom }), about);
  t.notRegex(explained.remedy, /another account/);
});
