import { answerModel, missingMembers } from '@ackring/testkit/answer-models';
import { startCloud } from '@ackring/testkit/cloud';
import { deployed } from '@ackring/testkit/deployed-function';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { officialRoaClient } from '@ackring/testkit/official-roa-client';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import Cms from '@alicloud/cms20190101';
import CS from '@alicloud/cs20151215';
import FcOpen from '@alicloud/fc-open20210406';
import FC3 from '@alicloud/fc20230330';
import Kms from '@alicloud/kms20160120';
import Ram from '@alicloud/ram20150501';
import Sls from '@alicloud/sls20201230';
import Sts from '@alicloud/sts20150401';
import test, { type ExecutionContext } from 'ava';
import { strToU8, zipSync } from 'fflate';
import type { ServedOperation } from './services/service.js';
import type { Emulator } from './start.js';

type Answers = Readonly<Record<string, readonly unknown[]>>;

/**
 * Every served operation whose answer the vendor's package models was asked, and each member that is missing in all its
 * answers is named beside the route.
 */
function told(t: ExecutionContext, operations: readonly ServedOperation[], sdk: object, answers: Answers) {
  const modelled = operations.flatMap(({ operation, leftOut = [] }) => {
    const model = answerModel(sdk, operation);
    return model ? [{ operation, leftOut, model }] : [];
  });
  const found = modelled.map(({ operation, model }) => {
    const missing = answers[operation]?.map((answer) => [...missingMembers(model, answer)]);
    const inAll = missing?.reduce((some, others) => some.filter((place) => others.includes(place)));
    return [operation, inAll?.toSorted() ?? 'not asked'];
  });
  const named = modelled.map(({ operation, leftOut }) => [operation, leftOut.toSorted()]);
  t.deepEqual(Object.fromEntries(found), Object.fromEntries(named));
}

/** Answers by operation. */
function noted() {
  const answers: Record<string, unknown[]> = {};
  const note = <Rest extends readonly unknown[]>(
    call: (operation: string, ...rest: Rest) => Promise<unknown>,
  ) => {
    return async (operation: string, ...rest: Rest): Promise<Record<string, never>> => {
      const answer = await call(operation, ...rest);
      answers[operation] = [...(answers[operation] ?? []), answer];
      return Object(answer);
    };
  };
  return { answers, note };
}

test('ACK tells every member that the vendor’s package reads, or names it', async (t) => {
  await using cloud = await startCloud({
    switches: { retired: 'served' },
    identities: [{ name: 'mei' }, { name: 'arms', type: 'role', cloudService: 'arms.aliyuncs.com' }],
    clusters: [
      {
        name: 'a',
        tags: { env: 'prod' },
        holders: { ops: { daysLeft: 300 }, mei: { daysLeft: 300 }, arms: { daysLeft: 300 } },
      },
    ],
  });
  const { emulator } = cloud;
  emulator.clock.freeze();
  const { id } = cloud.cluster('a');
  const uid = cloud.uid('ops');
  const { answers, note } = noted();
  const by = (name: string) =>
    note(officialRoaClient(emulator.endpoints.cs, '2015-12-15', keyOf(emulator, name)));
  const [ask, askAsRoot] = [by('ops'), by('root')];
  const modified = await ask('ModifyCluster', `PUT /api/v2/clusters/${id}`, { enable_rrsa: true });
  await emulator.clock.advance(2000);
  await ask('DescribeTaskInfo', `GET /tasks/${modified['task_id']}`);
  await ask('DescribeRegions', 'GET /regions');
  await ask('DescribeClustersForRegion', 'GET /regions/ap-northeast-1/clusters');
  await ask('DescribeClustersV1', 'GET /api/v1/clusters');
  await ask('DescribeClusters', 'GET /clusters');
  await ask('DescribeClusterDetail', `GET /clusters/${id}`);
  await ask('GetClusterAuditProject', `GET /clusters/${id}/audit`);
  await ask('DescribeClusterUserKubeconfig', `GET /k8s/${id}/user_config`);
  await askAsRoot('DescribeSubaccountK8sClusterUserConfig', `GET /k8s/${id}/users/${uid}/user_config`);
  await ask(
    'ListClusterKubeconfigStates',
    `GET /clusters/${id}/kubeconfig/states?cloudServiceKubeConfig=true`,
  );
  await ask('ListUserKubeConfigStates', `GET /users/${uid}/kubeconfig/states`);
  await ask('DescribeUserPermission', `GET /permissions/users/${uid}`);
  await ask('DescribeClusterTasks', `GET /clusters/${id}/tasks`);
  await ask('DescribeClusterEvents', `GET /clusters/${id}/events`);
  await ask('DescribeEvents', 'GET /events');
  await ask('DescribeEventsForRegion', 'GET /regions/ap-northeast-1/events');
  await ask('DescribeClusterResources', `GET /clusters/${id}/resources`);
  await ask('DescribeClusterLogs', `GET /clusters/${id}/logs`);
  await ask('DescribeKubernetesVersionMetadata', 'GET /api/v1/metadata/versions');
  await ask('ListAddons', 'GET /addons');
  await ask('DescribeAddon', 'GET /addons/csi-plugin?version=v1.32.2');
  await ask('ListClusterAddonInstances', `GET /clusters/${id}/addon_instances`);
  await ask('GetClusterAddonInstance', `GET /clusters/${id}/addon_instances/coredns`);
  await ask('DescribeClusterAddonInstance', `GET /clusters/${id}/components/coredns/instance`);
  await ask('DescribeClusterAddonMetadata', `GET /clusters/${id}/components/coredns/metadata`);
  const addon = [{ name: 'nginx-ingress-controller' }];
  await ask('InstallClusterAddons', `POST /clusters/${id}/components/install`, addon);
  await emulator.clock.advance(2000);
  const upgrade = [{ component_name: 'nginx-ingress-controller', next_version: 'v1.10.0' }];
  await ask('UpgradeClusterAddons', `POST /clusters/${id}/components/upgrade`, upgrade);
  await emulator.clock.advance(2000);
  await ask('UnInstallClusterAddons', `POST /clusters/${id}/components/uninstall`, addon);
  const tagged = { region_id: 'ap-northeast-1', resource_type: 'CLUSTER', resource_ids: [id] };
  await ask('TagResources', 'PUT /tags', { ...tagged, tags: [{ key: 'team', value: 'a' }] });
  await ask('ListTagResources', 'GET /tags?region_id=ap-northeast-1');
  const untag = `region_id=ap-northeast-1&resource_type=CLUSTER&resource_ids=["${id}"]&tag_keys=["team"]`;
  await ask('UntagResources', `DELETE /tags?${untag}`);
  const mei = `/users/${cloud.uid('mei')}/permissions?Force=true`;
  const cleaned = await ask('CleanUserPermissions', `DELETE ${mei}`);
  await emulator.clock.advance(2000);
  await ask('DescribeTaskInfo', `GET /tasks/${cleaned['task_id']}`);
  told(t, emulator.services.cs.operations, CS, answers);
});

test('KMS tells every member that the vendor’s package reads, or names it', async (t) => {
  await using cloud = await startCloud('single');
  const { answers, ask } = asking(cloud.emulator, 'kms', '2016-01-20');
  const SecretName = 's';
  const Tags = JSON.stringify([{ TagKey: 'a', TagValue: 'b' }]);
  await ask('CreateSecret', { SecretName, VersionId: '1', SecretData: 'x', Tags });
  await ask('PutSecretValue', { SecretName, VersionId: '2', SecretData: 'y' });
  const stage = { VersionStage: 'ACSCurrent', MoveToVersion: '1', RemoveFromVersion: '2' };
  await ask('UpdateSecretVersionStage', { SecretName, ...stage });
  await ask('UpdateSecret', { SecretName, Description: 'd' });
  await ask('GetSecretValue', { SecretName });
  await ask('DescribeSecret', { SecretName, FetchTags: 'true' });
  await ask('ListSecretVersionIds', { SecretName });
  await ask('ListSecrets', { FetchTags: 'true' });
  const { Keys } = await ask('ListKeys');
  await ask('DescribeKey', { KeyId: Reflect.get(Object(Keys), 'Key')[0].KeyId });
  await ask('DeleteSecret', { SecretName });
  await ask('RestoreSecret', { SecretName });
  told(t, cloud.emulator.services.kms.operations, Kms, answers);
});

test('STS tells every member that the vendor’s package reads, or names it', async (t) => {
  await using cloud = await startCloud({
    identities: [{ name: 'monitor', type: 'role', trusts: ['root'] }],
    clusters: [{ name: 'a', holders: { ops: { daysLeft: 300 } } }],
  });
  const { emulator } = cloud;
  const { answers, ask } = asking(emulator, 'sts', '2015-04-01');
  await ask('GetCallerIdentity');
  const RoleArn = emulator.identities['monitor']?.arn;
  await ask('AssumeRole', { RoleArn, RoleSessionName: 'test' });
  await cloud
    .client()
    .modifyCluster(cloud.cluster('a').id, new CS.ModifyClusterRequest({ enableRrsa: true }));
  const { body } = await cloud.client().describeClusterDetail(cloud.cluster('a').id);
  const OIDCProviderArn = body?.rrsaConfig?.oidcArn;
  const Principal = { Federated: [OIDCProviderArn] };
  const trust = { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal }], Version: '1' };
  const ram = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, 'ops'));
  await ram('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: JSON.stringify(trust) });
  const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
  const spec = { audiences: ['sts.aliyuncs.com'] };
  const { body: token } = await askKubernetes(await cloud.fetch('a'), 'POST', path, { spec });
  await ask('AssumeRoleWithOIDC', {
    OIDCProviderArn,
    OIDCToken: Reflect.get(Object(token['status']), 'token'),
    RoleArn: `acs:ram::${emulator.accountId}:role/app`,
    RoleSessionName: 'pod',
  });
  told(t, emulator.services.sts.operations, Sts, answers);
});

test('CloudMonitor tells every member that the vendor’s package reads, or names it', async (t) => {
  await using cloud = await startCloud('single');
  const { answers, ask } = asking(cloud.emulator, 'cms', '2019-01-01');
  await ask('PutCustomEvent', { 'EventInfo.1.EventName': 'e', 'EventInfo.1.Content': 'c' });
  told(t, cloud.emulator.services.cms.operations, Cms, answers);
});

test('of Log Service nothing is served that the vendor’s package models', async (t) => {
  await using cloud = await startCloud('single');
  told(t, cloud.emulator.services.sls.operations, Sls, {});
});

test('RAM tells every member that the vendor’s package reads, or names it', async (t) => {
  await using cloud = await startCloud({
    identities: [{ name: 'monitor', type: 'role', trusts: ['root'] }],
  });
  const { answers, ask } = asking(cloud.emulator, 'ram', '2015-05-01');
  await ask('ListUsers');
  await ask('GetUser', { UserName: 'ops' });
  await ask('CreateUser', { UserName: 'lin' });
  await ask('DeleteUser', { UserName: 'lin' });
  await ask('ListRoles');
  const { Role } = await ask('GetRole', { RoleName: 'monitor' });
  const AssumeRolePolicyDocument = Reflect.get(Object(Role), 'AssumeRolePolicyDocument');
  await ask('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument });
  await ask('UpdateRole', { RoleName: 'app', NewAssumeRolePolicyDocument: AssumeRolePolicyDocument });
  await ask('DeleteRole', { RoleName: 'app' });
  const PolicyDocument = JSON.stringify({
    Statement: [{ Effect: 'Allow', Action: 'cs:*', Resource: '*' }],
    Version: '1',
  });
  const [PolicyName, PolicyType] = ['own', 'Custom'];
  await ask('CreatePolicy', { PolicyName, PolicyDocument });
  await ask('CreatePolicyVersion', { PolicyName, PolicyDocument });
  await ask('SetDefaultPolicyVersion', { PolicyName, VersionId: 'v2' });
  await ask('GetPolicyVersion', { PolicyName, PolicyType, VersionId: 'v2' });
  await ask('ListPolicyVersions', { PolicyName, PolicyType });
  await ask('DeletePolicyVersion', { PolicyName, VersionId: 'v1' });
  await ask('UpdatePolicyDescription', { PolicyName, NewDescription: 'd' });
  await ask('GetPolicy', { PolicyName, PolicyType });
  await ask('ListPolicies', { PolicyType });
  const [toUser, toRole] = [{ UserName: 'ops' }, { RoleName: 'monitor' }];
  await ask('AttachPolicyToUser', { PolicyName, PolicyType, ...toUser });
  await ask('AttachPolicyToRole', { PolicyName, PolicyType, ...toRole });
  await ask('ListEntitiesForPolicy', { PolicyName, PolicyType });
  await ask('ListPoliciesForUser', toUser);
  await ask('ListPoliciesForRole', toRole);
  const [GroupName, UserName] = ['readers', 'ops'];
  const inGroup = { GroupName, PolicyName, PolicyType };
  await ask('CreateGroup', { GroupName });
  await ask('GetGroup', { GroupName });
  await ask('ListGroups');
  await ask('AddUserToGroup', { GroupName, UserName });
  await ask('AttachPolicyToGroup', inGroup);
  await ask('ListUsersForGroup', { GroupName });
  await ask('ListGroupsForUser', { UserName });
  await ask('ListPoliciesForGroup', { GroupName });
  await ask('DetachPolicyFromGroup', inGroup);
  await ask('RemoveUserFromGroup', { GroupName, UserName });
  await ask('DeleteGroup', { GroupName });
  const { AccessKey } = await ask('CreateAccessKey', { UserName });
  const UserAccessKeyId = Reflect.get(Object(AccessKey), 'AccessKeyId');
  await ask('ListAccessKeys', { UserName });
  await ask('UpdateAccessKey', { UserName, UserAccessKeyId, Status: 'Inactive' });
  await ask('DeleteAccessKey', { UserName, UserAccessKeyId });
  await ask('DetachPolicyFromUser', { PolicyName, PolicyType, ...toUser });
  await ask('DetachPolicyFromRole', { PolicyName, PolicyType, ...toRole });
  await ask('DeletePolicy', { PolicyName });
  told(t, cloud.emulator.services.ram.operations, Ram, answers);
});

test('Function Compute tells every member that the vendor’s package reads, or names it', async (t) => {
  await using world = await deployed('export const handler = async () => "done"');
  const { emulator } = world;
  const { answers, note } = noted();
  const at = '/2023-03-30/functions';
  const ask = note(officialRoaClient(emulator.endpoints.fc, '2023-03-30', keyOf(emulator, 'ops')));
  const zipFile = Buffer.from(zipSync({ 'index.mjs': strToU8('export const handler = async () => 1') }));
  await ask('CreateFunction', `POST ${at}`, {
    functionName: 'new',
    runtime: 'nodejs20',
    handler: 'index.handler',
    code: { zipFile: zipFile.toString('base64') },
  });
  await ask('UpdateFunction', `PUT ${at}/new`, { description: 'd' });
  await ask('GetFunction', `GET ${at}/new`);
  await ask('ListFunctions', `GET ${at}`);
  const triggerConfig = JSON.stringify({ cronExpression: '@every 1h', enable: true, payload: '' });
  await ask('CreateTrigger', `POST ${at}/f/triggers`, {
    triggerName: 'a',
    triggerType: 'timer',
    triggerConfig,
  });
  await ask('UpdateTrigger', `PUT ${at}/f/triggers/a`, { description: 'd' });
  await ask('GetTrigger', `GET ${at}/f/triggers/a`);
  await ask('ListTriggers', `GET ${at}/f/triggers`);
  await ask('PutAsyncInvokeConfig', `PUT ${at}/f/async-invoke-config`, { asyncTask: true });
  await ask('GetAsyncInvokeConfig', `GET ${at}/f/async-invoke-config`);
  const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': 'one' };
  const asked = new FC3.InvokeFunctionHeaders({ commonHeaders: headers });
  await world.fc3().invokeFunctionWithOptions('f', new FC3.InvokeFunctionRequest(), asked, {} as never);
  await emulator.services.fc.idle();
  await ask('ListAsyncTasks', `GET ${at}/f/async-tasks`);
  await ask('GetAsyncTask', `GET ${at}/f/async-tasks/one`);
  const { versionId } = await ask('PublishFunctionVersion', `POST ${at}/f/versions`, {});
  await ask('ListFunctionVersions', `GET ${at}/f/versions`);
  await ask('CreateAlias', `POST ${at}/f/aliases`, { aliasName: 'live', versionId });
  await ask('UpdateAlias', `PUT ${at}/f/aliases/live`, { description: 'd' });
  await ask('GetAlias', `GET ${at}/f/aliases/live`);
  await ask('ListAliases', `GET ${at}/f/aliases`);
  const own = emulator.services.fc.operations.filter(({ pattern }) => pattern.startsWith(at));
  told(t, own, FC3, answers);
});

test('Function Compute tells every member of 2021-04-06 that its package reads, or names it', async (t) => {
  await using world = await deployed('export const handler = async () => "done"');
  const { emulator } = world;
  const { answers, note } = noted();
  const at = '/2021-04-06/services';
  const ask = note(officialRoaClient(emulator.endpoints.fc, '2021-04-06', keyOf(emulator, 'ops')));
  await ask('ListServices', `GET ${at}`);
  await ask('GetService', `GET ${at}/s`);
  await ask('ListFunctions', `GET ${at}/s/functions`);
  await ask('UpdateFunction', `PUT ${at}/s/functions/f`, { description: 'd' });
  await ask('GetFunction', `GET ${at}/s/functions/f`);
  const triggers = `${at}/s/functions/f/triggers`;
  const triggerConfig = JSON.stringify({ cronExpression: '@every 1h', enable: true, payload: '' });
  await ask('CreateTrigger', `POST ${triggers}`, { triggerName: 'a', triggerType: 'timer', triggerConfig });
  await ask('UpdateTrigger', `PUT ${triggers}/a`, { description: 'd' });
  await ask('GetTrigger', `GET ${triggers}/a`);
  await ask('ListTriggers', `GET ${triggers}`);
  const config = `${at}/s/functions/f/async-invoke-config`;
  await ask('PutFunctionAsyncInvokeConfig', `PUT ${config}`, { statefulInvocation: true });
  await ask('GetFunctionAsyncInvokeConfig', `GET ${config}`);
  const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-stateful-async-invocation-id': 'one' };
  await world.fc2().invokeFunction('s', 'f', '', headers);
  await emulator.services.fc.idle();
  const tasks = `${at}/s/functions/f/stateful-async-invocations`;
  await ask('ListStatefulAsyncInvocations', `GET ${tasks}`);
  await ask('GetStatefulAsyncInvocation', `GET ${tasks}/one`);
  const own = emulator.services.fc.operations.filter(({ pattern }) => pattern.startsWith(at));
  told(t, own, FcOpen, answers);
});

function asking(emulator: Emulator, service: 'kms' | 'sts' | 'cms' | 'ram', version: string) {
  const { answers, note } = noted();
  const call = officialRpcClient(emulator.endpoints[service], version, keyOf(emulator, 'ops'));
  return { answers, ask: note(call) };
}
