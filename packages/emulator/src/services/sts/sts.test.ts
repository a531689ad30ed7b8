import { keyOf, officialRpcClient, type TestKey } from '@ackring/testkit/official-rpc-client';
import test from 'ava';
import { startEmulator } from '../../start.js';
import type { Scenario } from '../../world/scenario.js';

const allowed = (Action: string) => ({
  Version: '1' as const,
  Statement: [{ Effect: 'Allow' as const, Action, Resource: '*' }],
});

const scenario: Scenario = {
  identities: [
    { name: 'reader', policies: [allowed('cs:*')] },
    { name: 'monitor', type: 'role', trusts: ['root'], policies: [allowed('kms:List*')] },
    { name: 'guarded', type: 'role', trusts: ['root'], externalId: 'ours-42' },
    { name: 'function-only', type: 'role', trusts: ['fc.aliyuncs.com'] },
  ],
};

async function sts(caller = 'ops') {
  const emulator = await startEmulator({ scenario });
  const key = keyOf(emulator, caller);
  const call = officialRpcClient(emulator.endpoints.sts, '2015-04-01', key);
  const role = { RoleArn: emulator.identities['monitor']?.arn ?? '', RoleSessionName: 'test-session' };
  return { emulator, key, call, role, [Symbol.asyncDispose]: emulator.stop };
}

test('a user gets its identity and assumes a role that trusts it', async (t) => {
  await using cloud = await sts();
  const { emulator, role } = cloud;
  const uid = emulator.identities['ops']?.uid ?? '';
  t.like(await cloud.call('GetCallerIdentity'), { IdentityType: 'RAMUser', UserId: uid });
  const assumed = await cloud.call('AssumeRole', { ...role, DurationSeconds: 900 });
  t.like(assumed, { AssumedRoleUser: { Arn: `${role.RoleArn}/test-session` } });
  const key = sessionKey(assumed);
  t.true(key.accessKeyId.startsWith('STS.'));
  const session = officialRpcClient(emulator.endpoints.sts, '2015-04-01', key);
  t.like(await session('GetCallerIdentity'), {
    IdentityType: 'AssumedRoleUser',
    Arn: `acs:ram::${emulator.accountId}:assumed-role/monitor/test-session`,
  });
});

test('a session has the rights of its role, narrowed by its policy', async (t) => {
  await using cloud = await sts();
  const { kms } = cloud.emulator.endpoints;
  const asRole = async (more: object) =>
    officialRpcClient(
      kms,
      '2016-01-20',
      sessionKey(await cloud.call('AssumeRole', { ...cloud.role, ...more })),
    );
  const whole = await asRole({});
  t.is((await whole('ListSecrets'))['TotalCount'], 0);
  const refused = await t.throwsAsync(whole('GetSecretValue', { SecretName: 'a' }), {
    code: 'Forbidden.NoPermission',
  });
  t.like(refused, {
    accessDeniedDetail: { AuthAction: 'kms:GetSecretValue', NoPermissionType: 'ImplicitDeny' },
  });
  const narrowed = await asRole({ Policy: JSON.stringify(allowed('cs:*')) });
  await t.throwsAsync(narrowed('ListSecrets'), { code: 'Forbidden.NoPermission' });
});

test('a session ends on the cloud’s clock, and its token must be its own', async (t) => {
  await using cloud = await sts();
  const { clock, endpoints } = cloud.emulator;
  clock.freeze();
  const key = sessionKey(await cloud.call('AssumeRole', { ...cloud.role, DurationSeconds: 900 }));
  const as = (change: object) => officialRpcClient(endpoints.sts, '2015-04-01', { ...key, ...change });
  await t.throwsAsync(as({ securityToken: 'other' })('GetCallerIdentity'), {
    code: 'InvalidSecurityToken.MismatchWithAccessKey',
  });
  await clock.advance(899_000);
  await t.notThrowsAsync(as({})('GetCallerIdentity'));
  await clock.advance(3_600_000);
  await t.throwsAsync(as({})('GetCallerIdentity'), { code: 'InvalidSecurityToken.Expired' });
});

test("nobody assumes a role without RAM's and its trust's permission, nor as the account root", async (t) => {
  await using cloud = await sts();
  const { emulator, role } = cloud;
  const by = (name: string) => officialRpcClient(emulator.endpoints.sts, '2015-04-01', keyOf(emulator, name));
  await t.throwsAsync(by('reader')('AssumeRole', role), { code: 'NoPermission' });
  await t.throwsAsync(by('root')('AssumeRole', role), { code: 'NoPermission', message: /root accounts/ });
  const untrusting = { ...role, RoleArn: emulator.identities['function-only']?.arn ?? '' };
  await t.throwsAsync(cloud.call('AssumeRole', untrusting), { code: 'NoPermission' });
});

test('a role of another account is assumed by a trusted caller, and belongs to its own account', async (t) => {
  const trusting = (trust: string) => ({ type: 'role' as const, trusts: [trust] });
  await using emulator = await startEmulator({
    scenario: {
      account: 'home',
      accounts: [
        {
          name: 'partner',
          identities: [
            { name: 'monitor', ...trusting('root@home') },
            { name: 'locked', ...trusting('root') },
          ],
        },
      ],
    },
  });
  const arnOf = (name: string) => emulator.identities[`partner/${name}`]?.arn ?? '';
  const partner = emulator.identities['partner/root']?.uid ?? '';
  t.not(partner, emulator.accountId);
  t.is(arnOf('monitor'), `acs:ram::${partner}:role/monitor`);
  const assume = (caller: string, name: string) =>
    officialRpcClient(
      emulator.endpoints.sts,
      '2015-04-01',
      keyOf(emulator, caller),
    )('AssumeRole', { RoleArn: arnOf(name), RoleSessionName: 'test-session' });
  const session = officialRpcClient(
    emulator.endpoints.sts,
    '2015-04-01',
    sessionKey(await assume('ops', 'monitor')),
  );
  t.like(await session('GetCallerIdentity'), { IdentityType: 'AssumedRoleUser', AccountId: partner });
  await t.throwsAsync(assume('ops', 'locked'), { code: 'NoPermission' });
  await t.throwsAsync(assume('partner/ops', 'monitor'), { code: 'NoPermission' });
  await t.notThrowsAsync(assume('partner/ops', 'locked'));
});

test('a missing role, and out-of-range values, are refused', async (t) => {
  await using cloud = await sts();
  const refused = (change: object, code: string) =>
    t.throwsAsync(cloud.call('AssumeRole', { ...cloud.role, ...change }), { code });
  await refused({ RoleArn: `acs:ram::${cloud.emulator.accountId}:role/absent` }, 'EntityNotExist.Role');
  await refused({ RoleArn: 'monitor' }, 'InvalidParameter.RoleArn');
  await refused({ RoleSessionName: 'a b' }, 'InvalidParameter.RoleSessionName');
  await refused({ DurationSeconds: 899 }, 'InvalidParameter.DurationSeconds');
  await refused({ DurationSeconds: 3601 }, 'InvalidParameter.DurationSeconds');
  await refused({ Policy: '{' }, 'InvalidParameter.PolicyGrammar');
  // Whoever used such a session would make the cloud stumble.
  await refused({ Policy: '{"Version":"1","Statement":[{}]}' }, 'InvalidParameter.PolicyGrammar');
});

function sessionKey(assumed: Record<string, unknown>): TestKey {
  const { Credentials } = assumed as {
    Credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
  };
  return {
    accessKeyId: Credentials.AccessKeyId,
    accessKeySecret: Credentials.AccessKeySecret,
    securityToken: Credentials.SecurityToken,
  };
}

test('a role whose trust requires an external id accepts only that one', async (t) => {
  await using cloud = await sts();
  const guarded = {
    RoleArn: cloud.emulator.identities['guarded']?.arn ?? '',
    RoleSessionName: 'test-session',
  };
  for (const more of [{}, { ExternalId: 'ours-43' }]) {
    await t.throwsAsync(cloud.call('AssumeRole', { ...guarded, ...more }), { code: 'NoPermission' });
  }
  t.truthy(sessionKey(await cloud.call('AssumeRole', { ...guarded, ExternalId: 'ours-42' })).accessKeyId);
});
