import test from 'ava';
import { deployedCloud, seeFunction } from './deployed-cloud.js';
import { openTerminal } from './driver.js';

test('read-only mode disables the key and says why', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud, args: ['--read-only'] });
  await seeFunction(terminal);
  await terminal.press('i');
  await terminal.see('read-only: started with --read-only');
  t.false(/i invoke/.test(terminal.screen()));
  t.is(cloud.requests.count('InvokeFunction'), 0);
});

test('a forbidden part is a row with its reason; the others are shown', async (t) => {
  await using cloud = await deployedCloud();
  cloud.faults.add({ service: 'sls', effect: { kind: 'error', status: 401, code: 'Unauthorized' } });
  await using terminal = await openTerminal({ cloud });
  await seeFunction(terminal);
  await terminal.see(/Log +not allowed to read the log of rotate: log:GetLogStoreLogs is missing/);
  await terminal.press('tab');
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
  await terminal.press('tab', 'tab');
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
  await terminal.press('5', ':');
  await terminal.type('log');
  await terminal.press('enter');
  await terminal.see(/hostile \S*\[2J\S*\[31m\S*text/);
  await terminal.press('down', 'enter');
  await terminal.see('Instance');
  t.false(terminal.output().includes('\x1b[2J\x1b[31m'));
  t.false(terminal.output().includes('\u202e'));
});

test('an open view is refreshed, and the log grows by itself', async (t) => {
  await using cloud = await deployedCloud();
  await using terminal = await openTerminal({ cloud });
  await terminal.press('5', 'tab', 'tab');
  await terminal.see('It has written nothing in the last day.');
  await using other = await openTerminal({
    cloud,
    args: ['function', 'invoke', 'ackring-rotate', '--mode', 'apply'],
  });
  t.is(await other.exit(), 0);
  await terminal.see(/report +run: 3 renewed/);
});
