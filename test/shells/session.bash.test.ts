import test from 'ava';
import { entersOwnShell } from './session-world.js';

const exports = 'export KUBECONFIG=/elsewhere MINE=kept ALIBABA_CLOUD_ACCESS_KEY_SECRET=x\n';
const tells = (variable: string) => `echo "K=$${variable}."`;

test('bash is started with its own files, marked, and leads to the one cluster', (t) =>
  entersOwnShell(t, {
    program: '/usr/bin/bash',
    files: { '.bashrc': `${exports}PS1='mine> '\n` },
    prompt: 'mine>',
    tells,
  }));

test('bash with a prompt rebuilt before each command is marked too', (t) =>
  entersOwnShell(t, {
    program: '/usr/bin/bash',
    files: { '.bashrc': `${exports}PROMPT_COMMAND=(true 'PS1="anew> "')\n` },
    prompt: 'anew>',
    tells,
  }));

test('sh is started with the file that ENV names', (t) =>
  entersOwnShell(t, {
    program: '/bin/sh',
    files: { '.shrc': `${exports}PS1='mine> '\n` },
    environment: { ENV: '$HOME/.shrc' },
    prompt: 'mine>',
    tells,
  }));
