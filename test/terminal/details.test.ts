import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, temporaryHome } from './driver.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

test('a cluster’s page has several tabs, switched by Tab', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.type('/prod-tokyo-api');
  await terminal.press('enter', 'f', 'enter');
  await terminal.see(/answers as/);
  await terminal.press('enter');
  await terminal.see(/Tags +env=prod {2}team=payments/);
  await terminal.press('tab');
  await terminal.see(/Public +https:\/\/127\.0\.0\.1:\d+/);
  await terminal.see(/kubectl +1\.33 to 1\.35 fit this cluster/);
  await terminal.see(/ack\/ap-northeast-1\/prod-tokyo-api +✓ answers, \d+ ms/);
  await terminal.press('tab');
  await terminal.see(/! tom +user +deleted +\d+ d F/);
  await terminal.press('tab');
  await terminal.see(/Serial +[0-9a-f:]{20,}/);
  await terminal.press('tab');
  await terminal.see(/temporary kubeconfig of prod-tokyo-api/);
  await terminal.press('tab');
  await terminal.see(/Kind +managed · Pro · ack\.pro/);
  await terminal.press('shift-tab');
  await terminal.see(/temporary kubeconfig of prod-tokyo-api/);
  t.pass();
});

test('a context opens as a passport: life, the server’s answer, and where else the same key is', async (t) => {
  await using folder = await temporaryHome();
  const args = ['get', 'prod-tokyo-api', '--long-term', '--no-verify'];
  await using fetching = await openTerminal({ cloud, home: folder.home, args });
  t.is(await fetching.exit(), 0);
  const kubeconfig = join(folder.home, '.kube', 'config');
  const copy = join(folder.home, 'copy');
  const text = await readFile(kubeconfig, 'utf8');
  await writeFile(copy, text.replaceAll('ack/ap-northeast-1/prod-tokyo-api', 'handed-over'));
  const environment = { KUBECONFIG: `${kubeconfig}:${copy}` };
  await using terminal = await openTerminal({ cloud, home: folder.home, environment });
  await terminal.seeFleet();
  await terminal.press('2');
  await terminal.see('Contexts › 2 files');
  await terminal.press('enter');
  await terminal.see('long-term · public');
  await terminal.see(/Life +━+[╎╍]+.* 91[12] d {2}F fresh/);
  await terminal.see(
    /Same key in +~\/(?:copy \(handed-over|\.kube\/config \(ack\/ap-northeast-1\/prod-tokyo-api)\)/,
  );
  // Without being asked: the passport says whether it works.
  await terminal.see(/✓ answers, \d+ ms {2}\d+-\d+/);
  await terminal.press('esc');
  await terminal.seeGone('Holder');
  // Whose the number is, the cloud says: once it was asked.
  await terminal.press('4');
  await terminal.see(/Access › \d+ identities/);
  await terminal.press('2');
  await terminal.see('Contexts › 2 files');
  await terminal.press('enter');
  await terminal.see(/Holder +\d+ {3}ops · user · active/);
});
