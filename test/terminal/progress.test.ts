import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

test('the command line shows progress on a slow cloud, and leaves nothing but the answer', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'tokyo' }] } });
  t.teardown(() => emulator.stop());
  emulator.faults.add({ operation: 'DescribeClustersForRegion', effect: { kind: 'delay', ms: 2500 } });
  await using terminal = await openTerminal({ cloud: emulator, args: ['clusters'], columns: 100, rows: 12 });
  await terminal.see('regions have answered');
  await terminal.see('Ctrl-C stops');
  await terminal.see('tokyo');
  await terminal.exit();
  t.notRegex(terminal.screen(), /answered|Ctrl-C/);
});

test('rows are not kept back for endpoints that a slow cloud is long in telling, and the count says so', async (t) => {
  await using cloud = await startEmulator({ scenario: { clusters: [{ name: 'tokyo' }, { name: 'osaka' }] } });
  cloud.faults.add({ operation: 'DescribeClusterDetail', effect: { kind: 'delay', ms: 600_000 } });
  await using terminal = await openTerminal({ cloud, args: ['clusters'], columns: 100, rows: 12 });
  await terminal.see('clusters have told their endpoints');
  await terminal.see('· 2 did not tell their endpoints within 3 s; `ackring clusters --json` waits for all');
  t.is(await terminal.exit(), 0);
  t.regex(terminal.screen(), /^osaka .* running +· /m);
});

for (const language of ['en', 'ja', 'zh'])
  test(`an error in a narrow terminal breaks between words, and its commands are whole, in ${language}`, async (t) => {
    await using terminal = await openTerminal({
      args: ['clusters', '--lang', language],
      columns: 60,
      rows: 20,
    });
    t.is(await terminal.exit(), 4);
    const lines = terminal.screen().split('\n');
    for (const whole of [
      '`aliyun configure`',
      'ALIBABA_CLOUD_ACCESS_KEY_ID',
      'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    ])
      t.true(
        lines.some((line) => line.includes(whole)),
        whole,
      );
  });
