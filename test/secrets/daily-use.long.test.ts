import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { receivers, storeReceivers } from './receivers.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// The program's main use, once: keys go where they are meant to be, and nowhere else.

const scenario = {
  identities: [{ name: 'tom' }, { name: 'monitor', type: 'role', trusts: ['root'] }],
  clusters: [
    { name: 'prod', holders: { ops: { daysLeft: 100 }, tom: { daysLeft: 20 }, monitor: { daysLeft: 90 } } },
    {
      name: 'stage',
      region: 'cn-hangzhou',
      certificates: '2022',
      holders: { ops: { daysLeft: 900 }, tom: { daysLeft: -3 }, monitor: { daysLeft: 800 } },
    },
  ],
} as const;

/** Where a private key may be, relative to HOME. */
const placesForKeys = [
  /^\.kube\/config$/,
  /^issued\/ci\.yaml$/,
  /^keys\/c[0-9a-f]{32}\/(\.versions\/(self|monitor)\/)?[^/]+\.yaml$/,
  /^\.local\/state\/ackring\/kubeconfig-backups\/[^/]+\/\d+\.kubeconfig$/,
  /^\.local\/state\/ackring\/exec[^/]*\/[^/]+\.json$/,
];

test('fetching, verifying, undoing and rotating put keys where they belong, and show none', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  await storeReceivers(emulator, cloud);
  await mkdir(join(program.home, 'issued'), { mode: 0o700 });
  await writeSettingsFile(program.home, 'rotation.yaml', rotation(emulator, program.home));

  const done = async (args: readonly string[], options?: Parameters<typeof program.run>[1]) => {
    const run = await program.run(args, options);
    t.is(run.code, 0, `ackring ${args.join(' ')}: ${run.stdout}${run.stderr}`);
    return run;
  };
  await done(['clusters']);
  await done(['clusters', '--json'], { environment: cloud.session });
  await done(['get', 'prod', '--dry-run']);
  await done(['get', 'prod', '--use']);
  await done(['get', 'prod', '--long-term', '--context', 'robot', '--json']);
  await done(['get', 'stage', '--json'], { environment: cloud.session });
  await done(['get', 'stage', '--context', 'mistake']);
  await done(['undo', '--json']);
  await done(['get', 'stage', '--long-term', '--output', 'issued/ci.yaml']);
  const printed = await done(['get', 'stage', '--stdout'], { printsKey: true });
  t.not(cloud.marks().foundIn(printed.stdout).length, 0, 'the marks are those of what is issued');
  await Promise.all([
    done(['contexts']),
    done(['contexts', '--json']),
    done(['contexts', '--kubeconfig', 'issued/ci.yaml', '--json']),
    done(['verify', '--all']),
    done(['verify', '--all', '--json']),
    done(['history']),
    done(['history', '--json']),
    done(['complete', '--', 'verify', '']),
  ]);
  await done(['rotate', 'plan']);
  await done(['rotate', 'plan', '--json'], { environment: cloud.session });
  await done(['rotate', 'apply', '--json']);
  await done(['rotate', 'apply'], { environment: cloud.session });

  const marks = cloud.marks();
  const { dingtalk, webhook, wecom, feishu, slack, teams } = emulator.services;
  const told = [
    dingtalk.messages,
    wecom.messages,
    feishu.messages,
    slack.messages,
    teams.cards,
    webhook.deliveries,
  ];
  t.true(told.every(({ length }) => length > 0));
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  const holding = keptOnlyIn(t, marks, { files: await keptFiles(program.home), places: placesForKeys });
  for (const place of placesForKeys.slice(0, 4))
    t.true(
      holding.some((path) => place.test(path)),
      `${place}`,
    );
});

function rotation({ world, services }: Emulator, home: string): string {
  const monitor = world.identities.byName('monitor');
  return `
identities: [self, {roleArn: "${monitor && world.identities.arn(monitor)}"}]
sinks:
  - {kind: file, directory: "${home}/keys"}
  - {kind: kms}
  - {kind: oss, bucket: ackring-kubeconfigs}
notify:${receivers(services.pagerduty.url())}`;
}
