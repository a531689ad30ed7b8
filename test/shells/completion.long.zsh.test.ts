import test from 'ava';
import { completesEverywhere, openShell, prompt } from './completion-world.js';

test('zsh completes commands, names from the caches, options and files', async (t) => {
  const shell = await openShell(t, {
    command: ['zsh', '-f', '-i'],
    prepare: [
      `PS1='${prompt} '; unsetopt PROMPT_SP; autoload -U compinit && compinit -u; source <(ackring completion zsh); clear`,
    ],
  });
  await completesEverywhere(t, shell);
  await shell.completes('ackring get prod-tokyo --access=priv', 'ackring get prod-tokyo --access=private');
  await shell.completes('ackring get we', 'ackring get we\\$\\(touch\\ pwned\\)\\;x');
});
