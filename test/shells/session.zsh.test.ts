import test from 'ava';
import { entersOwnShell } from './session-world.js';

const exports = 'export KUBECONFIG=/elsewhere MINE=kept ALIBABA_CLOUD_ACCESS_KEY_SECRET=x\n';
const tells = (variable: string) => `echo "K=$${variable}."`;

test('zsh is started with its own files, marked, and leads to the one cluster', (t) =>
  entersOwnShell(t, {
    program: '/usr/bin/zsh',
    files: { '.zshrc': `${exports}PROMPT='mine> '\n` },
    prompt: 'mine>',
    tells,
  }));

test('zsh with files elsewhere, and a prompt rebuilt before each command, is too', (t) =>
  entersOwnShell(t, {
    program: '/usr/bin/zsh',
    files: {
      '.zshenv': 'ZDOTDIR=$HOME/zsh\n',
      'zsh/.zshrc': `${exports}precmd() { PROMPT='anew> ' }\n`,
    },
    prompt: 'anew>',
    tells,
  }));
