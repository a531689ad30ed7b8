import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { runCommand } from './commands.js';
import { openTerminal } from './driver.js';
import { expectFits, expectFrame } from './frames.js';
import { type Place, withoutMessage } from './mask.js';

const rotation = `
select: {names: [prod-tokyo-api]}
sinks:
  - {kind: file, directory: keys}
  - {kind: kms, prefix: "ackring/", keyId: "key-hzz65f176a0ogplgq1234", instanceId: "kst-hzz65f176a0ogplgqabcd"}
`;

/** The path of a folder for temporary files may be longer than the dialog is wide. */
const sinkFolder: Place = [/file:[^│\n]*/g, 'file:<folder> '];
/** The kubeconfig was used a moment before; the border stands where it stands, however long that is. */
const lastUse: Place = [/(Last used:|the last) \d+ (?:s|min) ago([^│\n]*?) +│/g, '$1 <n> s ago$2 │'];

/** A user's home at the time of the incident: a kubeconfig in use, and a copy of it in a repository. */
async function leakedHome(t: ExecutionContext, cloud: Emulator): Promise<string> {
  // Short: its path is in the dialog, which is no wider for a longer one.
  const home = await mkdtemp(join(tmpdir(), 'ack-'));
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));
  await writeSettingsFile(home, 'rotation.yaml', rotation);
  const person = { cloud, home };
  await runCommand(person, 'get', 'prod-tokyo-api', '--long-term');
  // The forbidden region makes it partial.
  t.is((await runCommand(person, 'rotate', 'apply')).code, 7);
  await mkdir(join(home, 'repository'));
  await cp(join(home, '.kube', 'config'), join(home, 'repository', 'deploy.yaml'));
  return home;
}

test('a leaked kubeconfig is found, matched, revoked, replaced everywhere, and shown dead', async (t) => {
  await using cloud = await startEmulator({ scenario: 'incident' });
  const home = await leakedHome(t, cloud);
  const person = { cloud, home };

  const found = await runCommand(person, 'leak', 'repository');
  t.is(found.code, 1);
  t.regex(found.text, /✕ ops at prod-tokyo-api: open, the API server let it in/);
  t.regex(found.text, /remedy: ackring revoke prod-tokyo-api$/m);

  await using terminal = await openTerminal({ cloud, home, rows: 34 });
  await terminal.see('5 clusters');
  // Endpoints are requested row by row once the regions have answered.
  await terminal.see(/prod-read-only .* pub prv/);
  await terminal.see(/prod-tokyo-api .* pub prv/);
  await terminal.type(':revoke prod-tokyo-api');
  await terminal.press('enter');
  await terminal.see('Stops working, and gets the new one');
  await terminal.see('kms:ackring/ as self');
  expectFits(t, terminal);
  await expectFrame(t, { terminal, cloud }, 'incident-impact', [lastUse, sinkFolder]);

  // The safe choice is focused: Enter changes nothing.
  await terminal.press('enter');
  await terminal.seeGone('Stops working');
  t.is(cloud.requests.count('RevokeK8sClusterKubeConfig'), 0);

  await terminal.type(':revoke prod-tokyo-api');
  await terminal.press('enter');
  await terminal.see('[ leave everything ]');
  await terminal.press('tab', 'enter');
  await terminal.see('Type prod-tokyo-api to go on');
  await terminal.type('prod-tokyo');
  await terminal.press('enter');
  await terminal.see('that is not "prod-tokyo-api", letter for letter');
  t.is(cloud.requests.count('RevokeK8sClusterKubeConfig'), 0);
  await terminal.type('-api');
  await terminal.press('enter');
  await terminal.see('the old one is dead');
  await terminal.see('⏎ closes');
  await expectFrame(t, { terminal, cloud }, 'incident-revoked', [...withoutMessage, sinkFolder]);
  t.is(cloud.requests.count('RevokeK8sClusterKubeConfig'), 1);

  await terminal.press('enter', '2', 'v');
  await terminal.see(/prod-tokyo-api .*✓ \d+ ms/);
  await terminal.press('6');
  await terminal.see(/✓ .* revoke your kubeconfig/);
  const rows = terminal.screen().split('\n');
  const ofRevoke = rows.filter((line) => /\d{4}-[^a-z]*revoke /.test(line));
  t.is(ofRevoke.length, 1, `one thing done is one row: ${rows.join('\n')}`);
  // As on the command line: an undo would put what was revoked back.
  await terminal.press('z');
  await terminal.see('✕ a revoked credential, which opens nothing, would be put back');
  await terminal.press('q');
  t.is(await terminal.exit(), 0);

  const after = await runCommand(person, 'leak', 'repository');
  t.is(after.code, 0, after.text);
  t.regex(after.text, /✓ ops at prod-tokyo-api: closed, it was revoked/);
  const [id = ''] = (await readdir(join(home, '.config', 'ackring', 'keys'))).filter((name) =>
    name.startsWith('c'),
  );
  const consumer = await runCommand(
    person,
    'verify',
    '--kubeconfig',
    join('.config', 'ackring', 'keys', id, 'self.yaml'),
  );
  t.is(consumer.code, 0, consumer.text);
  const history = await runCommand(person, 'history', '--check');
  t.is(history.code, 0);
  t.regex(history.text, /\d+ lines, intact/);
});

test('somebody else’s leaked one is removed on the cluster’s own page', async (t) => {
  await using cloud = await startEmulator({ scenario: 'incident' });
  await using terminal = await openTerminal({ cloud });
  await terminal.see('5 clusters');
  await terminal.type('/tokyo-api');
  await terminal.press('enter', 'enter', 'tab', 'tab');
  await terminal.see(/! contractor|● contractor .*1? ?(s|min) ago/);
  await terminal.press('X');
  await terminal.see('Whose access to remove');
  await terminal.type('contr');
  await terminal.press('enter');
  await terminal.see('seen within 7 days: in use');
  await terminal.press('tab', 'enter');
  await terminal.see('Type contractor to go on');
  await terminal.type('contractor');
  await terminal.press('enter');
  await terminal.see('By force · 1');
  await terminal.type('contractor');
  await terminal.press('enter');
  await terminal.see('removed, by force');
  await terminal.press('enter');
  await terminal.seeGone(/[!●] contractor/);
  t.is(cloud.requests.count('CleanClusterUserPermissions'), 1);
});

test('read-only: the keys are disabled and say why, in lists, on pages and after a colon', async (t) => {
  await using cloud = await startEmulator({ scenario: 'incident' });
  await using terminal = await openTerminal({ cloud, args: ['--read-only'] });
  await terminal.see('5 clusters');
  await terminal.press('4');
  await terminal.see('3 identities');
  t.notRegex(terminal.screen(), /X remove|R revoke/);
  for (const key of ['X', 'R']) {
    await terminal.press(key);
    await terminal.see('read-only: started with --read-only');
    await terminal.press('esc');
    await terminal.seeGone('started with --read-only');
  }
  for (const line of [':clean contractor', ':revoke prod-tokyo-api']) {
    await terminal.type(line);
    await terminal.press('enter');
    await terminal.see('read-only: started with --read-only');
    await terminal.press('esc');
    await terminal.seeGone('started with --read-only');
  }
  await terminal.press('tab', 'enter');
  await terminal.see('Identities');
  t.notRegex(terminal.screen(), /X remove/);
  for (const operation of ['Revoke', 'Clean']) {
    t.false(cloud.requests.all().some((request) => request.operation?.startsWith(operation)));
  }
});
