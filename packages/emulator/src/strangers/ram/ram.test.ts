import { startCloud } from '@ackring/testkit/cloud';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import CS from '@alicloud/cs20151215';
import test from 'ava';
import type { Scenario } from '../../world/scenario.js';

const scenario: Scenario = {
  identities: [
    { name: 'mei' },
    { name: 'tom', state: 'Deleted' },
    { name: 'reader', policies: 'none' },
    { name: 'monitor', type: 'role', trusts: ['root'], externalId: 'ours' },
  ],
  accounts: [{ name: 'other', identities: [{ name: 'stranger' }] }],
  clusters: [{ name: 'a', holders: { mei: { daysLeft: 100 } } }],
};

async function ram(caller = 'ops') {
  const cloud = await startCloud(scenario);
  const { emulator } = cloud;
  const call = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, caller));
  return { ...cloud, call };
}

test("users and roles are the world's, of the caller’s account, without deleted ones", async (t) => {
  await using cloud = await ram();
  const users = await cloud.call('ListUsers', { MaxItems: 2 });
  t.like(users, {
    IsTruncated: true,
    Marker: 'ops',
    Users: { User: [{ UserName: 'mei' }, { UserName: 'ops' }] },
  });
  const rest = await cloud.call('ListUsers', { Marker: 'ops' });
  t.like(rest, { IsTruncated: false, Users: { User: [{ UserName: 'reader' }] } });
  const roles = await cloud.call('ListRoles');
  const told = (roles as { Roles: { Role: readonly { RoleName: string; Arn: string }[] } }).Roles.Role;
  t.is(told.find(({ RoleName }) => RoleName === 'monitor')?.Arn, cloud.emulator.identities['monitor']?.arn);
  // Those of the cloud's services, which every account has.
  t.true(told.some(({ RoleName }) => RoleName === 'AliyunCSDefaultRole'));
  await t.throwsAsync(cloud.call('GetUser', { UserName: 'tom' }), { code: 'EntityNotExist.User' });
  await t.throwsAsync(cloud.call('GetUser', { UserName: 'stranger' }), { code: 'EntityNotExist.User' });
});

test('a user is created, and once deleted is an orphan in the clusters', async (t) => {
  await using cloud = await ram();
  const { User } = await cloud.call('CreateUser', { UserName: 'lin', DisplayName: 'Lin' });
  t.like(User as object, { UserName: 'lin', DisplayName: 'Lin' });
  await t.throwsAsync(cloud.call('CreateUser', { UserName: 'lin' }), { code: 'EntityAlreadyExists.User' });
  await cloud.call('DeleteUser', { UserName: 'mei' });
  await t.throwsAsync(cloud.call('GetUser', { UserName: 'mei' }), { code: 'EntityNotExist.User' });
  const { body } = await cloud
    .client()
    .listClusterKubeconfigStates(cloud.cluster('a').id, new CS.ListClusterKubeconfigStatesRequest());
  t.like({ ...body?.states?.[0] }, { accountName: 'mei', accountState: 'Deleted' });
});

test('a role’s trust is a document, and takes effect', async (t) => {
  await using cloud = await ram();
  const { Role } = await cloud.call('GetRole', { RoleName: 'monitor' });
  const text = (Role as Record<string, string>)['AssumeRolePolicyDocument'] ?? '';
  t.like(JSON.parse(text), {
    Statement: [
      {
        Principal: { RAM: [`acs:ram::${cloud.emulator.accountId}:root`] },
        Condition: { StringEquals: { 'sts:ExternalId': 'ours' } },
      },
    ],
  });
  const trusting = (account: string) => ({
    RoleName: 'made',
    AssumeRolePolicyDocument: JSON.stringify({
      Statement: [
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { RAM: [`acs:ram::${account}:root`] } },
      ],
      Version: '1',
    }),
  });
  await cloud.call('CreateRole', trusting('1111111111111111'));
  const { emulator } = cloud;
  const sts = officialRpcClient(emulator.endpoints.sts, '2015-04-01', keyOf(emulator, 'ops'));
  const made = { RoleArn: `acs:ram::${emulator.accountId}:role/made`, RoleSessionName: 'test' };
  await t.throwsAsync(sts('AssumeRole', made), { code: 'NoPermission' });
  const { AssumeRolePolicyDocument: NewAssumeRolePolicyDocument } = trusting(emulator.accountId);
  await cloud.call('UpdateRole', { RoleName: 'made', NewAssumeRolePolicyDocument });
  await t.notThrowsAsync(sts('AssumeRole', made));
  await t.throwsAsync(cloud.call('CreateRole', { RoleName: 'bad', AssumeRolePolicyDocument: '{}' }), {
    code: 'MalformedPolicyDocument',
  });
});

test("without RAM's permission to list, nobody is shown", async (t) => {
  await using cloud = await ram('reader');
  await t.throwsAsync(cloud.call('ListUsers'), { code: 'NoPermission' });
  await t.throwsAsync(cloud.call('DeleteUser', { UserName: 'mei' }), { code: 'NoPermission' });
});
