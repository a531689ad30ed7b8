import test from 'ava';
import { openTerminal } from './driver.js';

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
