import test from 'ava';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import type { PolicyPlace } from '../plug-in/plug-in.js';
import { rotationPolicies } from './ram-policy.js';

const place: PolicyPlace = {
  accountId: '1234567890123456',
  region: 'cn-hangzhou',
  function: { service: null, function: 'ackring-rotate' },
  role: 'ackring-rotate',
  logs: { project: 'p', logstore: 's' },
};

function actionsOf(yaml: string): string[] {
  const [own] = rotationPolicies(parseRotationConfiguration(yaml, 'test'), place);
  return own?.policy.Statement.flatMap(({ Action }) => Action) ?? [];
}

test('a policy grants what the configuration uses and nothing else', (t) => {
  t.deepEqual(actionsOf('{holders: false, regions: [cn-hangzhou]}').toSorted(), [
    'cs:DescribeClusterDetail',
    'cs:DescribeClusterUserKubeconfig',
    'cs:DescribeClustersForRegion',
    'cs:ListUserKubeConfigStates',
    'fc:InvokeFunction',
    'log:PostLogStoreLogs',
  ]);
  t.deepEqual(
    actionsOf('rights: true').filter((action) => !actionsOf('').includes(action)),
    ['cs:DescribeUserPermission', 'cs:UpdateUserPermissions'],
  );
  for (const [account, isGiven] of [
    [place.accountId, false],
    ['1000000000000099', true],
  ] as const) {
    const yaml = `{rights: true, identities: [{roleArn: "acs:ram::${account}:role/keeper"}]}`;
    const [, theirs] = rotationPolicies(parseRotationConfiguration(yaml, 'test'), place);
    t.is(JSON.stringify(theirs?.policy).includes('cs:UpdateUserPermissions'), isGiven, `${account}`);
  }
  const all = actionsOf(
    '{sinks: [{kind: kms, keyId: k}, {kind: oss, bucket: b}], notify: [{kind: cloudMonitor}], identities: [self, {uid: "20001"}]}',
  );
  for (const action of [
    'kms:PutSecretValue',
    'kms:GenerateDataKey',
    'oss:PutObject',
    'cms:PutCustomEvent',
    'cs:DescribeSubaccountK8sClusterUserConfig',
    'ram:ListUsers',
  ]) {
    t.true(all.includes(action), action);
  }
});

test('a policy never grants what kills a credential', (t) => {
  const all = actionsOf('{sinks: [{kind: kms}], identities: [self, {roleArn: "acs:ram::1:role/x"}]}');
  t.false(all.some((action) => /Revoke|Clean|Delete|\*/.test(action)));
});

test("each sink's resources end at its prefix", (t) => {
  const yaml = '{sinks: [{kind: kms, prefix: "a/"}, {kind: oss, bucket: b, prefix: "c/"}]}';
  const [own] = rotationPolicies(parseRotationConfiguration(yaml, 'test'), place);
  const resources = own?.policy.Statement.flatMap(({ Resource }) => Resource) ?? [];
  t.true(resources.includes('acs:kms:cn-hangzhou:1234567890123456:secret/a/*'));
  t.true(resources.includes('acs:oss:*:1234567890123456:b/c/*'));
});

for (const [accountId, account] of [
  ['1234567890123456', '1234567890123456'],
  [null, '*'],
] as const)
  test(`a hub of the fleet is reached in its region, else in the function’s, in the account ${account}`, (t) => {
    const hub = (region: string) =>
      rights(`sinks: [{kind: kubernetesSecret, cluster: c${'0'.repeat(32)}, namespace: ci${region}}]`, {
        accountId,
      }).filter((right) => right.endsWith('0'));
    const reaching = (region: string) =>
      ['cs:DescribeClusterDetail', 'cs:DescribeClusterUserKubeconfig'].map(
        (action) => `${action} acs:cs:${region}:${account}:cluster/c${'0'.repeat(32)}`,
      );
    t.deepEqual(hub(''), reaching('cn-hangzhou'));
    t.deepEqual(hub(', region: cn-beijing'), reaching('cn-beijing'));
  });

for (const [accountId, account] of [
  ['1234567890123456', '1234567890123456'],
  [null, '*'],
] as const)
  test(`a key of one’s own may be used where a sink names one, in the account ${account}`, (t) => {
    const keys = (sink: string) =>
      rights(`sinks: [${sink}]`, { accountId }).filter((right) => right.includes(':key/'));
    const own = (region: string) =>
      ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => `${action} acs:kms:${region}:${account}:key/k`);
    t.deepEqual(keys('{kind: kms, keyId: k}'), own('cn-hangzhou'));
    t.deepEqual(keys('{kind: oss, bucket: b, kmsKeyId: k}'), own('cn-hangzhou'));
    t.deepEqual(keys('{kind: oss, bucket: b, region: cn-beijing, kmsKeyId: k}'), own('cn-beijing'));
    t.deepEqual([keys('{kind: kms}'), keys('{kind: oss, bucket: b}')], [[], []]);
  });

test("a role of another account lists its own clusters and trusts the function's role", (t) => {
  const yaml = '{identities: [self, {roleArn: "acs:ram::999:role/remote"}]}';
  const [own, remote] = rotationPolicies(parseRotationConfiguration(yaml, 'test'), place);
  t.deepEqual(own?.trust.Statement[0].Principal, { Service: ['fc.aliyuncs.com'] });
  t.is(remote?.role, 'acs:ram::999:role/remote');
  t.deepEqual(remote?.trust.Statement[0].Principal, {
    RAM: ['acs:ram::1234567890123456:role/ackring-rotate'],
  });
  t.true(remote?.policy.Statement.some(({ Action }) => Action.includes('cs:DescribeClustersForRegion')));
});

test('a trust names its account, never all; an external id is a condition of it', (t) => {
  const yaml = '{identities: [{roleArn: "acs:ram::999:role/remote", externalId: ours-42}]}';
  const configuration = parseRotationConfiguration(yaml, 'test');
  const [, remote] = rotationPolicies(configuration, place);
  t.deepEqual(remote?.trust.Statement[0].Condition, { StringEquals: { 'sts:ExternalId': ['ours-42'] } });
  const [, unknown] = rotationPolicies(configuration, { ...place, accountId: null });
  t.deepEqual(unknown?.trust.Statement[0].Principal, {
    RAM: ['acs:ram::<account id>:role/ackring-rotate'],
  });
});

/** The permissions of the function's own role, as `action resource`. */
function rights(yaml: string, change: Partial<PolicyPlace> = {}): readonly string[] {
  const [own] = rotationPolicies(parseRotationConfiguration(yaml, 'test'), { ...place, ...change });
  return (own?.policy.Statement ?? []).flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
  );
}

test('permissions are for what the configuration names, in the account if known', (t) => {
  const narrow = rights('{regions: [cn-hangzhou]}');
  t.true(narrow.includes('cs:DescribeClusterDetail acs:cs:cn-hangzhou:1234567890123456:cluster/*'));
  t.false(narrow.some((right) => right.startsWith('cs:DescribeRegions')));
  const wide = rights('{}', { accountId: null });
  t.true(wide.includes('cs:DescribeClusterDetail acs:cs:*:*:cluster/*'));
  t.true(wide.includes('cs:DescribeRegions *'));
  t.true(wide.includes('fc:InvokeFunction acs:fc:cn-hangzhou:*:functions/ackring-rotate'));
});

test('it may call itself, by either API’s name, and write its log if it has one', (t) => {
  const mine = 'acs:fc:cn-hangzhou:1234567890123456';
  t.true(rights('{}').includes(`fc:InvokeFunction ${mine}:functions/ackring-rotate`));
  const old = { function: { service: 'ops', function: 'rotate' } };
  t.true(rights('{}', old).includes(`fc:InvokeFunction ${mine}:services/ops/functions/rotate`));
  const log = 'log:PostLogStoreLogs acs:log:cn-hangzhou:1234567890123456:project/p/logstore/s';
  t.true(rights('{}').includes(log));
  t.false(rights('{}', { logs: null }).some((right) => right.startsWith('log:')));
});

test('an assumed role is named, and may only list what the function’s own cannot', (t) => {
  const policies = (accountId: string | null) =>
    rotationPolicies(
      parseRotationConfiguration(
        'identities: [self, {roleArn: "acs:ram::1234567890123456:role/mine"}, {roleArn: "acs:ram::99:role/theirs", externalId: xy}]',
        'test',
      ),
      { ...place, accountId },
    );
  const [own, mine, theirs] = policies('1234567890123456');
  const actions = (role: typeof own) => role?.policy.Statement.flatMap(({ Action }) => Action) ?? [];
  const arns = ['acs:ram::1234567890123456:role/mine', 'acs:ram::99:role/theirs'];
  t.true(own?.policy.Statement.some(({ Resource }) => Resource.join() === arns.join()));
  t.is(mine?.role, 'mine');
  t.deepEqual(actions(mine), ['cs:DescribeClusterDetail', 'cs:DescribeClusterUserKubeconfig']);
  t.is(theirs?.role, 'acs:ram::99:role/theirs');
  t.true(actions(theirs).includes('cs:DescribeClustersForRegion'));
  t.true(theirs?.policy.Statement.some(({ Resource }) => Resource.join() === 'acs:cs:*:99:cluster/*'));
  t.deepEqual(mine?.trust.Statement[0].Principal.RAM, ['acs:ram::1234567890123456:role/ackring-rotate']);
  t.is(mine?.trust.Statement[0].Condition, undefined);
  t.deepEqual(theirs?.trust.Statement[0].Condition, { StringEquals: { 'sts:ExternalId': ['xy'] } });
  t.is(policies(null)[1]?.role, 'acs:ram::1234567890123456:role/mine');
});

const stores: readonly (readonly [url: string | null, resource: string | null])[] = [
  [null, null],
  ['oss://keys/rotation.yaml', 'acs:oss:*:1234567890123456:keys/rotation.yaml'],
  ['oss://keys/a/b.yaml', 'acs:oss:*:1234567890123456:keys/a/b.yaml'],
  ['oss://keys/*', null],
  ['oss://*/rotation.yaml', null],
  ['https://keys/rotation.yaml', null],
];

for (const [url, resource] of stores) {
  test(`a configuration kept at ${url} lets the function read ${resource ?? 'nothing more'}`, (t) => {
    const [own] = rotationPolicies(parseRotationConfiguration('sinks: [{kind: kms}]', 'test'), place, url);
    const read = own?.policy.Statement.filter(({ Action }) => Action.includes('oss:GetObject')) ?? [];
    t.deepEqual(
      read.map(({ Action, Resource }) => [Action, Resource]),
      resource === null ? [] : [[['oss:GetObject'], [resource]]],
    );
  });
}
