import test from 'ava';
import { completesEverywhere, openShell, prompt } from './completion-world.js';

test('fish completes commands, names from the caches, options and files', async (t) => {
  const shell = await openShell(t, {
    command: ['fish', '--no-config', '-i'],
    prepare: [`function fish_prompt; echo -n '${prompt} '; end; ackring completion fish | source; clear`],
  });
  await completesEverywhere(t, shell);
  await shell.completes('ackring get we', 'ackring get we\\$\\(touch\\ pwned\\)\\;x');
});
