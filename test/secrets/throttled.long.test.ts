import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { receivers, storeReceivers } from './receivers.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// Throttled until the last attempt: the final error has been through every retry.

const scenario = {
  identities: [{ name: 'gone', state: 'Deleted' }],
  clusters: [
    { name: 'prod', holders: { ops: { daysLeft: 100 }, gone: { daysLeft: 400, lastSeenDaysAgo: 90 } } },
  ],
} as const;

test('throttled to the end, no request data or kept data is shown', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  await storeReceivers(emulator, cloud);
  await writeSettingsFile(
    program.home,
    'rotation.yaml',
    `sinks: [{kind: kms, prefix: "ackring/"}, {kind: oss, bucket: ackring-kubeconfigs}]\nnotify:${receivers(cloud.pager.url)}`,
  );
  t.is((await program.run(['get', 'prod', '--long-term', '--context', 'mine'])).code, 0);
  const { uid = '' } = emulator.identities['gone'] ?? {};
  for (const operation of ['DescribeClusterUserKubeconfig', 'ListClusterKubeconfigStates']) {
    emulator.faults.add({ operation, effect: { kind: 'throttle' } });
  }
  // Concurrently: each waits out its own retries.
  const runs = await Promise.all([
    program.run(['get', 'prod', '--json'], { environment: cloud.session }),
    program.run(['rotate', 'apply', '--json'], { environment: cloud.session }),
    program.run(['clean', '--user', uid, '--confirm', uid, '--json']),
    program.run(['expiry', '--json']),
  ]);
  t.true(runs.every(({ code }) => code !== 0));
  const marks = cloud.marks();
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  keptOnlyIn(t, marks, { files: await keptFiles(program.home), places: [/^\.kube\/config$/] });
});
