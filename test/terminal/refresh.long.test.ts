import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, type Terminal, temporaryHome } from './driver.js';
import { timeMachine } from './time-machine.js';

const fleet = {
  clusters: [
    { name: 'b-tokyo', holders: { ops: {} } },
    { name: 'd-tokyo' },
    { name: 'f-tokyo' },
    { name: 'beijing', region: 'cn-beijing' },
  ],
};

/** A cluster like another one, with its own name. */
function addCluster({ world }: Emulator, name: string, like: string): void {
  const model = world.clusters.named(like);
  if (model === undefined) throw new Error(`no cluster ${like}`);
  world.clusters.add({
    ...model,
    id: `c${createHash('md5').update(name).digest('hex')}`,
    name,
    grants: new Map(),
  });
}

/** The selected line of the screen, and its text. */
function selected(terminal: Terminal): readonly [row: number, text: string] {
  const lines = terminal.screen().split('\n');
  const row = lines.findIndex((line) => line.startsWith('▌'));
  return [row, /^▌\S* *(\S+)/.exec(lines[row] ?? '')?.[1] ?? ''];
}

test('a background refresh asks once, and moves nothing under the cursor', async (t) => {
  await using cloud = await startEmulator({ scenario: fleet });
  await using terminal = await openTerminal({ cloud, environment: timeMachine });
  await terminal.seeFleet();
  await terminal.press('j');
  await terminal.until(() => selected(terminal)[1] === 'd-tokyo', 'd-tokyo to be selected');
  const before = selected(terminal);
  t.is(cloud.requests.count('DescribeClustersForRegion'), 2);

  addCluster(cloud, 'a-tokyo', 'b-tokyo');
  addCluster(cloud, 'c-tokyo', 'b-tokyo');
  terminal.kill('SIGUSR2');
  await terminal.see('6 clusters');
  await terminal.seeFleet();
  t.is(selected(terminal)[1], before[1]);
  t.is(cloud.requests.count('DescribeClustersForRegion'), 4);
});

test('new rows above leave the selected one in place on the screen', async (t) => {
  await using cloud = await startEmulator({ scenario: fleet });
  await using terminal = await openTerminal({ cloud, rows: 15, environment: timeMachine });
  for (let number = 1; number <= 20; number++) addCluster(cloud, `m-tokyo-${number}`, 'b-tokyo');
  await terminal.see('24 clusters');
  await terminal.seeFleet();
  await terminal.press('G', 'k', 'k', 'k', 'k');
  await terminal.see(/▌.*m-tokyo-17/);
  const before = selected(terminal);
  for (let number = 1; number <= 9; number++) addCluster(cloud, `a-tokyo-${number}`, 'b-tokyo');
  terminal.kill('SIGUSR2');
  await terminal.see('33 clusters');
  t.deepEqual(selected(terminal), before);
});

test('what others write to the kubeconfig is noticed automatically', async (t) => {
  await using cloud = await startEmulator({ scenario: 'single' });
  await using terminal = await openTerminal({ cloud, environment: timeMachine });
  await terminal.see('1 cluster');
  await terminal.press('2');
  await terminal.see('No context in');
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  await writeFile(
    join(terminal.home, '.kube', 'config'),
    'apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts:\n- name: by-hand\n  context: {cluster: none, user: none}\n',
  );
  terminal.kill('SIGUSR2');
  await terminal.see('by-hand');
  t.pass();
});

test('the last fleet is on the screen before the cloud has answered, marked as old; regions arrive one by one', async (t) => {
  await using cloud = await startEmulator({ scenario: fleet });
  await using folder = await temporaryHome();
  await using first = await openTerminal({ cloud, home: folder.home });
  await first.seeFleet();
  await first.press('q');
  await first.exit();

  const gone = cloud.world.clusters.named('d-tokyo');
  if (gone !== undefined) gone.name = 'x-tokyo';
  const slow = cloud.faults.add({ path: '/regions/cn-beijing/', effect: { kind: 'delay', ms: 60_000 } });
  await using second = await openTerminal({ cloud, home: folder.home });
  // Tokyo has answered, Beijing has not: its earlier state stays, marked as old.
  await second.see(/1 of 2 regions .*⟳ scanning · from \d+ s ago/);
  await second.see('x-tokyo');
  t.notRegex(second.screen(), /d-tokyo +ap/);
  t.regex(second.screen(), /beijing/);
  // Nobody waits for it: another cluster's kubeconfig can be fetched meanwhile.
  await second.press('f', 'enter');
  await second.see(/b-tokyo answers as/);
  t.regex(second.screen(), /1 of 2 regions/);
  slow();
});
