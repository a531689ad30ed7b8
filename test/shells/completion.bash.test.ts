import test from 'ava';
import { completesEverywhere, openShell, prompt } from './completion-world.js';

test('bash completes commands, names from the caches, options and files', async (t) => {
  const shell = await openShell(t, {
    command: ['bash', '--norc', '--noprofile', '-i'],
    prepare: [
      `PS1='${prompt} '; bind 'set enable-bracketed-paste off'; source <(ackring completion bash); clear`,
    ],
  });
  await completesEverywhere(t, shell);
  await shell.completes('ackring get prod-tokyo --access=priv', 'ackring get prod-tokyo --access=private');
  const both = ['ack/ap-northeast-1/prod-tokyo', 'web:blue'];
  await shell.offers('ackring use e', both, 'ackring use e');
  await shell.completes('ackring get we', 'ackring get we\\$\\(touch\\ pwned\\)\\;x');
});
