import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from '../command-line/run-ackring.js';
import { openTerminal } from './driver.js';

const fleet = {
  clusters: [
    { name: 'tokyo', holders: { ops: { daysLeft: 900 } } },
    { name: 'osaka', holders: { ops: { daysLeft: 900 } } },
    { name: 'beijing', region: 'cn-beijing', holders: { ops: { daysLeft: 900 } } },
  ],
};

for (const [key, screen] of [
  ['3', 'Expiry'],
  ['4', 'Access'],
] as const) {
  test(`a rescan of ${screen} that nobody answers keeps the list, says that it failed and how old it is`, async (t) => {
    await using cloud = await startEmulator({ scenario: fleet });
    await using terminal = await openTerminal({ cloud });
    await terminal.seeFleet();
    await terminal.press(key);
    await terminal.see(/1 identity in 3 clusters/);
    await terminal.see(/⟳ \d+ s ago/);
    const mended = cloud.faults.add({ path: '/states', effect: { kind: 'reset' } });
    await terminal.press('s');
    await terminal.see(/⟳ failed · from \d+ s ago · 3 did not answer/);
    await terminal.see('ops');
    mended();
    await terminal.press('s');
    await terminal.see(/1 identity in 3 clusters/);
    await terminal.until((screen) => !/failed|did not answer/.test(screen), 'the failure to be gone');
    t.pass();
  });
}

test('where no cluster has answered yet, nobody says that nobody holds anything', async (t) => {
  await using cloud = await startEmulator({ scenario: fleet });
  cloud.faults.add({ path: '/states', effect: { kind: 'reset' } });
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press('3');
  await terminal.see(/⟳ failed · 3 did not answer/);
  await terminal.see('Expiry › –');
  await terminal.press('4');
  await terminal.see('Access › – · by identity');
  t.notRegex(terminal.screen(), /0 identities/);
});

test('with a region unread nothing says that all is well, on any list and under any filter', async (t) => {
  await using cloud = await startEmulator({ scenario: fleet });
  cloud.faults.add({
    path: '/regions/cn-beijing/',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  await using terminal = await openTerminal({ cloud });
  await terminal.see(/⟳ \d+ s ago · 1 did not answer/);
  await terminal.type('/beijing');
  await terminal.press('enter');
  await terminal.see('1 did not answer: what is sought may be there.');
  await terminal.see(/⟳ \d+ s ago · 1 did not answer/);
  await terminal.press('esc');
  for (const key of ['3', '4']) {
    await terminal.press(key);
    await terminal.see(/in 2 clusters/);
    await terminal.see(/⟳ \d+ s ago · 1 did not answer/);
    t.notRegex(terminal.screen(), /nothing to renew/);
  }
});

test('regions of which none answers any more leave the last fleet as old as it is', async (t) => {
  await using cloud = await startEmulator({ scenario: fleet });
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  cloud.faults.add({ path: '/regions/', effect: { kind: 'html', status: 502 } });
  await terminal.press('ctrl-r');
  await terminal.see(/⟳ failed · from \d+ s ago · 2 did not answer/);
  await terminal.see('tokyo');
  t.pass();
});

test('the screen counts the orphans that the command line counts, however they are grouped', async (t) => {
  await using cloud = await startEmulator({
    scenario: {
      identities: [{ name: 'tom', state: 'Deleted' }],
      clusters: [
        { name: 'tokyo', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300 } } },
        { name: 'osaka', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: -5, roles: ['admin'] } } },
      ],
    },
  });
  const ackring = await createAckring(t, cloud);
  const { stderr } = await ackring.runHere(['access']);
  t.regex(stderr, /^4 kubeconfigs; 1 orphan holds 2 of them \(!\)$/m);
  const { stderr: ofOne } = await ackring.runHere(['access', '--user', 'ops']);
  t.regex(ofOne, /^2 kubeconfigs, none of them an orphan’s$/m);
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press('4');
  await terminal.see(/ 1 orphan /);
  // Whose roles would make one more is looked into at once.
  await terminal.press('tab');
  await terminal.see(/ 2 kubeconfigs of 1 orphan /);
  await terminal.see(/! osaka .* 1 /);
  t.notRegex(terminal.screen(), /at least|not looked into/);
  await terminal.press('tab');
  await terminal.see(/ 2 kubeconfigs of 1 orphan /);
});
