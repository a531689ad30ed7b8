import { startCloud } from '@ackring/testkit/cloud';
import { keyOf, officialRpcClient, type TestKey } from '@ackring/testkit/official-rpc-client';
import test from 'ava';
import type { Emulator } from '../start.js';

async function strangers() {
  const cloud = await startCloud({
    identities: [
      { name: 'mei', policies: 'none' },
      { name: 'lin', policies: 'none' },
    ],
    clusters: [{ name: 'a' }],
  });
  const { emulator } = cloud;
  const ram = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, 'ops'));
  const trail = officialRpcClient(emulator.endpoints.actiontrail, '2020-07-06', keyOf(emulator, 'ops'));
  return { ...cloud, ram, trail };
}

const whoAmI = (emulator: Emulator, key: TestKey) =>
  officialRpcClient(emulator.endpoints.sts, '2015-04-01', key)('GetCallerIdentity');

test('an access key signs at once, two are the most, and an inactive or deleted one signs no more', async (t) => {
  await using cloud = await strangers();
  const { emulator, ram } = cloud;
  const UserName = 'mei';
  const { AccessKey } = await ram('CreateAccessKey', { UserName });
  const made = Object(AccessKey) as { AccessKeyId: string; AccessKeySecret: string };
  const key = { accessKeyId: made.AccessKeyId, accessKeySecret: made.AccessKeySecret };
  t.like(await whoAmI(emulator, key), { UserId: cloud.uid('mei') });
  await t.throwsAsync(ram('CreateAccessKey', { UserName }), { code: 'LimitExceeded.User.AccessKey' });
  const named = { UserName, UserAccessKeyId: key.accessKeyId };
  await ram('UpdateAccessKey', { ...named, Status: 'Inactive' });
  await t.throwsAsync(whoAmI(emulator, key), { code: 'InvalidAccessKeyId.Inactive' });
  const { AccessKeys } = await ram('ListAccessKeys', { UserName });
  t.like(AccessKeys, {
    AccessKey: [{ Status: 'Active' }, { AccessKeyId: key.accessKeyId, Status: 'Inactive' }],
  });
  t.notRegex(JSON.stringify(AccessKeys), /Secret/);
  await ram('DeleteAccessKey', named);
  await t.throwsAsync(whoAmI(emulator, key), { code: 'InvalidAccessKeyId.NotFound' });
  await t.throwsAsync(ram('DeleteAccessKey', named), { code: 'EntityNotExist.User.AccessKey' });
  t.like(await ram('ListAccessKeys'), { AccessKeys: { AccessKey: [{ Status: 'Active' }] } });
});

test('what is attached to a group counts for its members, for as long as they are in it', async (t) => {
  await using cloud = await strangers();
  const { ram } = cloud;
  const group = { GroupName: 'readers' };
  const policy = { ...group, PolicyType: 'System', PolicyName: 'AliyunCSReadOnlyAccess' };
  const may = async (name: string) => {
    const asked = cloud.list({}, { who: name });
    return asked.then(
      () => true,
      () => false,
    );
  };
  await ram('CreateGroup', group);
  await t.throwsAsync(ram('CreateGroup', group), { code: 'EntityAlreadyExists.Group' });
  await ram('AddUserToGroup', { ...group, UserName: 'mei' });
  t.false(await may('mei'));
  await ram('AttachPolicyToGroup', policy);
  t.deepEqual([await may('mei'), await may('lin')], [true, false]);
  t.like(await ram('ListUsersForGroup', group), { Users: { User: [{ UserName: 'mei' }] } });
  t.like(await ram('ListGroupsForUser', { UserName: 'mei' }), {
    Groups: { Group: [{ GroupName: 'readers' }] },
  });
  t.like(await ram('ListPoliciesForGroup', group), {
    Policies: { Policy: [{ PolicyName: policy.PolicyName }] },
  });
  await t.throwsAsync(ram('DeleteGroup', group), { code: 'DeleteConflict.Group.User' });
  await ram('RemoveUserFromGroup', { ...group, UserName: 'mei' });
  t.false(await may('mei'));
  await ram('DetachPolicyFromGroup', policy);
  await ram('DeleteGroup', group);
  t.like(await ram('ListGroups'), { Groups: { Group: [] } });
});

test('ActionTrail tells the account’s calls, newest first, by who made them and what was asked', async (t) => {
  await using cloud = await strangers();
  await cloud.list();
  await t.throwsAsync(cloud.list({}, { who: 'mei' }));
  await cloud.ram('ListUsers');
  const events = async (key: string, value: string) => {
    const asked = { 'LookupAttribute.1.Key': key, 'LookupAttribute.1.Value': value };
    return (await cloud.trail('LookupEvents', asked))['Events'];
  };
  const [own, refused] = [
    { eventName: 'ListUsers', serviceName: 'Ram', eventRW: 'Read', userIdentity: { userName: 'ops' } },
    {
      eventName: 'DescribeClustersForRegion',
      errorCode: '403',
      userIdentity: { principalId: cloud.uid('mei') },
    },
  ];
  t.like((await cloud.trail('LookupEvents'))['Events'], [own, refused]);
  t.like(await events('User', 'mei'), [refused]);
  t.like(await events('EventName', 'ListUsers'), [own]);
  await t.throwsAsync(events('Unknown', 'x'), { code: 'InvalidQueryParameter' });
  const first = await cloud.trail('LookupEvents', { MaxResults: 1 });
  t.is((first['Events'] as readonly unknown[]).length, 1);
  const rest = await cloud.trail('LookupEvents', { MaxResults: 50, NextToken: first['NextToken'] });
  t.false('NextToken' in rest);
});
