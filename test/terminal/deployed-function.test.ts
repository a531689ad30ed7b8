import { startEmulator } from '@ackring/emulator/start';
import { deployFunction } from 'ackring/features/demo/deploy';
import test from 'ava';
import { deployedCloud, seeFunction } from './deployed-cloud.js';
import { openTerminal } from './driver.js';

/** What is due now is renewed this month; late in a month some of it is counted in the next. */
const dueThisMonth = /▌▸ 20\d\d-\d\d +[78] ▆+/;

test('the deployed function is read, run after a question, and its results are read', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud });
  await seeFunction(terminal);
  await terminal.see('has not run yet; its first time is still to come');
  await terminal.see('daily · 0 0 4 * * * · Asia/Shanghai');
  await terminal.see(/Next run +20\d\d-\d\d-\d\d 05:00 GMT\+9 · in \d+ /);

  await terminal.press('i');
  await terminal.see('[ no ]');
  await terminal.press('enter');
  await terminal.seeGone('[ no ]');
  t.is(cloud.requests.count('InvokeFunction'), 0);

  await terminal.press('i', 'right', 'enter');
  await terminal.see('3 renewed, 2 delivered, 0 failed');
  await terminal.see('✓ Health');
  await terminal.see(/Last run .* 3 renewed · 2 delivered · 0 failed/);
  t.is(cloud.requests.count('InvokeFunction'), 1);

  await terminal.press('tab');
  await terminal.see('1 run kept');
  await terminal.press('down', 'enter');
  await terminal.see(/✓ prod-beijing-core +self +renew · in the 180-day window → 20\d\d-/);
  await terminal.press('esc');
  await terminal.see('Two kept runs are needed to compare them.');
  await terminal.press('i', 'right', 'enter');
  await terminal.see(/prod-beijing-core +self +decided otherwise +in the 180-day window +window not open/);

  await terminal.press('tab');
  await terminal.see(dueThisMonth);
  await terminal.press('enter');
  await terminal.see(/dev-hangzhou +self +renew · in the 180-day window/);

  // The log is longer than the screen, and the day decides whose lines come last.
  await terminal.press('esc', ':');
  await terminal.type('log');
  await terminal.press('enter');
  await terminal.see(/^▌▾ Log \d/m);
  await terminal.type('/works tokyo-batch');
  await terminal.press('enter');
  await terminal.see(/step +prod-tokyo-batch · self +prove works: done · \d+ ms/);
  await terminal.press('esc');
  await terminal.type('/outcome beijing');
  await terminal.press('enter');
  await terminal.see(/^ ▾ Log 1 .*\n▌. .* outcome /m);
  await terminal.press('enter');
  await terminal.see('"kind": "outcome"');
});

test('without a function the view says so and what to do, and the rest of the screen works', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using terminal = await openTerminal({ cloud });
  await terminal.press('5');
  await terminal.see('plan: 7 to renew');
  await terminal.press('tab');
  await terminal.see('✕ Health     there is no function ackring-rotate in cn-hangzhou');
  await terminal.see('What to do: Deploy it with `s deploy`');
  await terminal.press('i');
  await terminal.seeGone('[ no ]');
  await terminal.press('tab');
  await terminal.see('No run is kept.');
  await terminal.press('tab');
  await terminal.see(dueThisMonth);
  t.is(cloud.requests.count('InvokeFunction'), 0);

  await deployFunction({ emulator: cloud });
  await terminal.press(':');
  await terminal.type('function a/b/c');
  await terminal.press('enter');
  await terminal.see('"a/b/c" is not one of the choices');
  await terminal.press('esc');
  await terminal.press(':');
  await terminal.type('function ackring-rotate@cn-hangzhou');
  await terminal.press('enter');
  await terminal.see('ackring-rotate · cn-hangzhou');
  await terminal.see('Next run');
});

test('the role of the deployed function is left out of what is removed together, and told of if it is chosen alone', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud });
  await terminal.seeFleet();
  await terminal.press('4');
  await terminal.see('7 identities in 16 clusters');
  await terminal.type('/role');
  await terminal.press('enter', 'ctrl-a', 'X');
  await terminal.see('ackring-rotate is left out: the function of the rotation signs as it');
  await terminal.see(/│.*ack-monitor /);
  t.notRegex(terminal.screen(), /│ [✓⚠✕] .*ackring-rotate/);
  await terminal.press('esc', 'esc', 'esc');
  await terminal.type('/ackring-rotate');
  await terminal.press('enter', 'X');
  await terminal.see('The function of the rotation signs as ackring-rotate');
});
