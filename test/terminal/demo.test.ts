import test from 'ava';
import { openTerminal } from './driver.js';

test('what is typed while the demo starts presses no key: nobody has seen a screen yet', async (t) => {
  await using terminal = await openTerminal({ args: ['demo', '--lang', 'en'] });
  await terminal.press('q', 'f', 'enter');
  await terminal.see('17 clusters');
  await terminal.press('2');
  await terminal.see('[2 Contexts]');
  await terminal.press('q');
  t.is(await terminal.exit(), 0);
});

test('the demo opens on a fleet, with kubeconfigs in every state of their lives', async (t) => {
  await using terminal = await openTerminal({ args: ['demo', '--lang', 'en'] });
  await terminal.see('17 clusters');
  await terminal.press('2');
  for (const state of [/legacy-tokyo .* E/, /staging-tokyo .* C/, /singapore-api .* R/, /tokyo-api .* F/]) {
    await terminal.see(state);
  }
  await terminal.see(/lab-tokyo .* [78] h.* T/);
  await terminal.press('q');
  t.is(await terminal.exit(), 0);
});
