import { functionWorld } from '@ackring/testkit/rotation/function-world';
import test from 'ava';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { receivers, storeReceivers } from './receivers.js';
import { watchCloud } from './watched-cloud.js';

const scenario = {
  identities: [{ name: 'tom' }],
  clusters: [
    { name: 'due', holders: { rotator: { daysLeft: 100 }, tom: { daysLeft: 20 } } },
    { name: 'early', holders: { rotator: { daysLeft: 900 } } },
    { name: 'broken', holders: { rotator: { daysLeft: 50 } } },
  ],
} as const;

const settings = `
sinks:
  - {kind: file, directory: "{directory}"}
  - {kind: kms}
  - {kind: oss, bucket: ackring-kubeconfigs}
notify:${receivers('{pagerduty}')}`;

const placesForKeys = [/^c[0-9a-f]{32}\/(\.versions\/self\/)?[^/]+\.yaml$/];

test.serial(
  'the function reveals no secret in answers, logs, notices and reports, whatever happens',
  async (t) => {
    await using world = await functionWorld({ scenario, settings });
    const { emulator } = world;
    const cloud = watchCloud(emulator, 'ops');
    await storeReceivers(emulator, cloud);
    const path = `/k8s/${world.clusterId('broken')}/user_config`;
    emulator.faults.add({ path, effect: { kind: 'truncate' } });

    const runs = [await world.invoke('{"mode":"plan"}'), await world.invoke('{"mode":"apply"}')];
    emulator.faults.add({ service: 'kms', times: 2, effect: { kind: 'error', status: 500, after: true } });
    emulator.faults.add({ service: 'oss', times: 2, effect: { kind: 'html', status: 502 } });
    runs.push(await world.invoke('{"mode":"apply"}'), await world.invoke(`{"mode":"${cloud.robot.secret}"}`));

    const { dingtalk, webhook, wecom, feishu, slack, teams } = emulator.services;
    const told = Object.entries({
      ...{ dingtalk: dingtalk.messages, wecom: wecom.messages, feishu: feishu.messages },
      ...{ slack: slack.messages, teams: teams.cards, webhook: webhook.deliveries },
    });
    const untold = () => told.flatMap(([name, { length }]) => (length === 0 ? [name] : []));
    // A notifier has ten seconds, which may be none of a busy machine: whom one run could not tell, the next one tells.
    while (untold().length > 0) {
      runs.push(await world.invoke('{"mode":"apply"}'));
      t.log(`${untold().join(', ')} not told by ${runs.length} runs`, runs.at(-1)?.answer?.slice(-2000));
    }

    const marks = cloud.marks();
    t.true(marks.names.length > 10);
    const invocations = emulator.services.fc.get(null, 'rotate')?.invocations ?? [];
    t.is(invocations.length, runs.length);
    showsNoSecret(t, marks, [
      ...runs.map(({ answer }) => ({ where: 'answer', text: answer ?? '' })),
      ...invocations.map(({ log }) => ({ where: 'log', text: log })),
      ...cloud.told(),
    ]);
    const holding = keptOnlyIn(t, marks, { files: await keptFiles(world.directory), places: placesForKeys });
    t.not(holding.length, 0);
  },
);
