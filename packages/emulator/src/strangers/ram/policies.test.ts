import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import test from 'ava';
import type { StartOptions } from '../../start.js';
import type { Scenario } from '../../world/scenario.js';

const scenario: Scenario = {
  identities: [
    { name: 'reader', policies: 'none' },
    { name: 'odd', policies: [allowing('cs:DescribeClustersForRegion')] },
    { name: 'monitor', type: 'role', policies: 'none', trusts: ['root'] },
  ],
  clusters: [{ name: 'a' }],
};

function allowing(Action: string) {
  return { Version: '1' as const, Statement: [{ Effect: 'Allow' as const, Action, Resource: '*' }] };
}

const listing = JSON.stringify(allowing('cs:Describe*'));

async function ram(options: StartOptions = {}, caller = 'ops') {
  const cloud = await startCloud(scenario, options);
  const { emulator } = cloud;
  const call = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, caller));
  const mayList = (who = 'reader') => cloud.list({}, { who }).then(...verdict);
  return { ...cloud, call, mayList };
}

const verdict = [() => 'allowed', (error: { code?: string }) => error.code] as const;

const forReader = { UserName: 'reader' };

test('what is attached is permitted, and no longer once it is detached', async (t) => {
  await using cloud = await ram();
  t.is(await cloud.mayList(), 'StatusForbidden');
  const policy = { PolicyType: 'System', PolicyName: 'AliyunCSReadOnlyAccess', ...forReader };
  await cloud.call('AttachPolicyToUser', policy);
  t.is(await cloud.mayList(), 'allowed');
  t.like(await cloud.call('ListPoliciesForUser', forReader), {
    Policies: { Policy: [{ PolicyName: 'AliyunCSReadOnlyAccess', PolicyType: 'System' }] },
  });
  t.like(await cloud.call('ListEntitiesForPolicy', policy), { Users: { User: [{ UserName: 'reader' }] } });
  await t.throwsAsync(cloud.call('AttachPolicyToUser', policy), { code: 'EntityAlreadyExists.User.Policy' });
  await t.throwsAsync(cloud.call('DeleteUser', forReader), { code: 'DeleteConflict.User.Policy' });
  await cloud.call('DetachPolicyFromUser', policy);
  t.is(await cloud.mayList(), 'StatusForbidden');
  await t.throwsAsync(cloud.call('DetachPolicyFromUser', policy), { code: 'EntityNotExist.User.Policy' });
});

test("a role's session has what was attached to the role", async (t) => {
  await using cloud = await ram();
  await cloud.call('CreatePolicy', { PolicyName: 'listing', PolicyDocument: listing });
  const { emulator } = cloud;
  const role = emulator.world.identities.byName('monitor');
  if (!role) return t.fail();
  const expires = new Date(emulator.clock.now().getTime() + 3_600_000);
  const session = emulator.world.identities.openSession(role, { name: 'test', expires });
  const sts = officialRpcClient(emulator.endpoints.ram, '2015-05-01', session);
  const policy = { PolicyType: 'Custom', PolicyName: 'listing', RoleName: 'monitor' };
  await cloud.call('AttachPolicyToRole', policy);
  await t.throwsAsync(sts('ListPolicies'), { code: 'NoPermission' });
  const RotateStrategy = 'None';
  const wider = { PolicyName: 'listing', PolicyDocument: JSON.stringify(allowing('ram:*')), RotateStrategy };
  await cloud.call('CreatePolicyVersion', { ...wider, SetAsDefault: true });
  await t.notThrowsAsync(sts('ListPolicies'));
  await cloud.call('SetDefaultPolicyVersion', { PolicyName: 'listing', VersionId: 'v1' });
  await t.throwsAsync(sts('ListPolicies'), { code: 'NoPermission' });
});

test('a policy has five versions, and the default one stays', async (t) => {
  await using cloud = await ram();
  const policy = { PolicyName: 'own', PolicyDocument: listing };
  await cloud.call('CreatePolicy', policy);
  for (let count = 2; count <= 5; count += 1) await cloud.call('CreatePolicyVersion', policy);
  await t.throwsAsync(cloud.call('CreatePolicyVersion', policy), { code: 'LimitExceeded.Policy.Version' });
  const RotateStrategy = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
  await cloud.call('CreatePolicyVersion', { ...policy, RotateStrategy });
  const { PolicyVersions } = await cloud.call('ListPolicyVersions', { ...policy, PolicyType: 'Custom' });
  const versions: { VersionId: string }[] = Reflect.get(Object(PolicyVersions), 'PolicyVersion');
  t.deepEqual(
    versions.map(({ VersionId }) => VersionId),
    ['v1', 'v3', 'v4', 'v5', 'v6'],
  );
  const drop = (VersionId: string) => cloud.call('DeletePolicyVersion', { PolicyName: 'own', VersionId });
  await t.throwsAsync(drop('v1'), { code: 'DeleteConflict.PolicyVersion.Default' });
  await t.throwsAsync(drop('v2'), { code: 'EntityNotExist.Policy.Version' });
  await t.throwsAsync(cloud.call('DeletePolicy', policy), { code: 'DeleteConflict.Policy.Version' });
});

const refused = test.macro({
  title: (_, operation: string, parameters: object, code: string) =>
    `${operation} with ${JSON.stringify(parameters).slice(0, 70)} is ${code}`,
  async exec(t, operation: string, parameters: Record<string, string>, code: string) {
    await using cloud = await ram();
    await t.throwsAsync(cloud.call(operation, parameters), { code });
  },
});

const made = { PolicyName: 'a', PolicyDocument: listing };
test(refused, 'CreatePolicy', { ...made, PolicyName: 'a b' }, 'InvalidParameter.PolicyName.InvalidChars');
test(refused, 'CreatePolicy', { ...made, PolicyName: 'AliyunCSFullAccess' }, 'EntityAlreadyExists.Policy');
test(refused, 'CreatePolicy', { ...made, PolicyDocument: '{}' }, 'InvalidParameter.PolicyDocument');
test(
  refused,
  'CreatePolicy',
  { ...made, PolicyDocument: ' '.repeat(6145) },
  'InvalidParameter.PolicyDocument.Length',
);
test(refused, 'GetPolicy', { PolicyName: 'gone', PolicyType: 'Custom' }, 'EntityNotExist.Policy');
test(refused, 'GetPolicy', { PolicyName: 'gone', PolicyType: 'Own' }, 'InvalidParameter.PolicyType');
test(refused, 'DeletePolicy', { PolicyName: 'AliyunCSFullAccess' }, 'EntityNotExist.Policy');
test(
  refused,
  'AttachPolicyToRole',
  { PolicyName: 'gone', PolicyType: 'Custom', RoleName: 'monitor' },
  'EntityNotExist.Policy',
);

test('a scenario’s own documents are custom policies of their holders, and a snapshot keeps them all', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'ackring-policies-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const before = await ram();
  await before.call('CreatePolicy', { PolicyName: 'listing', PolicyDocument: listing });
  await before.call('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: 'listing', ...forReader });
  await before.emulator.save(directory);
  await before.emulator.stop();
  await using cloud = await ram({ snapshot: directory });
  t.is(await cloud.mayList(), 'allowed');
  t.like(await cloud.call('ListPoliciesForUser', { UserName: 'odd' }), {
    Policies: { Policy: [{ PolicyName: 'odd-1', PolicyType: 'Custom' }] },
  });
  const nothing = { PolicyName: 'odd-1', PolicyDocument: JSON.stringify(allowing('cs:None')) };
  await cloud.call('CreatePolicyVersion', { ...nothing, SetAsDefault: true });
  t.is(await cloud.mayList('odd'), 'StatusForbidden');
  await cloud.call('CreatePolicyVersion', { ...nothing, PolicyName: 'listing', SetAsDefault: true });
  t.is(await cloud.mayList(), 'StatusForbidden');
});

test('who may not attach policies to a user, or not this policy, attaches none', async (t) => {
  await using cloud = await ram();
  const { accountId } = cloud.emulator;
  const Resource = `acs:ram:*:${accountId}:user/*`;
  const document = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'ram:*', Resource }],
  });
  await cloud.call('CreatePolicy', { PolicyName: 'own', PolicyDocument: document });
  await cloud.call('AttachPolicyToUser', { PolicyType: 'Custom', PolicyName: 'own', ...forReader });
  const reader = officialRpcClient(
    cloud.emulator.endpoints.ram,
    '2015-05-01',
    keyOf(cloud.emulator, 'reader'),
  );
  const all = { PolicyType: 'System', PolicyName: 'AdministratorAccess', ...forReader };
  await t.throwsAsync(reader('AttachPolicyToUser', all), { code: 'NoPermission' });
});
