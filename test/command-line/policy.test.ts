import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import type { PolicyDocument } from '@ackring/emulator/world/identities';
import test from 'ava';
import * as v from 'valibot';
import { policyContract } from './rotation-contracts.js';
import { createAckring } from './run-ackring.js';

const documentOf = (text: string) => v.parse(policyContract.item.entries.policy, JSON.parse(text));

test('without credentials and configuration it prints a document to paste', async (t) => {
  const ackring = await createAckring(t, null);
  const { stdout, stderr, code } = await ackring.runHere(['policy']);
  t.is(code, 0, stderr);
  const actions = documentOf(stdout).Statement.flatMap(({ Action }) => Action);
  t.true(actions.includes('cs:DescribeClusterUserKubeconfig'));
  t.false(actions.some((action) => action.startsWith('kms:') || action.includes('*')));
  const trust = JSON.parse((await ackring.runHere(['policy', '--trust'])).stdout);
  t.deepEqual(trust.Statement[0].Principal, { Service: ['fc.aliyuncs.com'] });
});

test('the configuration decides its content, and each named role has its own', async (t) => {
  const ackring = await createAckring(t, null);
  const config = join(ackring.home, 'rotation.yaml');
  await writeFile(
    config,
    [
      'regions: [ap-northeast-1]',
      'identities: [self, {roleArn: "acs:ram::1234567890123456:role/deployer"}]',
      'sinks: [{kind: oss, bucket: keys}]',
    ].join('\n'),
  );
  const args = ['policy', '--config', config, '--account', '1234567890123456', '--region', 'ap-southeast-1'];
  const own = await ackring.runHere([...args, '--function', 'ops/rotate', '--logs', 'logs/rotate']);
  const statements = documentOf(own.stdout).Statement;
  const resourcesOf = (action: string) =>
    statements.flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []));
  t.deepEqual(resourcesOf('oss:PutObject'), ['acs:oss:*:1234567890123456:keys/ackring/*']);
  t.deepEqual(resourcesOf('sts:AssumeRole'), ['acs:ram::1234567890123456:role/deployer']);
  t.deepEqual(resourcesOf('cs:DescribeClusterUserKubeconfig'), [
    'acs:cs:ap-northeast-1:1234567890123456:cluster/*',
  ]);
  t.deepEqual(resourcesOf('fc:InvokeFunction'), [
    'acs:fc:ap-southeast-1:1234567890123456:services/ops/functions/rotate',
  ]);
  t.regex(own.stderr, /others need one too, see `--role`: deployer/);

  const all = v.parse(policyContract, (await ackring.runHere([...args, '--json'])).json());
  t.deepEqual(
    all.map(({ role }) => role),
    ['ackring-rotate', 'deployer'],
  );
  const trust = await ackring.runHere([...args, '--role', 'deployer', '--trust']);
  t.deepEqual(JSON.parse(trust.stdout), all[1]?.trust);
  t.is((await ackring.runHere([...args, '--role', 'nobody'])).code, 3);
});

test('an invalid account or log store is refused before anything is printed', async (t) => {
  const ackring = await createAckring(t, null);
  for (const args of [
    ['--account', 'me'],
    ['--logs', 'nowhere'],
    ['--logs', 'a/b/c'],
  ]) {
    const { code, stdout } = await ackring.runHere(['policy', ...args]);
    t.is(code, 2);
    t.is(stdout, '');
  }
});

test('a person’s policy is narrowed to account and regions, and says what cannot be narrowed', async (t) => {
  const ackring = await createAckring(t, null);
  const args = ['policy', '--for', 'person', '--account', '1234567890123456', '--region', 'ap-northeast-1'];
  const { stdout, stderr, code } = await ackring.runHere(args);
  t.is(code, 0, stderr);
  const [lists, clusters] = documentOf(stdout).Statement;
  t.deepEqual(lists, {
    Effect: 'Allow',
    Action: ['cs:DescribeRegions', 'cs:DescribeClustersForRegion'],
    Resource: ['*'],
  });
  t.deepEqual(clusters?.Resource, ['acs:cs:ap-northeast-1:1234567890123456:cluster/*']);
  t.regex(stderr, /no tag and no resource group.*cs:DescribeClustersForRegion/);
  const [json] = v.parse(policyContract, (await ackring.runHere([...args, '--json'])).json());
  t.is(json?.for, 'person');
  t.deepEqual(json?.policy, documentOf(stdout));
  t.deepEqual(json?.unscoped, lists?.Action);
});

test('the function’s policy also says what cannot be narrowed', async (t) => {
  const ackring = await createAckring(t, null);
  t.regex((await ackring.runHere(['policy'])).stderr, /no resource group.*cs:DescribeClustersForRegion/);
  t.notRegex((await ackring.runHere(['policy', '--trust'])).stderr, /no resource group/);
});

test('role options are refused for a person, and so is an unknown policy', async (t) => {
  const ackring = await createAckring(t, null);
  for (const more of [['--trust'], ['--role', 'x'], ['--config', 'x.yaml'], ['--logs', 'a/b']]) {
    t.is((await ackring.runHere(['policy', '--for', 'fleet', ...more])).code, 2);
  }
  t.is((await ackring.runHere(['policy', '--for', 'everybody'])).code, 2);
});

test('limits become conditions that the cloud holds a person to: short-lived, and nothing long-term', async (t) => {
  const limited = await createAckring(t, null);
  const rules = join(limited.home, 'rules.yaml');
  await writeFile(rules, '- {identities: people, longTerm: false}\n- {identities: people, maxLife: 8h}\n');
  const args = ['policy', '--for', 'person', '--rules', rules, '--json'];
  const [{ policy }] = (await limited.runHere(args)).json() as [{ policy: PolicyDocument }];
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'mei', policies: [policy] }],
      caller: 'mei',
      clusters: [{ name: 'prod', holders: { mei: { daysLeft: 900 } } }],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const get = async (...more: readonly string[]) => (await ackring.runHere(['get', 'prod', ...more])).code;
  t.is(await get('--temporary', '8h'), 0);
  t.is(await get('--temporary', '9h'), 4);
  t.is(await get('--long-term'), 4);

  const asked = ['--max-life', '1h', '--from', '203.0.113.0/24', '--mfa'];
  const printed = await limited.runHere(['policy', '--for', 'person', ...asked]);
  t.regex(printed.stdout, /"acs:SourceIp": \[\s*"203\.0\.113\.0\/24"/);
  t.regex(printed.stdout, /"acs:MFAPresent": \[\s*"true"/);
  t.is((await limited.runHere(['policy', ...asked])).code, 2);
  t.is((await limited.runHere(['policy', '--for', 'person', '--from', 'office'])).code, 2);
});

test('whoever looks after the function gets a policy for it alone, and no option of its role', async (t) => {
  const ackring = await createAckring(t, null);
  const args = ['policy', '--for', 'operator', '--account', '1234567890123456', '--region', 'ap-northeast-1'];
  const run = await ackring.runHere([...args, '--function', 'ops/rotate', '--logs', 'logs/rotate']);
  t.is(run.code, 0, run.stderr);
  const statements = documentOf(run.stdout).Statement;
  const resourcesOf = (action: string) =>
    statements.flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []));
  t.is(
    resourcesOf('fc:InvokeFunction')[0],
    'acs:fc:ap-northeast-1:1234567890123456:services/ops/functions/rotate',
  );
  t.deepEqual(resourcesOf('log:GetLogStoreLogs'), [
    'acs:log:ap-northeast-1:1234567890123456:project/logs/logstore/rotate',
  ]);
  t.regex(run.stderr, /they need `\*`: fc:GetService/);
  const [told] = v.parse(policyContract, (await ackring.runHere([...args, '--json'])).json());
  t.like(told, { for: 'operator', role: null, trust: null });
  for (const option of ['--trust', '--role=x', '--function-role=x', '--mfa']) {
    t.is((await ackring.runHere([...args, option])).code, 2, option);
  }
});
