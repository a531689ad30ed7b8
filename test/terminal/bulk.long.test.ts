import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, temporaryHome } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

test('many clusters are marked, fetched together, verified together and undone together', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type('/cn-hangzhou');
  await terminal.press('enter', 'space', 'space');
  await terminal.see('2 marked');
  await terminal.press('f');
  await terminal.see('Fetch 2 kubeconfigs');
  // A row for each, with the context that is written and the endpoint that it gets.
  await terminal.see(/\+ ack\/cn-hangzhou\/dev-hangzhou +public +https:/);
  await terminal.see(/\+ ack\/cn-hangzhou\/edge-lab +(?:public|private) +https:/);
  await terminal.press('enter');
  await terminal.see('2 of 2 fetched');
  await terminal.see('What was fetched: 2');
  await terminal.see(/edge-lab answers as/);
  await terminal.press('esc');

  await terminal.press('2');
  await terminal.see('/edge-lab');
  await terminal.press('ctrl-a', 'v');
  await terminal.see('2 answer');

  // Whoever fetches again sees which are replaced, and what is written beside another kind.
  await terminal.press('esc', '1', 'g', 'space', 'space', 'f');
  await terminal.see(/~ ack\/cn-hangzhou\/dev-hangzhou +public/);
  await terminal.see(/~ ack\/cn-hangzhou\/edge-lab /);
  await terminal.press('right');
  await terminal.see(/\+ ack\/cn-hangzhou\/dev-hangzhou\/long-term +public/);
  await terminal.press('esc');

  await terminal.press('6', 'z');
  await terminal.see(/- context +ack\/cn-hangzhou\/dev-hangzhou/);
  await terminal.see(/- context +ack\/cn-hangzhou\/edge-lab/);
  await terminal.press('enter');
  await terminal.see(/undone: .*and 1 more of that task/);
  await terminal.see(/✎.*dev-hangzhou \(public\), and 1 more of that task/);
  await terminal.seeGone('edge-lab');
  const kubeconfig = await readFile(join(terminal.home, '.kube', 'config'), 'utf8').catch(() => '');
  t.notRegex(kubeconfig, /dev-hangzhou|edge-lab/);
});

test('what is chosen and cannot be fetched is left out by name', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type('/eu-central-1');
  await terminal.press('enter', 'ctrl-a', 'f');
  await terminal.see('1 left out: old-frankfurt (deleting)');
  await terminal.press('enter');
  await terminal.see(/ack\/eu-central-1\/prod-frankfurt|answers as/);
  t.pass();
});

test('the last write can be undone before the journal is on the screen', async (t) => {
  await using first = await openTerminal({ cloud, args: ['get', 'dev-hangzhou'] });
  await first.exit();
  await using second = await openTerminal({ cloud, home: first.home });
  await second.seeFleet();
  second.send('6z');
  await second.see('Undo the last write');
  await second.press('enter');
  await second.see(/undone: .*dev-hangzhou/);
  t.notRegex(await readFile(join(first.home, '.kube', 'config'), 'utf8').catch(() => ''), /dev-hangzhou/);
});

test('whoever quits while many are fetched sees how far it came, and leaves by quitting again', async (t) => {
  await using slow = await startEmulator({ scenario: 'fleet' });
  slow.faults.add({ operation: 'DescribeClusterUserKubeconfig', effect: { kind: 'delay', ms: 150 } });
  await using terminal = await openTerminal({ cloud: slow });
  await terminal.seeFleet();
  await terminal.type('/ap-northeast-1');
  await terminal.press('enter', 'ctrl-a', 'f');
  await terminal.see(/Fetch \d kubeconfigs/);
  await terminal.press('enter');
  await terminal.see(/fetching [1-9] of \d/);
  await terminal.press('q');
  await terminal.see(/\d of \d fetched .*stopped/);
  await terminal.press('esc', 'q');
  t.is(await terminal.exit(), 0);
});

test('a bulk fetch shows its progress, and stops between two on request', async (t) => {
  await using slow = await startEmulator({ scenario: 'fleet' });
  slow.faults.add({ operation: 'DescribeClusterUserKubeconfig', effect: { kind: 'delay', ms: 150 } });
  await using terminal = await openTerminal({ cloud: slow });
  await terminal.seeFleet();
  await terminal.type('/running');
  await terminal.press('enter', 'ctrl-a', 'f');
  await terminal.see(/Fetch 1\d kubeconfigs/);
  await terminal.press('enter');
  // From ten on their number is typed.
  await terminal.see(/Type 1\d to go on/);
  const [, count = ''] = /Type (1\d) to go on/.exec(terminal.screen()) ?? [];
  await terminal.type(count);
  await terminal.press('enter');
  await terminal.see(/fetching [1-9] of 1\d/);
  // A conflicting action says why it waits.
  await terminal.press('f', 'x');
  await terminal.see(/\d of 1\d fetched .*stopped/);
  await terminal.press('esc');
  const kubeconfig = await readFile(join(terminal.home, '.kube', 'config'), 'utf8');
  const contexts = kubeconfig.match(/^- context:/gm)?.length ?? 0;
  t.true(contexts >= 1 && contexts < 14, `${contexts} contexts`);
  await terminal.press('2');
  await terminal.until((screen) => screen.match(/ack\//g)?.length === contexts, 'what was written');
});

test('of the marked contexts, those inside their window are renewed together', async (t) => {
  await using aging = await startEmulator({
    // By the cloud's clock these are just outside the window, by this machine's inside.
    now: new Date(Date.now() - 2 * 86_400_000),
    scenario: {
      clusters: [
        { name: 'due-a', holders: { ops: { daysLeft: 181 } } },
        { name: 'due-b', holders: { ops: { daysLeft: 181 } } },
        { name: 'young', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  await using folder = await temporaryHome();
  for (const name of ['due-a', 'due-b', 'young']) {
    const args = ['get', name, '--long-term', '--no-verify'];
    await using fetching = await openTerminal({ cloud: aging, home: folder.home, args });
    t.is(await fetching.exit(), 0);
  }
  aging.clock.advance(2 * 86_400_000);
  {
    // On the command line too the plan comes first.
    await using asked = await openTerminal({ cloud: aging, home: folder.home, args: ['renew', '--all'] });
    await asked.see(/~ .*due-a: to be renewed, 179 d left/);
    await asked.see(/~ .*due-b: to be renewed, 179 d left/);
    await asked.see('Renew these? [y/N]');
    await asked.press('enter');
    t.is(await asked.exit(), 6);
    t.regex(asked.output(), /nothing was changed/);
  }
  await using terminal = await openTerminal({ cloud: aging, home: folder.home });
  await terminal.see('3 clusters');
  await terminal.press('2');
  await terminal.see(/due-b .* 179 d R/);
  await terminal.press('ctrl-a', 'r');
  // What is about to happen is shown first.
  await terminal.see('Renew 2 kubeconfigs');
  await terminal.see(/due-a: 179 d left, in ~\/\.kube\/config/);
  await terminal.see('1 of the chosen is left alone: not due');
  await terminal.press('y');
  await terminal.see('2 of 2 renewed');
  await terminal.see(/due-a .* 109\d d F/);
  await terminal.see(/due-b .* 109\d d F/);
  await terminal.see(/young .* 89\d d F/);
  await terminal.type('/young');
  await terminal.press('enter', 'r');
  await terminal.see(/its renewal window opens on \d{4}-/);
});

test('of the rows marked on Expiry, mine that are due are renewed together, and the others are named with the reason', async (t) => {
  await using aging = await startEmulator({
    now: new Date(Date.now() - 2 * 86_400_000),
    scenario: {
      identities: [{ name: 'tom' }],
      clusters: [
        { name: 'due-a', holders: { ops: { daysLeft: 181 }, tom: { daysLeft: 100 } } },
        { name: 'due-b', holders: { ops: { daysLeft: 181 } } },
        { name: 'not-here', holders: { ops: { daysLeft: 150 } } },
        { name: 'young', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  await using folder = await temporaryHome();
  for (const name of ['due-a', 'due-b', 'young']) {
    const args = ['get', name, '--long-term', '--no-verify'];
    await using fetching = await openTerminal({ cloud: aging, home: folder.home, args });
    t.is(await fetching.exit(), 0);
  }
  aging.clock.advance(2 * 86_400_000);
  await using terminal = await openTerminal({ cloud: aging, home: folder.home });
  await terminal.see('4 clusters');
  await terminal.press('3');
  await terminal.see(/tom .* due-a /);
  await terminal.see(/ops .* young /);
  await terminal.press('ctrl-a');
  await terminal.see('5 marked');
  // What a filter hides stays marked, and is counted.
  await terminal.type('/tom');
  await terminal.see('5 marked, 4 of them hidden by the filter');
  await terminal.press('esc');
  await terminal.see(/ops .* young /);
  await terminal.press('r');
  await terminal.see('Renew 2 kubeconfigs');
  await terminal.see(/due-a: 179 d left, in ~\/\.kube\/config/);
  await terminal.see(/due-b: 179 d left, in ~\/\.kube\/config/);
  await terminal.see('3 of the chosen are left alone');
  await terminal.see('due-a: no kubeconfig of tom is known on this machine');
  await terminal.see('not-here: no kubeconfig of ops is known on this machine');
  await terminal.see(/young: its renewal window opens on/);
  await terminal.press('y');
  await terminal.see('2 of 2 renewed');
  await terminal.see(/ops .* due-a .* 109\d d/);
  await terminal.see(/ops .* due-b .* 109\d d/);
  await terminal.see(/tom .* due-a .* 9\d d/);
  await terminal.see(/ops .* not-here .* 14\d d/);
  // What was not renewed stays marked.
  await terminal.see('3 marked');
});

test('of those that have no row, it is told how many replace one that is there', async (t) => {
  await using first = await openTerminal({ cloud, args: ['get', 'prod-hangzhou-web'] });
  await first.exit();
  await using terminal = await openTerminal({ cloud, home: first.home, columns: 80, rows: 16 });
  await terminal.see(/⟳ \d+ s ago/);
  await terminal.type('/cn-hangzhou');
  await terminal.press('enter', 'ctrl-a', 'f');
  await terminal.see(/\+ ack\/cn-hangzhou\/dev-hangzhou /);
  await terminal.see('and 1 more, 1 of them over one that is there');
  await terminal.press('esc');
  t.pass();
});

test('stopped once they are written, one fetch and several say so, and prove nothing', async (t) => {
  await using silent = await startEmulator({ scenario: 'fleet' });
  silent.faults.add({ service: 'kubernetes', effect: { kind: 'delay', ms: 600_000 } });
  await using terminal = await openTerminal({ cloud: silent });
  const kubeconfig = () => readFile(join(terminal.home, '.kube', 'config'), 'utf8');
  await terminal.seeFleet();
  await terminal.type('/cn-hangzhou');
  await terminal.press('enter', 'f');
  await terminal.see(/\+ context +ack/);
  await terminal.press('enter');
  await terminal.see('asking the API server…');
  await terminal.press('esc');
  await terminal.see(/zhou: stopped once it was written/);
  t.regex(await kubeconfig(), /dev-hangzhou/);

  await terminal.press('esc', 'space', 'space', 'f');
  await terminal.see('Fetch 2 kubeconfigs');
  await terminal.see(/~ ack\/cn-hangzhou\/dev-hangzhou/);
  const before = await kubeconfig();
  await terminal.press('enter');
  await until(async () => (await kubeconfig()) !== before);
  await terminal.press('x');
  await terminal.see('1 of 2 fetched · 1 of them not proven to work · stopped');
  await terminal.see('What was fetched: 1');
  t.notRegex(await kubeconfig(), /edge-lab/);
});
