import test from 'ava';
import { endingRightsCloud, givesMei } from '../command-line/ending-rights-cloud.js';
import { createAckring } from '../command-line/run-ackring.js';
import { openTerminal } from './driver.js';
import { timeMachine } from './time-machine.js';

test('a screen that stays open takes back what has ended, and nothing before', async (t) => {
  const { emulator, roles } = await endingRightsCloud(t);
  const ackring = await createAckring(t, emulator);
  const ending = ['--for', '5m', '--reason', 'INC-1', '--confirm', 'mei'];
  const given = await ackring.runHere([...givesMei, ...ending]);
  t.is(given.code, 0, given.stderr);

  await using terminal = await openTerminal({
    cloud: emulator,
    home: ackring.home,
    environment: timeMachine,
    columns: 180,
  });
  await terminal.seeFleet();
  // Whoever looks sees that it ends, where roles are listed and of whoever has them.
  await terminal.press('4', 'tab', 'tab');
  await terminal.see(/mei .*dev@web \(\d min to go\)/);
  await terminal.type('/mei');
  await terminal.press('enter', 'enter');
  await terminal.see(/mei has dev in prod\/web until .*, \d min to go: INC-1/);
  await terminal.press('esc');
  await terminal.type(':requests');
  await terminal.press('enter');
  await terminal.see('Roles given for a time');
  await terminal.see(/mei .*prod\/web .*dev .*given .*INC-1/);
  await terminal.press('esc');
  t.deepEqual(roles(), ['dev@default', 'dev@web']);
  terminal.kill('SIGUSR2');
  await terminal.see('and was taken back');
  t.deepEqual(roles(), ['dev@default']);
});
