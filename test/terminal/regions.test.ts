import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal } from './driver.js';

test('a region that forbids, one that fails and one that is cut off are rows with reason and remedy', async (t) => {
  await using cloud = await startEmulator({
    scenario: {
      clusters: [
        { name: 'tokyo' },
        { name: 'beijing', region: 'cn-beijing' },
        { name: 'frankfurt', region: 'eu-central-1' },
        { name: 'virginia', region: 'us-east-1' },
      ],
    },
  });
  cloud.faults.add({
    path: '/regions/cn-beijing/',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  cloud.faults.add({ path: '/regions/eu-central-1/', effect: { kind: 'html', status: 502 } });
  cloud.faults.add({ path: '/regions/us-east-1/', effect: { kind: 'reset' } });
  await using terminal = await openTerminal({ cloud, columns: 160 });
  await terminal.seeFleet();
  await terminal.see(/! cn-beijing {2}not allowed to list the clusters of cn-beijing/);
  await terminal.see(/! eu-central-1 {2}could not list the clusters of eu-central-1: .* not its API/);
  await terminal.see(/! us-east-1 {2}could not list the clusters of us-east-1: .* cannot be reached/);
  await terminal.see('4 regions   1 cluster');

  await terminal.press('G', 'd');
  await terminal.see(/What to do +Check the network to/);
  await terminal.press('esc', 'k', 'enter');
  await terminal.see(/What to do +Try again in a minute/);
  await terminal.press('esc', 'k', 'enter');
  await terminal.see(/What to do .*cs:DescribeClustersForRegion/);
  // They are not clusters: actions on clusters say why they do nothing.
  await terminal.press('esc', 'f');
  await terminal.see('no cluster is selected');

  cloud.faults.clear();
  await terminal.press('ctrl-r');
  await terminal.see('4 regions   4 clusters');
  t.notRegex(terminal.screen(), /press d for what to do/);
});

test('a slow list of regions is not waited for: what is known is asked, and what is not the account’s is no failure', async (t) => {
  await using cloud = await startEmulator({
    scenario: { clusters: [{ name: 'tokyo', region: 'ap-northeast-1' }] },
  });
  cloud.faults.add({
    path: '/regions/eu-central-1/',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  cloud.faults.add({ operation: 'DescribeRegions', effect: { kind: 'delay', ms: 600_000 } });
  await using terminal = await openTerminal({ cloud, columns: 160 });
  await terminal.see(/tokyo +ap-northeast-1/);
  await terminal.see(/1 of \d\d regions/);
  t.notRegex(terminal.screen(), /! eu-central-1/);
});

test('without any answer the screen says why, and what to do', async (t) => {
  await using cloud = await startEmulator({ scenario: 'single' });
  await using terminal = await openTerminal({
    cloud: { environment: { ...cloud.environment, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'mistyped' } },
  });
  await terminal.see('the cloud does not accept these credentials');
  await terminal.see('What to do: The signature is not the one that the cloud computes');
  // Local files need no cloud.
  await terminal.press('2');
  await terminal.see('No context in');
  t.pass();
});
