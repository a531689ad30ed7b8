import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOssObjects } from '@ackring/core/internal/cloud/oss/oss-objects';
import type { RamStatement } from '@ackring/core/internal/cloud/ram';
import { parseRotationConfiguration } from '@ackring/core/internal/rotation/configuration/configuration';
import { rotationPolicies } from '@ackring/core/internal/rotation/function/ram-policy';
import { ledgerRights } from '@ackring/core/internal/rotation/ledger/ledger-rights';
import type { PolicyPlace } from '@ackring/core/internal/rotation/plug-in/plug-in';
import { storesOf } from '@ackring/core/internal/rotation/report/kept-runs';
import { noteHandedOver } from '@ackring/core/internal/rotation/shard/handed-over';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import { codeFolder, type FunctionWorld, functionWorld } from '@ackring/testkit/rotation/function-world';
import { storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';

const scenario = {
  clusters: [
    { name: 'inside', holders: { rotator: { daysLeft: 190 } } },
    { name: 'outside', holders: { rotator: { daysLeft: 900 } } },
  ],
};
const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';
const timerEvent = JSON.stringify({
  triggerTime: '2027-03-01T20:00:00Z',
  triggerName: 'daily',
  payload: '{}',
});

async function stored({ ports, clusterId }: FunctionWorld, name: string) {
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  const key = { clusterId: clusterId(name), clusterName: name, identity: 'self' };
  return (await storedIn(sink, key)).certificate;
}

test.serial(
  'on Node 20 the bundle renews what is inside the window and leaves the rest as it is',
  async (t) => {
    await using world = await functionWorld({ scenario, settings: intoFile });
    t.like((await world.run(timerEvent)).counts, { delivered: 2, failed: 0 });
    const before = { inside: await stored(world, 'inside'), outside: await stored(world, 'outside') };

    await world.emulator.clock.advance(30 * 86_400_000);
    const { answer, logTail, requestId } = await world.invoke(timerEvent);
    const report = JSON.parse(answer ?? 'null');
    t.like(report.counts, { renewed: 1, kept: 1, failed: 0 });
    t.is(report.runId, requestId);
    const after = { inside: await stored(world, 'inside'), outside: await stored(world, 'outside') };
    t.not(after.inside.serial, before.inside.serial);
    t.true(after.inside.notAfter.getTime() - world.clock.now().getTime() > 1_094 * 86_400_000);
    t.is(after.outside.serial, before.outside.serial);
    t.regex(logTail ?? '', /"schema":"ackring.rotation\/v1","kind":"report"/);
    t.regex(logTail ?? '', /"kind":"metrics".*"mode":"apply".*"total":\d+.*"ready":\d+/);
    t.false(`${answer} ${logTail}`.includes('PRIVATE KEY'));
  },
);

test.serial('it runs on the newest managed runtime and is small enough for it', async (t) => {
  await using world = await functionWorld({ scenario, settings: intoFile });
  const status = await world.deployed.status();
  t.like(status, { runtime: 'nodejs20', handler: 'index.handler', timeoutSeconds: 600 });
  const [start = 0, later = 0] = await Promise.all(
    ['index.js', 'later.js'].map(async (name) => (await stat(join(codeFolder, name))).size),
  );
  t.true(start <= 900_000, 'every start reads it');
  t.true(start + later <= 1_800_000);
});

test.serial('a function in an FC 2.0 service runs the same, called through the older API', async (t) => {
  await using world = await functionWorld({ scenario, settings: intoFile, service: 'ops' });
  t.like((await world.run()).counts, { delivered: 2, failed: 0 });
  t.like(await world.deployed.status(), {
    name: 'ops/rotate',
    asyncInvoke: { retries: 1, maxAgeSeconds: 3600 },
  });
});

test.serial('asked for a plan, it changes nothing', async (t) => {
  await using world = await functionWorld({ scenario, settings: intoFile });
  t.like((await world.run('{"mode":"plan"}')).counts, { total: 2, delivered: 2 });
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
});

for (const event of ['{"mode":"destroy"}', 'once upon a time', '[]']) {
  test.serial(`an event it does not understand is refused: ${event}`, async (t) => {
    await using world = await functionWorld({ scenario, settings: intoFile });
    const invocation = await world.invoke(event);
    t.is(invocation.result, 'failed');
    t.regex(invocation.answer ?? '', /the event was not understood/);
    t.is(world.emulator.requests.count('DescribeClustersForRegion'), 0);
  });
}

test.serial('an unusable configuration is refused with every problem named', async (t) => {
  await using world = await functionWorld({
    scenario,
    settings: intoFile,
    environment: { ACKRING_ROTATION: '{verify: maybe, spreadDays: -1}' },
  });
  const { result, answer } = await world.invoke(timerEvent);
  t.is(result, 'failed');
  t.regex(answer ?? '', /spreadDays: .*verify: must be/);
});

test.serial('an unusable configuration is reported to whomever it still names', async (t) => {
  await using world = await functionWorld({
    scenario,
    settings: intoFile,
    environment: { ACKRING_ROTATION: '{verify: maybe, notify: [{kind: cloudMonitor}]}' },
  });
  t.is((await world.invoke(timerEvent)).result, 'failed');
  t.is((await world.invoke('{"mode":"plan"}')).result, 'failed');
  const { events } = world.emulator.services.cms;
  t.deepEqual(
    events.map(({ name }) => name),
    ['ackring.outage', 'ackring.heartbeat'],
  );
  t.regex(events[0]?.content ?? '', /verify: must be/);
});

test.serial('a missing configuration is reported to whomever ACKRING_NOTIFY names', async (t) => {
  await using world = await functionWorld({
    scenario,
    settings: intoFile,
    environment: {
      ACKRING_ROTATION: 'oss://ackring-kubeconfigs/nothing.yaml',
      ACKRING_NOTIFY: 'notify: [{kind: cloudMonitor}]',
    },
  });
  t.is((await world.invoke(timerEvent)).result, 'failed');
  t.regex(world.emulator.services.cms.events[0]?.content ?? '', /there is no configuration at oss:/);
});

test.serial(
  'a configuration in OSS that the role may not read names the right, and tells whom it can',
  async (t) => {
    await using world = await functionWorld({
      scenario,
      settings: intoFile,
      policies: leastPolicies(`${intoFile}\nnotify: [{kind: cloudMonitor}]`),
      environment: {
        ACKRING_ROTATION: 'oss://ackring-kubeconfigs/rotation.yaml',
        ACKRING_NOTIFY: 'notify: [{kind: cloudMonitor}]',
      },
    });
    t.is((await world.invoke(timerEvent)).result, 'failed');
    const told = world.emulator.services.cms.events[0]?.content ?? '';
    t.regex(told, /oss:GetObject/);
    t.regex(
      told,
      /ackring policy --config rotation.yaml --stored-at oss:\/\/ackring-kubeconfigs\/rotation.yaml/,
    );
  },
);

test.serial('a run that may not list a single region notifies before it fails', async (t) => {
  await using world = await functionWorld({
    scenario,
    settings: `${intoFile}\nnotify: [{kind: cloudMonitor}]`,
  });
  world.emulator.faults.add({
    service: 'cs',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  t.is((await world.invoke(timerEvent)).result, 'failed');
  t.is(world.emulator.services.cms.events[0]?.name, 'ackring.outage');
});

test.serial('its configuration may be in OSS', async (t) => {
  await using world = await functionWorld({
    scenario,
    settings: 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}]',
    environment: { ACKRING_ROTATION: 'oss://ackring-kubeconfigs/rotation.yaml' },
  });
  t.is((await world.invoke('{}')).result, 'failed');
  const objects = objectsOf(world, 'ackring-kubeconfigs');
  const text = 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}]';
  await objects.put({ name: 'rotation.yaml', text, kmsKeyId: null });
  t.like((await world.run()).counts, { delivered: 2, failed: 0 });
  t.truthy(await stored(world, 'inside'));
});

function objectsOf(world: FunctionWorld, bucket: string) {
  const url = world.emulator.endpoints.oss;
  return createOssObjects({
    credentials: { get: async () => ({ ...opsKey(world), securityToken: null }) },
    endpoint: { url, protocol: 'http', host: new URL(url).host },
    region: 'cn-hangzhou',
    bucket,
    clock: world.clock,
    limiter: { run: (call) => call() },
  });
}

function opsKey({ emulator: { environment } }: FunctionWorld) {
  return {
    accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
    accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
  };
}

test.serial('an asynchronous run is carried out by itself', async (t) => {
  await using world = await functionWorld({ scenario, settings: intoFile });
  t.is((await world.deployed.invoke('{}', { async: true })).result, 'accepted');
  await world.emulator.services.fc.idle();
  t.truthy(await stored(world, 'inside'));
});

test.serial('a fleet larger than a shard is split into shards, with one report', async (t) => {
  const clusters = Array.from({ length: 9 }, (_, index) => ({
    name: `c${index}`,
    region: index % 2 === 0 ? 'cn-hangzhou' : 'us-west-1',
    holders: { rotator: { daysLeft: index < 5 ? 100 : 900 } },
  }));
  await using world = await functionWorld({
    scenario: { clusters, identities: [{ name: 'tom' }] },
    settings: `${intoFile}\nshardSize: 2\nselect: {exclude: [c8]}`,
  });
  const report = await world.run();
  t.like(report.counts, { total: 8, renewed: 5, delivered: 3, failed: 0 });
  t.deepEqual(report.failures, []);
  t.is(new Set(report.outcomes.map(({ cluster }) => cluster.name)).size, 8);
  t.is(world.emulator.requests.count('InvokeFunction'), 4);
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 8);
  t.like((await world.run()).counts, { total: 8, kept: 8 });
  const latest = JSON.parse(await readFile(join(world.directory, '.ackring', 'latest'), 'utf8'));
  t.is(latest.counts.total, 8);
});

for (const [kind, service] of [
  ['FC 2.0', 'ops'],
  ['FC 3.0', undefined],
] as const)
  test.serial(`whoever may invoke it cannot name clusters, conditions or the time: ${kind}`, async (t) => {
    const clusters = ['kept', 'out'].map((name) => ({ name, holders: { rotator: { daysLeft: 100 } } }));
    await using world = await functionWorld({
      scenario: { clusters },
      settings: `${intoFile}\nshardSize: 1\nselect: {exclude: [out]}`,
      ...(service === undefined ? {} : { service }),
    });
    const runId = 'theirs';
    const frame = { runId, now: new Date().toISOString() };
    const cluster = [world.clusterId('out'), 'kept', 'ap-northeast-1', 'running', null, null, {}];
    const shard = { ...frame, kind: 'shard', index: 0, of: 1, mode: 'apply', identities: ['self'] };
    const resume = { kind: 'resume', part: 1, underWay: [], isHalted: true, canaries: [], cuts: [] };
    for (const event of [
      { ...shard, clusters: [cluster], records: [], known: [] },
      { ...shard, clusters: [cluster], records: [], now: '2040-01-01T00:00:00.000Z' },
      { ...frame, ...resume },
    ]) {
      const { result, answer } = await world.invoke(JSON.stringify(event));
      t.is(result, 'failed');
      t.regex(answer ?? '', /no run of this function has sent this part/);
    }
    t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
    t.like((await world.run()).counts, { total: 1, failed: 0 });
    t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 1);
  });

test.serial(
  'roles of other accounts are assumed in every shard, and look after their own clusters',
  async (t) => {
    const accounts = ['east', 'west', 'shut'].map((name) => ({
      name,
      identities: [
        { name: 'ack-monitor', type: 'role' as const, trusts: [name === 'shut' ? 'root' : 'root@home'] },
      ],
      clusters: ['a', 'b', 'c'].map((letter) => ({
        name: `${name}-${letter}`,
        holders: { 'ack-monitor': { daysLeft: 100 } },
      })),
    }));
    const clusters = ['a', 'b'].map((name) => ({ name, holders: { rotator: { daysLeft: 100 } } }));
    await using world = await functionWorld({
      scenario: { account: 'home', clusters, accounts },
      settings: `${intoFile}\nshardSize: 1\nidentities: [self, ${accounts.map(({ name }) => `{roleArn: "{role ${name}}"}`).join(', ')}]`,
    });
    const report = await world.run();
    t.like(report.counts, { total: 8, renewed: 8, failed: 0 }, JSON.stringify(report, null, 1));
    t.true(report.failures.every(({ what, error }) => what.includes('shut') || error.code === 'Forbidden'));
    t.true(report.failures.length > 0);
    const latest = await world.run();
    t.like(latest.counts, { total: 8, kept: 8 });
  },
);

test.serial(
  'a run by an alias hands its parts to the same version, whatever the newest code is',
  async (t) => {
    await using world = await functionWorld({ scenario, settings: `${intoFile}\nshardSize: 1` });
    const { fc } = world.emulator.services;
    fc.publish('rotate', 'live');
    const newest = fc.get(null, 'rotate')?.fn;
    if (newest === undefined) return t.fail();
    const { name, code, nodeBinary, region, timeout, role } = newest;
    const broken = { service: null, name, code, nodeBinary, region, timeout, handler: 'index.gone' };
    fc.deploy({ ...broken, ...(role === null ? {} : { role }) });
    t.is((await world.invoke('{"mode":"apply"}')).result, 'failed');
    const live = await world.by('live');
    const { result, answer } = await live.invoke('{"mode":"apply"}');
    t.is(result, 'answered', answer ?? '');
    const report = JSON.parse(answer ?? '');
    t.like(report.counts, { total: 2, failed: 0, deferred: 0 }, answer ?? '');
    t.deepEqual(report.failures, []);
  },
);

test.serial('the rest of a run is resumed with its own id and instant', async (t) => {
  await using world = await functionWorld({ scenario, settings: intoFile });
  const now = world.clock.now().toISOString();
  const event = JSON.stringify({
    kind: 'resume',
    runId: 'the-first',
    now,
    part: 1,
    underWay: [],
    isHalted: false,
    canaries: [],
    cuts: [],
  });
  const [sink] = world.ports.sinks;
  if (!sink?.documents) return t.fail();
  await noteHandedOver(sink.documents, 'the-first', [event]);
  const report = await world.run(event);
  t.like(report, { runId: 'the-first', now, mode: 'apply', counts: { delivered: 2, failed: 0 } });
});

test.serial('without a configuration it is refused, and renews nothing', async (t) => {
  await using world = await functionWorld({
    scenario,
    settings: intoFile,
    environment: { ACKRING_ROTATION: '' },
  });
  const { result, answer } = await world.invoke(timerEvent);
  t.is(result, 'failed');
  t.regex(answer ?? '', /the function has no configuration/);
  t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
});

const key = 'keyId: key-hzz65f176a0ogplgq1234, instanceId: kst-hzz65f176a0ogplgqabcd';
const everything = `
sinks: [{kind: kms, ${key}}, {kind: oss, bucket: ackring-kubeconfigs, kmsKeyId: key-hzz65f176a0ogplgq1234}]
notify: [{kind: cloudMonitor}]
shardSize: 1
`;

function leastPolicies(settings: string, logs: PolicyPlace['logs'] = null, storedAt: string | null = null) {
  const place = {
    accountId: null,
    region: 'cn-hangzhou',
    function: { service: null, function: 'rotate' },
    role: 'rotator',
    logs,
  };
  const configuration = parseRotationConfiguration(settings, 'test');
  return rotationPolicies(configuration, place, storedAt).flatMap(({ policy }) => ({
    ...policy,
    Statement: [...policy.Statement].map(mutable),
  }));
}

function mutable({ Effect, Action, Resource }: RamStatement) {
  return { Effect, Action: [...Action], Resource: [...Resource] };
}

test.serial(
  'the least policy is enough for records, sinks, keys, notifications and dispatching shards',
  async (t) => {
    const held = { rotator: { daysLeft: 100 }, tom: { daysLeft: 20 } };
    await using world = await functionWorld({
      scenario: {
        identities: [{ name: 'tom' }],
        clusters: [
          { name: 'inside', holders: held },
          { name: 'outside', holders: held },
        ],
      },
      settings: everything,
      policies: leastPolicies(everything),
    });
    const report = await world.run();
    t.deepEqual(report.failures, []);
    t.like(report.counts, { renewed: 2, notified: 2, failed: 0 });
    t.deepEqual(
      world.emulator.services.cms.events.map(({ name }) => name),
      ['ackring.heldByOther', 'ackring.heldByOther', 'ackring.heartbeat'],
    );
  },
);

const keyed = `keyId: key-hzz65f176a0ogplgq1234, instanceId: kst-hzz65f176a0ogplgqabcd`;

/** A run of any configuration may have no time left, and calls itself for the rest. */
const forTheRest = 'fc:InvokeFunction';

/** Each kind of configuration that the policy differs for. */
const configurations: Readonly<Record<string, string>> = {
  'KMS with a key': `sinks: [{kind: kms, ${keyed}}]`,
  'KMS without a key': 'sinks: [{kind: kms}]',
  'OSS with a key': 'sinks: [{kind: oss, bucket: ackring-kubeconfigs, kmsKeyId: key-hzz65f176a0ogplgq1234}]',
  'OSS without a key': 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}]',
  'holders, and CloudMonitor': `${intoFile}\nholders: true\nnotify: [{kind: cloudMonitor}]`,
  'a notifier and a heartbeat of KMS': `${intoFile}\nnotify: [{kind: webhook, url: "kms:ackring/hook"}]\nheartbeat: "kms:ackring/beat"`,
  shards: `${intoFile}\nshardSize: 1`,
  'another role': `${intoFile}\nidentities: [self, {roleArn: "{role away}"}]`,
  'one region': `${intoFile}\nregions: [ap-northeast-1]`,
  'itself in OSS': intoFile,
  'rights that end': `sinks: [{kind: oss, bucket: ackring-kubeconfigs}]\nrights: true`,
};

/** A role of tom's that ends while nobody looks. */
async function keepRight({ ports, emulator, clock }: FunctionWorld): Promise<void> {
  const cluster = emulator.world.clusters.named('inside');
  const tom = emulator.identities['tom'];
  if (cluster === undefined || tom === undefined) throw new Error('nobody');
  const now = clock.now();
  await ledgerRights(storesOf(ports.sinks), clock).keep({
    ...{
      id: '0123abcd',
      accountId: emulator.accountId,
      by: tom.uid,
      reason: 'INC-1',
      request: null,
      ledger: null,
    },
    cluster: { id: cluster.id, name: cluster.name, region: cluster.region },
    identity: { uid: tom.uid, name: 'tom' },
    isRamRole: false,
    role: { name: 'dev', isCustom: false, namespace: 'web' },
    ...{ until: now, askedAt: now, answeredAt: now, seenAt: now, takingAt: null, over: null, trouble: null },
  });
}

/** Where one of them is kept. */
const keptAt: Readonly<Record<string, { readonly bucket: string; readonly name: string }>> = {
  'itself in OSS': { bucket: 'ackring-kubeconfigs', name: 'settings/rotation.yaml' },
};

for (const [what, settings] of Object.entries(configurations)) {
  test.serial(
    `the role that is printed may do what the function asks for, and nothing else: ${what}`,
    async (t) => {
      const kept = keptAt[what];
      const storedAt = kept === undefined ? null : `oss://${kept.bucket}/${kept.name}`;
      const held = { rotator: { daysLeft: 185 }, tom: { daysLeft: 20, roles: ['dev@web'] } };
      await using world = await functionWorld({
        scenario: {
          account: 'home',
          accounts: [
            {
              name: 'away',
              identities: [{ name: 'ack-monitor', type: 'role', trusts: ['root@home'] }],
              clusters: [{ name: 'theirs', holders: { 'ack-monitor': { daysLeft: 900 } } }],
            },
          ],
          identities: [{ name: 'tom' }],
          clusters: [
            { name: 'inside', holders: held },
            { name: 'outside', holders: held },
          ],
        },
        settings,
        policies: 'none',
        ...(kept === undefined ? {} : { environment: { ACKRING_ROTATION: storedAt ?? '' } }),
      });
      const { emulator } = world;
      if (kept !== undefined) {
        const text = settings.replaceAll('{directory}', world.directory);
        await objectsOf(world, kept.bucket).put({ name: kept.name, text, kmsKeyId: null });
      }
      const role = emulator.world.identities.get(emulator.identities['rotator']?.uid ?? '');
      const theirs = emulator.identities['away/ack-monitor']?.arn ?? '';
      const logs = { project: 'ackring-logs', logstore: 'rotate' };
      const [own] = leastPolicies(settings.replace('{role away}', theirs), logs, storedAt);
      if (role === undefined || own === undefined) throw new Error('no role');
      role.policies = [own];
      const put = officialRpcClient(emulator.endpoints.kms, '2016-01-20', keyOf(emulator, 'ops'));
      for (const name of ['hook', 'beat']) {
        const SecretData = emulator.services.webhook.url(`/${name}`);
        await put('CreateSecret', { SecretName: `ackring/${name}`, VersionId: 'v1', SecretData });
      }
      const isTakingBack = settings.includes('rights: true');
      if (isTakingBack) await keepRight(world);
      role.asked = new Set();
      const reports = [await world.run()];
      // The first has nothing to replace.
      await world.emulator.clock.advance(10 * 86_400_000);
      reports.push(await world.run());
      t.deepEqual(
        reports.flatMap(({ failures }) => failures),
        [],
      );
      t.deepEqual(
        reports.flatMap(({ outcomes }) => outcomes.flatMap(({ error }) => error ?? [])),
        [],
      );
      t.deepEqual(
        reports.flatMap(({ rights = [] }) => rights.map(({ how }) => how)),
        isTakingBack ? ['takenBack'] : [],
      );
      const asked = [...role.asked].map((each) => each.split('|'));
      // The embedded cloud lists its regions for everybody.
      if (emulator.requests.count('DescribeRegions') > 0) asked.push(['cs:DescribeRegions']);
      const granted = own.Statement.flatMap(({ Action }) => Action);
      t.deepEqual(
        granted.filter((action) => action !== forTheRest && !asked.some((each) => each.includes(action))),
        [],
        'granted, and never asked for',
      );
      t.deepEqual(
        asked.filter((each) => !granted.some((action) => each.includes(action))),
        [],
        'asked for, and not granted',
      );
    },
  );
}

const toRole = /^For (the role rotator|the function’s role), ask for .*; `ackring policy` prints/;

for (const taken of [
  'kms:CreateSecret',
  'oss:PutObject',
  'oss:PutObjectAcl',
  'cs:DescribeClusterUserKubeconfig',
]) {
  test.serial(
    `and nothing in it is superfluous: without ${taken} the report says what is missing`,
    async (t) => {
      const policies = leastPolicies(everything).map((policy) => ({
        ...policy,
        Statement: policy.Statement.map((each) => ({
          ...each,
          Action: each.Action.filter((name) => name !== taken),
        })),
      }));
      await using world = await functionWorld({
        scenario,
        settings: everything.replace('shardSize: 1', ''),
        policies,
      });
      const report = await world.run();
      t.true(report.counts.failed > 0);
      const refusal = report.outcomes.find(
        ({ error }) => error?.code === 'Forbidden' && error.message.includes(taken),
      );
      t.regex(refusal?.error?.remedy ?? '', toRole);
    },
  );
}

for (const service of [null, 'ops']) {
  test.serial(
    `a function${service === null ? '' : ' of FC 2.0'} that may not call itself names what its role lacks`,
    async (t) => {
      const policies = leastPolicies(everything).map((policy) => ({
        ...policy,
        Statement: policy.Statement.filter(({ Action }) => !Action.includes('fc:InvokeFunction')),
      }));
      const deployed = service === null ? {} : { service };
      await using world = await functionWorld({ scenario, settings: everything, policies, ...deployed });
      const [failure] = (await world.run()).failures.filter(({ what }) => what.startsWith('shard '));
      t.is(failure?.error.code, 'Forbidden');
      t.true(failure?.error.message.includes('fc:InvokeFunction'));
      t.regex(failure?.error.remedy ?? '', toRole);
    },
  );
}
