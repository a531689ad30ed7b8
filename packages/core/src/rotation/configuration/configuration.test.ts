import { readFile } from 'node:fs/promises';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { identityKey, identityName, parseRotationConfiguration } from './configuration.js';

function problemsOf(yaml: string): string {
  try {
    parseRotationConfiguration(yaml, 'rotation.yaml');
  } catch (error) {
    if (error instanceof AckringError) return `${error.code} ${error.message}`;
  }
  return 'accepted';
}

test("an empty configuration is the caller's own identity, everywhere, into no sink", (t) => {
  const configuration = parseRotationConfiguration('', 'rotation.yaml');
  t.deepEqual(configuration.identities, ['self']);
  t.deepEqual(configuration.sinks, []);
  t.is(configuration.regions, undefined);
  t.is(configuration.renewBeforeDays, 180);
  t.is(configuration.verify, 'require');
  t.deepEqual([configuration.holders, configuration.rights], [true, false]);
});

test('every setting is documented, and the documentation has no others', async (t) => {
  const page = await readFile(new URL('../../../../../docs/rotation.md', import.meta.url), 'utf8');
  const [, table = ''] = /## What a rotation says\n(.*?)\n## /s.exec(page) ?? [];
  const documented = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name ?? '');
  const withoutDefault = ['name', 'regions', 'heartbeat'];
  const settings = [...Object.keys(parseRotationConfiguration('', 'rotation.yaml')), ...withoutDefault];
  t.deepEqual(documented.toSorted(), [...new Set(settings)].toSorted());
});

test('every setting of the design is accepted', (t) => {
  const configuration = parseRotationConfiguration(
    `
name: tokyo
regions: [ap-northeast-1]
select: {names: ["prod-*"], exclude: ["prod-legacy"], tags: {env: prod}, vpc: vpc-bp1abc}
identities: [self, {roleArn: "acs:ram::1234567890123456:role/ack-monitor"}, {uid: 200000000000000001}]
renewBeforeDays: 90
spreadDays: 14
access: private
sinks:
  - {kind: kms, prefix: "ackring/", keyId: "key", instanceId: "kst"}
  - {kind: oss, bucket: "b", kmsKeyId: "key"}
  - {kind: file, directory: ./keys}
  - {kind: kubernetesSecret, context: ops, namespace: ci, name: "{cluster}"}
verify: prefer
notify: [{kind: dingtalk, secret: "kms:ackring/dingtalk"}, {kind: webhook, url: "https://example.com/hook"}, {kind: cloudMonitor}]
concurrency: 4
shardSize: 50
blackouts: [{from: "2026-12-24T00:00:00Z", to: "2027-01-03T00:00:00Z"}, {weekdays: [sat, sun], timeZone: Asia/Tokyo}]
`,
    'rotation.yaml',
  );
  t.deepEqual(configuration.identities.map(identityName), ['self', 'ack-monitor', '200000000000000001']);
  t.is(configuration.sinks.length, 4);
});

test('every problem is reported at once, with its path', (t) => {
  const problems = problemsOf(`
renewBeforeDays: 181
verify: maybe
sinks:
  - {kind: ftp}
  - {kind: oss, bukket: b}
notify: [{kind: dingtalk, secret: "SEC123"}]
blackouts: [{from: "soon", to: "later"}]
`);
  t.regex(problems, /^ConfigurationInvalid rotation\.yaml cannot be used/);
  for (const path of [
    'renewBeforeDays: renewBeforeDays must be at most 180',
    'verify: must be require, prefer or skip',
    'sinks[0].kind: a sink has a kind: kms, oss, file, kubernetesSecret, gitlab, github or jenkins',
    'sinks[1].bukket: is not a known setting',
    'sinks[1].bucket: is missing',
    'notify[0].secret: must name a KMS secret',
    'blackouts[0]',
  ]) {
    t.true(problems.includes(path), `${path}\n${problems}`);
  }
  t.false(problems.includes('SEC123'));
});

for (const [namespace, isOne] of [
  ['a'.repeat(63), true],
  ['a'.repeat(64), false],
  ['a.b', false],
  ['A', false],
] as const)
  test(`${namespace} ${isOne ? 'can' : 'cannot'} be the namespace of Secrets`, (t) => {
    const problems = problemsOf(`sinks: [{kind: kubernetesSecret, context: ops, namespace: ${namespace}}]`);
    t.is(problems.includes('is no namespace'), !isOne, problems);
  });

test('broken YAML is reported with line and column', (t) => {
  t.regex(problemsOf('regions: [a\nsinks: }'), /line 2, column \d+/);
});

test('an access per selection is accepted, and its problems are reported with their paths', (t) => {
  const { access } = parseRotationConfiguration(
    'access: [{select: {vpc: vpc-bp1}, access: private}, {access: public}]',
    'test',
  );
  t.deepEqual(access, [
    { select: { vpc: 'vpc-bp1' }, access: 'private' },
    { select: {}, access: 'public' },
  ]);
  t.regex(problemsOf('access: inner'), /access: must be private, public or auto, or a list/);
  t.regex(problemsOf('access: []'), /access: access is an empty list/);
  t.regex(problemsOf('access: [{select: {vpcs: x}, access: private}]'), /access\[0\]\.select\.vpcs: is not/);
  t.regex(problemsOf('access: [{select: {vpc: prod}, access: private}]'), /access\[0\]\.select\.vpc: .*VPC/);
});

test('a spread as long as the window is refused: credentials would end while held back', (t) => {
  t.regex(problemsOf('{renewBeforeDays: 30, spreadDays: 30}'), /spreadDays: .*less than renewBeforeDays/);
});

const role = (account: number, name = 'x') => `{roleArn: "acs:ram::${account}:role/${name}"}`;
for (const identities of [
  `[${role(111)}, ${role(111)}]`,
  `[self, ${role(111, 'self')}]`,
  `[{uid: "20001"}, ${role(111, '20001')}]`,
]) {
  test(`identities with the same storage name are refused: ${identities}`, (t) => {
    t.regex(
      problemsOf(`identities: ${identities}`),
      /identities: two identities of one account have the same name/,
    );
  });
}

test('roles of one name in two accounts are two identities', (t) => {
  const { identities } = parseRotationConfiguration(`identities: [${role(111)}, ${role(222)}]`, 'test');
  t.deepEqual(identities.map(identityName), ['x', 'x']);
  t.deepEqual(identities.map(identityKey), ['acs:ram::111:role/x', 'acs:ram::222:role/x']);
});

test('a string is not a configuration', (t) => {
  t.regex(problemsOf('hello'), /ConfigurationInvalid/);
});
