import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { openTerminal, program, temporaryHome } from './driver.js';

test('inside tmux it draws, scrolls, resizes, copies to the outer clipboard and leaves no trace', async (t) => {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  await using folder = await temporaryHome();
  const socket = join(folder.home, 'tmux');
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' });
  const inner = `'${process.execPath}' '${program}'; exec sh`;
  const session = [
    'new-session',
    inner,
    ';',
    'set',
    '-g',
    'set-clipboard',
    'on',
    ';',
    'set',
    '-g',
    'status',
    'off',
  ];
  const command = ['tmux', '-S', socket, '-f', '/dev/null', '-u', ...session] as const;
  // A user of a service has none that could be started.
  const environment = { SHELL: '/bin/sh' };
  await using terminal = await openTerminal({ cloud, home: folder.home, command, environment });
  await using _server = { [Symbol.asyncDispose]: async () => void tmux('kill-server') };
  await terminal.seeFleet();
  await terminal.press('G');
  await terminal.see(/▌.*prod-virginia/);
  t.is(tmux('display', '-p', '#{alternate_on} #{cursor_flag}').trim(), '1 0');

  terminal.resize(70, 16);
  await terminal.until(
    (screen) => screen.split('\n').length === 16 && /▌.*prod-virginia/.test(screen),
    'the new size',
  );
  terminal.resize(120, 30);
  await terminal.see(/MY KUBECONFIG/);
  await terminal.press('/');
  await terminal.type('lab-tokyo');
  await terminal.press('enter', 'c');
  await terminal.see('asked the terminal to copy');
  t.is(tmux('show-buffer'), 'lab-tokyo');
  t.true(terminal.output().includes(Buffer.from('lab-tokyo').toString('base64')));

  // Esc and a key behind it: tmux may pass both on at once.
  await terminal.press('esc', '3');
  await terminal.see('Expiry ›');
  await terminal.press('q');
  await terminal.until((screen) => !screen.includes('Expiry'), 'the shell');
  t.is(tmux('display', '-p', '#{alternate_on} #{cursor_flag} #{mouse_any_flag}').trim(), '0 1 0');
});

for (const [policy, said, isPassedOn] of [
  ['external', 'asked the terminal to copy', true],
  ['off', 'tmux keeps it from the clipboard', false],
] as const) {
  test(`inside tmux with set-clipboard ${policy}, what became of a copied text is told`, async (t) => {
    await using cloud = await startEmulator({ scenario: 'single' });
    await using folder = await temporaryHome();
    const socket = join(folder.home, 'tmux');
    const tmux = (...args: readonly string[]): string =>
      execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' });
    const session = [
      'new-session',
      `'${process.execPath}' '${program}'`,
      ';',
      'set',
      '-s',
      'set-clipboard',
      policy,
    ];
    const command = ['tmux', '-S', socket, '-f', '/dev/null', '-u', ...session] as const;
    await using terminal = await openTerminal({
      ...{ cloud, home: folder.home, command, environment: { SHELL: '/bin/sh' } },
    });
    await using _server = { [Symbol.asyncDispose]: async () => void tmux('kill-server') };
    await terminal.see('1 cluster');
    await terminal.press('c');
    await terminal.see(said);
    const passedOn = (): boolean => terminal.output().includes(Buffer.from('single').toString('base64'));
    if (isPassedOn) await until(async () => passedOn());
    else {
      await terminal.see('tmux set -s set-clipboard on');
      t.false(passedOn());
    }
    t.is(passedOn(), isPassedOn);
  });
}
