import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, temporaryHome } from './driver.js';

/** What each command waits for, and what it shows meanwhile. */
const waits: readonly (readonly [args: readonly string[], operation: string, shown: string])[] = [
  [['clusters'], 'DescribeClustersForRegion', '0 of 1 regions have answered'],
  [['clusters', '--json'], 'DescribeClusterDetail', '0 of 1 clusters have told their endpoints'],
  [['expiry'], 'ListClusterKubeconfigStates', '0 of 1 clusters have answered'],
  [['access'], 'ListClusterKubeconfigStates', '0 of 1 clusters have answered'],
  [['access', '--record'], 'ListClusterKubeconfigStates', '0 of 1 clusters have answered'],
  [['policy', 'check', '--file', 'rules.yaml'], 'ListClusterKubeconfigStates', '0 of 1 clusters'],
  [['usage'], 'GetLogs', '0 of 1 clusters have answered'],
  [['usage', 'prod'], 'DescribeClustersForRegion', 'asking the cloud'],
  [['rotate', 'plan'], 'DescribeClustersForRegion', 'working out the plan'],
  [['rotate', 'simulate'], 'DescribeClustersForRegion', 'working out the plan'],
  [['rotate', 'apply', '--config', 'rotation.yaml'], 'DescribeClustersForRegion', 'rotating'],
  [
    ['run', '--select', '*', '--', 'kubectl', 'get', 'nodes'],
    'DescribeClusterUserKubeconfig',
    '0 of 1 clusters',
  ],
  [['get', 'prod'], 'DescribeClusterUserKubeconfig', 'asking for the kubeconfig'],
  [['shell', 'prod', '--', 'true'], 'DescribeClusterUserKubeconfig', 'asking for the kubeconfig'],
  [['san', 'prod'], 'DescribeClustersForRegion', 'asking the cloud'],
  [['ssh', 'prod', 'nowhere'], 'DescribeClustersForRegion', 'asking the cloud'],
  [['revoke', 'prod'], 'GetLogs', 'working out the plan'],
  [['clean', '--user', 'tom'], 'ListClusterKubeconfigStates', 'working out the plan'],
  [['clean', '--user', 'tom', '--confirm', 'tom'], 'CleanClusterUserPermissions', 'waiting for the change'],
  [['doctor'], 'DescribeRegions', 'asking the cloud'],
];

for (const [args, operation, shown] of waits) {
  test(`while ${operation} is slow, \`${args.join(' ')}\` shows what it waits for, and can be stopped`, async (t) => {
    await using cloud = await startEmulator({
      scenario: {
        identities: [{ name: 'tom', state: 'Deleted' }],
        clusters: [{ name: 'prod', holders: { ops: { daysLeft: 20 }, tom: { daysLeft: 300 } } }],
      },
    });
    await using folder = await temporaryHome();
    const { home } = folder;
    await writeFile(join(home, 'rules.yaml'), '- {identities: people, maxLife: 90d}\n');
    await writeFile(join(home, 'rotation.yaml'), 'sinks: [{kind: file, directory: ./keys}]\n');
    cloud.faults.add({ operation, effect: { kind: 'delay', ms: 300_000 } });
    await using terminal = await openTerminal({ cloud, home, args, columns: 100, rows: 20 });
    await terminal.see(shown);
    await terminal.press('ctrl-c');
    t.not(await terminal.exit(), 0);
    t.notRegex(terminal.screen(), /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
  });
}
