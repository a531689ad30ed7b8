import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outcomeOf, type RotationWorld, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';

const scenario = { clusters: [{ name: 'a', holders: { ops: { daysLeft: 400 } } }] };

/** A kubeconfig of the cluster whose user is a plug-in that returns the issued certificate. */
async function writePluginHub({ directory, rotation, ports }: RotationWorld, file: string): Promise<void> {
  const [item] = (await rotation.prepare({ runId: 'hub' })).plan.items;
  if (item === undefined) throw new Error('no cluster');
  const identity = await ports.identitySource.open('self');
  const { cluster } = item.subject;
  const { yaml } = await identity.fetch({ cluster, access: 'public', durationMinutes: null });
  const pick = (name: string) => new RegExp(`${name}: (\\S+)`).exec(yaml)?.[1] ?? '';
  const pem = (name: string) => Buffer.from(pick(name), 'base64').toString();
  const plugin = join(directory, 'plugin');
  const status = {
    clientCertificateData: pem('client-certificate-data'),
    clientKeyData: pem('client-key-data'),
  };
  const apiVersion = 'client.authentication.k8s.io/v1';
  await writeFile(
    plugin,
    `#!/bin/sh\necho ran >> '${directory}/ran'\ncat <<'END'\n${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}\nEND\n`,
  );
  await chmod(plugin, 0o700);
  const user = { exec: { apiVersion, command: plugin, interactiveMode: 'Never' } };
  const server = { server: pick('server'), 'certificate-authority-data': pick('certificate-authority-data') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'hub', cluster: server }],
    users: [{ name: 'hub', user }],
    contexts: [{ name: 'hub', context: { cluster: 'hub', user: 'hub' } }],
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
}

async function wasRun({ directory }: RotationWorld): Promise<boolean> {
  return (await readFile(join(directory, 'ran'), 'utf8').catch(() => '')) !== '';
}

test('a hub in the user’s own kubeconfig is reached through its plug-in', async (t) => {
  await using world = await rotationWorld(scenario, 'verify: require');
  await mkdir(join(world.directory, '.kube'));
  await writePluginHub(world, join(world.directory, '.kube', 'config'));
  const { rotation, ports } = await world.configure(
    'sinks: [{kind: kubernetesSecret, context: hub, namespace: default}]',
  );
  t.like((await rotation.run('apply', { runId: 'r1' })).counts, { delivered: 1, failed: 0 });
  t.true(await wasRun(world));
  const [sink] = ports.sinks;
  if (sink !== undefined) t.true((await storedIn(sink, world.keyOf('a'))).keyMatches);
});

for (const [what, body, said] of [
  ['is not installed', null, /come from \S+, which is not installed here/],
  ['fails', '#!/bin/sh\nexit 7\n', /come from \S+, (?!which is not installed)/],
] as const)
  test(`a plug-in that ${what} is told as that, with the command that tries it`, async (t) => {
    await using world = await rotationWorld(scenario, 'verify: require');
    await mkdir(join(world.directory, '.kube'));
    await writePluginHub(world, join(world.directory, '.kube', 'config'));
    const plugin = join(world.directory, 'plugin');
    if (body === null) await rm(plugin);
    else await writeFile(plugin, body);
    const { rotation } = await world.configure(
      'sinks: [{kind: kubernetesSecret, context: hub, namespace: default}]',
    );
    const { error } = outcomeOf(await rotation.run('apply', { runId: 'r1' }), 'a');
    t.is(error?.code, 'CredentialsMissing');
    t.regex(error?.message ?? '', said);
    t.regex(error?.remedy ?? '', /kubectl --context hub auth whoami/);
  });

test('a plug-in in a file that the configuration names is not run', async (t) => {
  await using world = await rotationWorld(scenario, 'verify: require');
  await writePluginHub(world, join(world.directory, 'hub.yaml'));
  const { rotation } = await world.configure(
    'sinks: [{kind: kubernetesSecret, context: hub, kubeconfig: "{directory}/hub.yaml", namespace: default}]',
  );
  const report = await rotation.run('apply', { runId: 'r1' });
  t.is(outcomeOf(report, 'a').error?.code, 'Refused');
  t.false(await wasRun(world));
});

for (const [what, user] of [
  ['a token file', { tokenFile: '/etc/hostname' }],
  ['a key file', { 'client-certificate': 'own.crt', 'client-key': 'own.key' }],
] as const)
  test(`a file that the configuration names does not send ${what} of the machine`, async (t) => {
    await using world = await rotationWorld(scenario, 'verify: require');
    const file = join(world.directory, 'hub.yaml');
    await writePluginHub(world, file);
    const hub = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...hub, users: [{ name: 'hub', user }] }), { mode: 0o600 });
    const { rotation } = await world.configure(
      'sinks: [{kind: kubernetesSecret, context: hub, kubeconfig: "{directory}/hub.yaml", namespace: default}]',
    );
    const { error } = outcomeOf(await rotation.run('apply', { runId: 'r1' }), 'a');
    t.is(error?.code, 'Refused');
    t.regex(error?.message ?? '', /is none of your kubeconfig files, and points to others/);
  });

test('a cluster of the fleet can be the hub without any file', async (t) => {
  await using world = await rotationWorld(scenario, 'verify: require');
  const { clusterId } = world.keyOf('a');
  const { rotation, ports } = await world.configure(
    `sinks: [{kind: kubernetesSecret, cluster: ${clusterId}, region: ap-northeast-1, namespace: default, format: flux}]`,
  );
  t.like((await rotation.run('apply', { runId: 'r1' })).counts, { delivered: 1, failed: 0 });
  const [sink] = ports.sinks;
  if (sink === undefined) return t.fail();
  t.is(sink.name, `kubernetesSecret:${clusterId}/default`);
  t.true((await storedIn(sink, world.keyOf('a'))).keyMatches);
});

test('a hub in the fleet without the endpoint that is to be taken is told with the command that shows what it has', async (t) => {
  const holders = { ops: { daysLeft: 400 } };
  const hub = { name: 'hub', region: 'cn-hangzhou', public: false, holders } as const;
  await using world = await rotationWorld({ clusters: [...scenario.clusters, hub] }, 'verify: require');
  const { clusterId } = world.keyOf('hub');
  const { rotation } = await world.configure(
    `access: public\nselect: {names: [a]}\nsinks: [{kind: kubernetesSecret, cluster: ${clusterId}, region: cn-hangzhou, namespace: default}]`,
  );
  const { error } = outcomeOf(await rotation.run('apply', { runId: 'r1' }), 'a');
  t.is(error?.code, 'EndpointMissing');
  t.regex(error?.message ?? '', /the hub c[0-9a-f]{32} has no public endpoint/);
  t.regex(error?.remedy ?? '', /ackring clusters --region cn-hangzhou/);
});

test('a hub is configured in one way only', (t) => {
  for (const hub of ['', 'context: a, cluster: c0123456789abcdef0123456789abcdef, ']) {
    const yaml = `sinks: [{kind: kubernetesSecret, ${hub}namespace: ci}]`;
    t.throws(() => parseRotationConfiguration(yaml, 'test'), {
      code: 'ConfigurationInvalid',
      message: /sinks\[0\]: a kubernetesSecret sink names its hub by context or by cluster/,
    });
  }
});

/** The hub's own kubeconfig, in a file, ends in 400 days; three credentials go there and into files. */
async function watchedHub() {
  const clusters = ['a', 'b', 'c'].map((name) => ({ name, holders: { ops: { daysLeft: 400 } } }));
  const world = await rotationWorld({ clusters }, 'verify: require');
  const [item] = (await world.rotation.prepare({ runId: 'hub' })).plan.items;
  if (item === undefined) throw new Error('no cluster');
  const identity = await world.ports.identitySource.open('self');
  const request = { cluster: item.subject.cluster, access: 'public', durationMinutes: null } as const;
  const { yaml } = await identity.fetch(request);
  await writeFile(join(world.directory, 'hub.yaml'), yaml, { mode: 0o600 });
  const context = /current-context: (\S+)/.exec(yaml)?.[1] ?? '';
  const { webhook } = world.emulator.services;
  const { rotation } = await world.configure(
    [
      'sinks:',
      '  - {kind: file, directory: "{directory}/keys"}',
      `  - {kind: kubernetesSecret, context: "${context}", kubeconfig: "{directory}/hub.yaml", namespace: default}`,
      `notify: [{kind: webhook, url: "${webhook.url()}"}]`,
    ].join('\n'),
  );
  const alarms = () =>
    webhook.deliveries.flatMap(({ json }) => (json as { readonly alarms: readonly Alarm[] }).alarms);
  return { world, rotation, alarms };
}

test('the end of the hub’s own kubeconfig is told by level, and what it shuts out once', async (t) => {
  const { world, rotation, alarms } = await watchedHub();
  await using _ = world;
  const days = [250, 181, 180, 170, 90, 60, 45, 30, 20, 7, 6, 1, 0, -1, -2];
  const told: (readonly [daysLeft: number, level: unknown])[] = [];
  // Between 399 and 400 of them are left.
  await world.advanceDays(1);
  let left = 400;
  for (const day of days) {
    await world.advanceDays(left - day);
    left = day;
    const before = alarms().length;
    await rotation.run('apply', { runId: `r${day}` });
    const fresh = alarms().slice(before);
    t.deepEqual(
      fresh.filter(({ key }) => !key.startsWith('failure hub kubeconfig ')),
      [],
    );
    for (const { step, remedy } of fresh) {
      told.push([day, step]);
      t.regex(remedy ?? '', /ackring get .* --long-term --output FILE.*cluster: ID/);
    }
  }
  t.deepEqual(told, [
    [180, 180],
    [60, 60],
    [30, 30],
    [7, 7],
    [1, 1],
    [0, 0],
    [-1, 0],
    [-2, 0],
  ]);
});
