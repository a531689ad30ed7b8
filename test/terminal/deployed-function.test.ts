import { type Emulator, type StartOptions, startEmulator } from '@ackring/emulator/start';
import { deployFunction } from 'ackring/features/demo/deploy';
import test from 'ava';
import { openTerminal, type Terminal } from './driver.js';

async function deployedCloud(options: StartOptions = { scenario: 'fleet' }): Promise<Emulator> {
  const cloud = await startEmulator(options);
  await deployFunction({ emulator: cloud });
  return cloud;
}

/** What is due now is renewed this month; late in a month some of it is counted in the next. */
const dueThisMonth = /▌▸ 20\d\d-\d\d +[78] ▆+/;

/** The Rotation screen with the function's view open. */
async function seeFunction(terminal: Terminal): Promise<void> {
  await terminal.press('5');
  // The plan is work too: what stops work later must find only the function's.
  await terminal.see(/plan: \d+ to renew/);
  await terminal.press('tab');
  await terminal.see('[Function]');
  await terminal.see('Next run');
}

test('the deployed function is read, run after a question, and its results are read', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud });
  await seeFunction(terminal);
  await terminal.see('has not run yet; nothing was due');
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
  await terminal.press('enter');
  await terminal.see(/✓ prod-beijing-core +self +renew · inside the 180-day window → 20\d\d-/);
  await terminal.press('esc', 'tab');
  await terminal.see('Two kept runs are needed to compare them.');
  await terminal.press('i', 'right', 'enter');
  await terminal.see(
    /prod-beijing-core +self +decided otherwise +inside the 180-day w\S* +its window is not/,
  );

  await terminal.press('tab');
  await terminal.see(dueThisMonth);
  await terminal.press('enter');
  await terminal.see(/dev-hangzhou +self +renew · inside the 180-day window/);

  // The log is longer than the screen, and the day decides whose lines come last.
  await terminal.press('esc', 'tab');
  await terminal.type('/works tokyo-batch');
  await terminal.press('enter');
  await terminal.see(/step +prod-tokyo-batch · self +prove works: done · \d+ ms/);
  await terminal.press('esc');
  await terminal.type('/outcome beijing');
  await terminal.press('enter', 'enter');
  await terminal.see('"kind": "outcome"');
});

test('an open view is refreshed, and the log grows by itself', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud });
  await terminal.press('5', 'shift-tab');
  await terminal.see('It has written nothing in the last day.');
  await using other = await openTerminal({
    cloud,
    args: ['function', 'invoke', 'ackring-rotate', '--mode', 'apply'],
  });
  t.is(await other.exit(), 0);
  await terminal.see(/report +run: 3 renewed/);
});

test('read-only mode disables the key and says why', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud, args: ['--read-only'] });
  await seeFunction(terminal);
  await terminal.press('i');
  await terminal.see('read-only: started with --read-only');
  t.false(/i invoke/.test(terminal.screen()));
  t.is(cloud.requests.count('InvokeFunction'), 0);
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
  await terminal.press('tab', 'tab');
  await terminal.see(dueThisMonth);
  t.is(cloud.requests.count('InvokeFunction'), 0);

  await deployFunction({ emulator: cloud });
  await terminal.press(':');
  await terminal.type('function a/b/c');
  await terminal.press('enter');
  await terminal.see('"a/b/c" is not one of the choices');
  await terminal.press(':');
  await terminal.type('function ackring-rotate@cn-hangzhou');
  await terminal.press('enter');
  await terminal.see('ackring-rotate · cn-hangzhou');
  await terminal.see('Next run');
});

test('a forbidden part is a row with its reason; the others are shown', async (t) => {
  await using cloud = await deployedCloud();
  cloud.faults.add({ service: 'sls', effect: { kind: 'error', status: 401, code: 'Unauthorized' } });
  await using terminal = await openTerminal({ cloud });
  await seeFunction(terminal);
  await terminal.see(/Log +not allowed to read the log of rotate: log:GetLogStoreLogs is missing/);
  await terminal.press('shift-tab', 'shift-tab');
  await terminal.see('not allowed to read the log of rotate');
  await terminal.see('ask for log:GetLogStoreLogs');

  cloud.faults.add({ service: 'fc', effect: { kind: 'error', status: 403, code: 'AccessDenied' } });
  await using refused = await openTerminal({ cloud });
  await refused.press('5', 'tab');
  await refused.see(/✕ Health +not allowed to look at the function ackring-rotate: fc:\w+ is missing/);
  await refused.see('What to do:');
  await refused.press('enter');
  await refused.see('What happened');
  t.pass();
});

test('a failed run says so, and so does the view', async (t) => {
  await using cloud = await deployedCloud();
  const role = cloud.world.identities.byName('ackring-rotate');
  if (role === undefined) throw new Error('no role');
  role.policies = role.policies.map(({ Version, Statement }) => ({
    Version,
    Statement: Statement.map((each) => ({
      ...each,
      Action: [each.Action]
        .flat()
        .filter((action) => action !== 'kms:PutSecretValue' && action !== 'kms:CreateSecret'),
    })),
  }));
  await using terminal = await openTerminal({ cloud });
  await seeFunction(terminal);
  await terminal.press('i', 'right', 'enter');
  await terminal.see('0 renewed, 0 delivered, 4 failed');
  await terminal.see(/! Health +ran, but not all of it went well/);
  t.pass();
});

test('a long run is no longer waited for when it is stopped, nor is the calendar', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud });
  await seeFunction(terminal);
  cloud.faults.add({ service: 'cs', effect: { kind: 'delay', ms: 60_000 } });
  await terminal.press('i', 'right', 'enter');
  await terminal.see('ackring-rotate is at work');
  await terminal.press('x');
  await terminal.see('it runs on, and its log will tell');
  await terminal.press('tab', 'tab', 'tab');
  await terminal.see('Working out the next three years');
  await terminal.press('x');
  await terminal.see('cancelled before it was done');
  t.pass();
});

test('foreign text in the log moves no cursor and colours nothing', async (t) => {
  await using cloud = await deployedCloud();
  const role = cloud.world.identities.byName('ackring-rotate');
  if (role === undefined) throw new Error('no role');
  const place = { project: `ackring-${cloud.accountId}`, logstore: 'rotate', region: 'cn-hangzhou' };
  const time = Math.floor(cloud.clock.now().getTime() / 1000);
  const message = 'hostile \x1b[2J\x1b[31m\u202etext';
  cloud.services.sls.post(place, role, [{ time, topic: 'FCLogs:ackring-rotate', fields: { message } }]);
  await using terminal = await openTerminal({ cloud });
  await terminal.press('5', 'shift-tab');
  await terminal.see(/hostile \S*\[2J\S*\[31m\S*text/);
  await terminal.press('enter');
  await terminal.see('Instance');
  t.false(terminal.output().includes('\x1b[2J\x1b[31m'));
  t.false(terminal.output().includes('\u202e'));
});
