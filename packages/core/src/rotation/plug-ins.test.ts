import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGithub } from '@ackring/testkit/ci/github-server';
import { startGitlab } from '@ackring/testkit/ci/gitlab-server';
import { startJenkins } from '@ackring/testkit/ci/jenkins-server';
import { mixedNotice, storeSecret } from '@ackring/testkit/rotation/channels';
import { specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import { type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import { specimenClusterId } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import type { RamStatement } from '../cloud/ram.js';
import { AckringError } from '../words/errors.js';
import { type NotifierConfiguration, notifierStatements } from './notifiers/notifiers.js';
import type { PolicyPlace } from './plug-in/plug-in.js';
import type { Sink } from './sinks/sink.js';
import { type SinkConfiguration, sinkStatements } from './sinks/sinks.js';

/** For each kind of sink, settings that need different permissions; `{hub}` is a cluster's id. */
const sinks: Readonly<Record<SinkConfiguration['kind'], readonly string[]>> = {
  kms: [
    'kind: kms',
    'kind: kms, keyId: key-hzz65f176a0ogplgq1234, instanceId: kst-hzz65f176a0ogplgqabcd',
    'kind: kms, prefix: "other/"',
  ],
  oss: [
    'kind: oss, bucket: ackring-kubeconfigs',
    'kind: oss, bucket: ackring-kubeconfigs, prefix: "keys/", kmsKeyId: key-hzz65f176a0ogplgq1234',
  ],
  file: ['kind: file, directory: "{directory}/keys"'],
  kubernetesSecret: [
    'kind: kubernetesSecret, context: hub, kubeconfig: "{directory}/hub.yaml", namespace: default',
    'kind: kubernetesSecret, context: hub, kubeconfig: "kms:hub", namespace: default',
    'kind: kubernetesSecret, cluster: "{hub}", region: "{region}", namespace: default',
  ],
  gitlab: ['kind: gitlab, server: "{gitlab}", project: team/app, token: "kms:gitlab"'],
  github: ['kind: github, api: "{github}", repository: team/app, token: "kms:github"'],
  jenkins: ['kind: jenkins, server: "{jenkins}", folder: team/app, user: rotation, token: "kms:jenkins"'],
};

interface Receiver {
  readonly settings: string;
  /** The content of its KMS secret. */
  readonly holds: (world: RotationWorld) => string;
}

const secret = 'secret: "kms:ackring/receiver"';
const notifiers: Readonly<Record<NotifierConfiguration['kind'], Receiver>> = {
  dingtalk: {
    settings: secret,
    holds: ({ emulator: { services } }) =>
      JSON.stringify({ url: services.dingtalk.url(), secret: services.dingtalk.robot.secret }),
  },
  wecom: { settings: secret, holds: ({ emulator }) => emulator.services.wecom.url() },
  feishu: {
    settings: secret,
    holds: ({ emulator: { services } }) =>
      JSON.stringify({ url: services.feishu.url(), secret: services.feishu.bot.secret }),
  },
  slack: { settings: secret, holds: ({ emulator }) => emulator.services.slack.url() },
  teams: { settings: secret, holds: ({ emulator }) => emulator.services.teams.url() },
  pagerduty: {
    settings: `${secret}, url: "{pagerduty}"`,
    holds: ({ emulator }) => emulator.services.pagerduty.routingKey,
  },
  webhook: {
    settings: 'url: "kms:ackring/receiver", secret: "kms:ackring/receiver"',
    holds: ({ emulator }) => emulator.services.webhook.url(),
  },
  cloudMonitor: { settings: 'groupId: "7"', holds: () => 'none' },
};

for (const settings of Object.values(sinks).flat()) {
  test(`{${settings}}: its permissions suffice, and each is needed`, async (t) => {
    await using world = await worldWithHub();
    await using gitlab = await startGitlab();
    await using github = await startGithub();
    await using jenkins = await startJenkins();
    await storeSecret(world, 'gitlab', gitlab.token);
    await storeSecret(world, 'github', github.token);
    await storeSecret(world, 'jenkins', jenkins.token);
    const filled = settings
      .replace('{hub}', world.hub.id)
      .replace('{region}', world.hub.region)
      .replace('{gitlab}', gitlab.url)
      .replace('{github}', github.url)
      .replace('{jenkins}', jenkins.url);
    const hosts = [gitlab, github, jenkins].map(({ url }) => new URL(url).host);
    const environment = { ACKRING_RECEIVERS: hosts.join(',') };
    const configured = () =>
      world.configure(`sinks: [{${filled}}, {kind: file, directory: "{directory}/beside"}]`, { environment });
    const [sink] = (await configured()).configuration.sinks;
    if (sink === undefined) return t.fail();
    await demand(t, world, sinkStatements(sink, placeOf(world)), async (round) => {
      const [opened] = (await configured()).ports.sinks;
      if (opened !== undefined) await fill(opened, round);
    });
  });
}

for (const [kind, { settings, holds }] of Object.entries(notifiers)) {
  test(`{kind: ${kind}, ${settings}}: its permissions suffice, and each is needed`, async (t) => {
    await using world = await worldWithHub();
    await storeSecret(world, 'ackring/receiver', holds(world));
    const { pagerduty } = world.emulator.services;
    const yaml = `notify: [{kind: ${kind}, ${settings.replace('{pagerduty}', pagerduty.url())}}]`;
    const [notifier] = (await world.configure(yaml)).configuration.notify;
    if (notifier === undefined) return t.fail();
    await demand(t, world, notifierStatements(notifier, placeOf(world)), async () => {
      const [opened] = (await world.configure(yaml)).ports.notifiers;
      await opened?.send(mixedNotice());
    });
  });
}

/** The embedded cloud allows the work with these statements, and refuses it if any one action is missing. */
async function demand(
  t: ExecutionContext,
  { emulator }: RotationWorld,
  statements: readonly RamStatement[],
  work: (round: number) => Promise<void>,
): Promise<void> {
  const ops = emulator.world.identities.byName('ops');
  if (ops === undefined) return t.fail();
  const allowOnly = (isAllowed: (action: string) => boolean): void => {
    const Statement = statements.map(({ Effect, Action, Resource }) => {
      return { Effect, Action: Action.filter(isAllowed), Resource: [...Resource] };
    });
    ops.policies = [{ Version: '1', Statement }];
  };
  allowOnly(() => true);
  await t.notThrowsAsync(inTime(() => work(0)));
  for (const [round, missing] of statements.flatMap(({ Action }) => Action).entries()) {
    allowOnly((action) => action !== missing);
    await t.throwsAsync(
      inTime(() => work(round + 1)),
      { code: 'Forbidden' },
      `without ${missing}`,
    );
  }
}

/** What a busy machine does not answer in time is asked again. */
async function inTime(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AckringError && error.code === 'TimedOut')) throw error;
    }
  }
}

/** Stores two versions of a new credential, and a document beside them. */
async function fill(sink: Sink, round: number): Promise<void> {
  const key = specimenKey({ clusterId: specimenClusterId(round), clusterName: `prod-${round}` });
  for (const number of [1, 2]) {
    const version = await specimenVersion(number);
    await sink.stage(key, version);
    await sink.promote(key, version);
    await sink.read(key);
  }
  await sink.documents?.write('latest', `{"round":${round}}`);
  await sink.documents?.read('latest');
}

/** A cloud with one cluster as the hub, whose kubeconfig is in a file and in KMS. */
async function worldWithHub() {
  const world = await rotationWorld({ clusters: [{ name: 'hub', holders: { ops: { daysLeft: 900 } } }] }, '');
  const [described] = (await world.rotation.prepare({ runId: 'hub' })).plan.items;
  if (described === undefined) throw new Error('no cluster');
  const { cluster } = described.subject;
  const identity = await world.ports.identitySource.open('self');
  const { yaml } = await identity.fetch({ cluster, access: 'public', durationMinutes: null });
  const named = yaml.replace(/current-context: .*/, '').replace(/name: .*-c[0-9a-f]{32}/, 'name: hub');
  await writeFile(join(world.directory, 'hub.yaml'), named, { mode: 0o600 });
  await storeSecret(world, 'hub', named);
  return { ...world, hub: cluster };
}

function placeOf({ emulator }: RotationWorld): PolicyPlace {
  return {
    accountId: emulator.world.identities.accountId,
    region: 'cn-hangzhou',
    function: { service: null, function: 'ackring-rotate' },
    role: 'ackring-rotate',
    logs: null,
  };
}
