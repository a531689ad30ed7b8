import { startCloud } from '@ackring/testkit/cloud';
import test from 'ava';
import type { Caller, Identity, PolicyStatement } from '../world/identities.js';
import { evaluate } from './evaluate.js';

function callerWith(
  statements: readonly PolicyStatement[],
  session: readonly PolicyStatement[] | null = null,
): Caller {
  const identity: Identity = {
    uid: '2',
    accountId: '1',
    name: 'u',
    displayName: 'u',
    type: 'RamUser',
    state: 'Active',
    accessKeys: [],
    policies: [{ Version: '1', Statement: statements }],
    trusts: [],
    externalId: null,
    cloudService: null,
  };
  if (!session) return { identity, session: null };
  const [accessKeyId, accessKeySecret, securityToken, sessionName] = ['a', 'b', 'c', 'd'];
  const policy = { Version: '1' as const, Statement: session };
  const expires = new Date('2030-01-01T00:00:00Z');
  return {
    identity,
    session: { accessKeyId, accessKeySecret, securityToken, sessionName, identity, expires, policy },
  };
}

const allow = (
  Action: string | string[],
  Resource = '*',
  Condition?: PolicyStatement['Condition'],
): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

const onCluster = 'acs:cs:cn-hangzhou:1:cluster/c1';

const verdict = test.macro({
  title: (title) => title ?? '',
  exec(t, statements: readonly PolicyStatement[], expected: 'allowed' | 'ImplicitDeny' | 'ExplicitDeny') {
    const context = { 'cs:KubeConfigDurationMinutes': '60' };
    const actions = ['cs:DescribeClusterUserKubeconfig'];
    const decision = evaluate(callerWith(statements), { actions, resource: onCluster, context });
    t.is(decision.allowed ? 'allowed' : decision.noPermissionType, expected);
  },
});

test('without a statement it is an implicit deny', verdict, [], 'ImplicitDeny');
test('an action is matched by wildcard and ignoring case', verdict, [allow('CS:describe*')], 'allowed');
test('another service’s action allows nothing', verdict, [allow('kms:*')], 'ImplicitDeny');
test("another account's resources are out of reach, whatever is allowed", (t) => {
  const actions = ['cs:DescribeClusterUserKubeconfig'];
  const resource = onCluster.replace(':1:', ':2:');
  t.false(evaluate(callerWith([allow('*')]), { actions, resource }).allowed);
  t.true(evaluate(callerWith([allow('*')]), { actions, resource, reachesOut: true }).allowed);
});
test('a resource is matched by wildcard', verdict, [allow('cs:*', 'acs:cs:cn-*:*:cluster/*')], 'allowed');
test('another region’s resource allows nothing', verdict, [allow('cs:*', 'acs:cs:eu-*:*:*')], 'ImplicitDeny');
test(
  'a dot in a resource is a dot',
  verdict,
  [allow('cs:*', 'acs:cs:cn.hangzhou:1:cluster/c1')],
  'ImplicitDeny',
);
test(
  'an explicit deny wins over any allow',
  verdict,
  [allow('*'), { Effect: 'Deny', Action: ['cs:DescribeClusterUserKubeconfig'], Resource: onCluster }],
  'ExplicitDeny',
);
test(
  'a condition on the duration holds up to its limit',
  verdict,
  [allow('cs:*', '*', { NumericLessThanEquals: { 'cs:KubeConfigDurationMinutes': '60' } })],
  'allowed',
);
test(
  'a condition on the duration fails past its limit',
  verdict,
  [allow('cs:*', '*', { NumericLessThan: { 'cs:KubeConfigDurationMinutes': '60' } })],
  'ImplicitDeny',
);
test(
  'a condition on a missing key is not met',
  verdict,
  [allow('cs:*', '*', { StringEquals: { 'acs:MFAPresent': 'true' } })],
  'ImplicitDeny',
);

test('a session policy narrows what the role may do, and widens nothing', (t) => {
  const permission = { actions: ['cs:X'], resource: '*' };
  t.true(evaluate(callerWith([allow('*')], [allow('cs:*')]), permission).allowed);
  t.like(evaluate(callerWith([allow('*')], [allow('kms:*')]), permission), { policyType: 'SessionPolicy' });
  t.like(evaluate(callerWith([allow('kms:*')], [allow('*')]), permission), {
    policyType: 'AccountLevelIdentityBasedPolicy',
  });
});

test('a refusal reaches the vendor’s client with its detail', async (t) => {
  await using cloud = await startCloud({
    identities: [
      { name: 'guest', policies: 'none' },
      {
        name: 'short',
        policies: [
          {
            Version: '1',
            Statement: [
              allow('cs:DescribeClusterUserKubeconfig', '*', {
                NumericLessThanEquals: { 'cs:KubeConfigDurationMinutes': 60 },
              }),
            ],
          },
        ],
      },
    ],
    clusters: [{ name: 'a' }],
  });
  const error = await t.throwsAsync(cloud.list({}, { who: 'guest' }));
  t.like(error, {
    code: 'StatusForbidden',
    statusCode: 403,
    accessDeniedDetail: {
      AuthAction: 'cs:DescribeClustersForRegion',
      AuthPrincipalDisplayName: cloud.uid('guest'),
      AuthPrincipalType: 'SubUser',
      NoPermissionType: 'ImplicitDeny',
      PolicyType: 'AccountLevelIdentityBasedPolicy',
    },
  });
  t.regex(error.message, /RAM policy Forbidden for action cs:DescribeClustersForRegion/);
  await t.notThrowsAsync(cloud.fetch('a', { temporaryDurationMinutes: 60 }, 'short'));
  await t.throwsAsync(cloud.fetch('a', { temporaryDurationMinutes: 61 }, 'short'), {
    code: 'StatusForbidden',
  });
  await t.throwsAsync(cloud.fetch('a', {}, 'short'), { code: 'StatusForbidden' });
});
