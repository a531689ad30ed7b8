import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, type Terminal, temporaryHome } from './driver.js';
import { expectFits, expectFrame } from './frames.js';

// A person ends what nobody renews, and moves what is called after a cluster's former name.

const scenario = {
  clusters: [
    { name: 'hub', holders: { ops: { daysLeft: 1_000 } } },
    { name: 'prod-a', holders: { ops: { daysLeft: 40 } } },
  ],
};

async function configure(home: string, yaml: readonly string[]): Promise<void> {
  const folder = join(home, '.config', 'ackring');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'rotation.yaml'), yaml.join('\n'));
}

const intoKms = 'sinks: [{kind: kms, prefix: "ackring/"}]';

/** Delivers, and leaves what was delivered out of the selection. */
async function leftOut(cloud: Emulator, home: string): Promise<void> {
  for (const selected of ['prod-a', 'hub']) {
    await configure(home, [`select: {names: [${selected}]}`, intoKms]);
    await run(cloud, home);
  }
}

async function run(cloud: Emulator, home: string): Promise<void> {
  await using terminal = await openTerminal({ cloud, home, args: ['rotate', 'apply'] });
  await terminal.exit();
}

async function toRow(terminal: Terminal, name: string): Promise<void> {
  await terminal.type(`/${name}`);
  await terminal.press('enter');
}

test('what nobody renews is dismissed for a reason that is typed, once it was shown what that is', async (t) => {
  await using cloud = await startEmulator({ scenario });
  await using folder = await temporaryHome();
  await leftOut(cloud, folder.home);
  await using terminal = await openTerminal({ cloud, home: folder.home });
  await terminal.seeFleet();
  await terminal.press('5');
  await terminal.see('excluded by the configuration');
  await toRow(terminal, 'hub');
  await terminal.press('X');
  await terminal.see('it is renewed: what is selected is not dismissed');
  await terminal.press('esc');
  await toRow(terminal, 'prod-a');
  await terminal.see('X dismiss');
  await terminal.press('m');
  await terminal.see('no address of it has the cluster’s name in it');
  await terminal.press('X');
  await terminal.see('Dismiss prod-a/self');
  await terminal.see(/kms:ackring\/ · ends 20\d\d-/);
  await terminal.press('enter');
  await terminal.see('type why it may end');
  await terminal.type('moved to prod-2');
  await terminal.see('Why it may end: moved to prod-2');
  await terminal.press('enter');
  await terminal.see('dismissed: prod-a/self');
  await terminal.see(/self +– +skip/);
  await terminal.press('X');
  await terminal.see('nothing was delivered for this row');
  t.pass();
});

test('a dismissal in each language', async (t) => {
  await using cloud = await startEmulator({ scenario });
  await using folder = await temporaryHome();
  await leftOut(cloud, folder.home);
  for (const language of ['en', 'ja', 'zh']) {
    const args = ['--lang', language];
    await using terminal = await openTerminal({ cloud, home: folder.home, args, columns: 100, rows: 20 });
    await terminal.see('prod-a');
    await terminal.press('5');
    await toRow(terminal, 'prod-a');
    await terminal.see(/▌. prod-a/);
    await terminal.press('X');
    await terminal.see('kms:ackring/');
    expectFits(t, terminal);
    await expectFrame(t, { terminal, cloud }, `dismissal-${language}`, [[/file:.* · /, 'file:<folder> · ']]);
  }
});

async function seeMovable(terminal: Terminal, name: string): Promise<void> {
  await terminal.seeFleet();
  await terminal.press('5');
  await toRow(terminal, name);
  await terminal.see('m move');
}

test('a Secret follows its cluster’s new name, once it was shown where to', async (t) => {
  await using cloud = await startEmulator({ scenario });
  await using folder = await temporaryHome();
  const hub = cloud.world.clusters.named('hub');
  const prod = cloud.world.clusters.named('prod-a');
  if (hub === undefined || prod === undefined) throw new Error('no such cluster');
  await configure(folder.home, [
    'select: {exclude: [hub]}',
    `sinks: [{kind: kubernetesSecret, cluster: ${hub.id}, region: ${hub.region}, namespace: default}]`,
  ]);
  await run(cloud, folder.home);
  const { home } = folder;
  await using before = await openTerminal({ cloud, home });
  await seeMovable(before, 'prod-a');
  await before.press('m');
  await before.see('prod-a/self is where its name says');
  prod.name = 'prod-renamed';
  await run(cloud, home);
  await using terminal = await openTerminal({ cloud, home });
  await seeMovable(terminal, 'prod-renamed');
  await terminal.press('m');
  await terminal.see('default/prod-a kubeconfig → default/prod-renamed kubeconfig');
  await terminal.press('enter');
  await terminal.seeGone('[ no ]');
  await terminal.press('m');
  await terminal.see('[ no ]');
  await terminal.press('right', 'enter');
  await terminal.see('moved: prod-renamed/self');
  await terminal.see('nothing is delivered there');
  t.pass();
});

test('in read-only mode nothing is dismissed', async (t) => {
  await using cloud = await startEmulator({ scenario });
  await using folder = await temporaryHome();
  await leftOut(cloud, folder.home);
  await using terminal = await openTerminal({ cloud, home: folder.home, args: ['--read-only'] });
  await terminal.seeFleet();
  await terminal.press('5');
  await terminal.see('excluded by the configuration');
  await toRow(terminal, 'prod-a');
  await terminal.press('X');
  await terminal.see('read-only: started with --read-only');
  t.notRegex(terminal.screen(), /X dismiss/);
});
