import test from 'ava';
import { entersOwnShell } from './session-world.js';

test('fish is started with its own files, marked, and leads to the one cluster', (t) =>
  entersOwnShell(t, {
    program: '/usr/bin/fish',
    files: {
      '.config/fish/config.fish': `set -gx KUBECONFIG /elsewhere
set -gx MINE kept
set -gx ALIBABA_CLOUD_ACCESS_KEY_SECRET x
function fish_prompt; echo -n 'mine> '; end
`,
      // Else it reads every man page of the machine at its first start.
      '.local/share/fish/generated_completions/none.fish': '',
    },
    prompt: 'mine>',
    tells: (variable) => `echo "K=$${variable}."`,
  }));
