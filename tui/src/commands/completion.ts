import { defineCommand } from './command.js';
import { completionScript, shells } from './completion-scripts.js';
import { usageError } from './usage-error.js';

export const command = defineCommand({
  name: 'completion',
  summary: 'print the completion script of a shell',
  usage: 'bash|zsh|fish',
  positionals: { min: 1, max: 1 },
  options: {},
  examples: [
    { line: 'source <(ackring completion bash)', summary: 'in ~/.bashrc' },
    { line: 'source <(ackring completion zsh)', summary: 'in ~/.zshrc, after compinit' },
    { line: 'ackring completion fish > ~/.config/fish/completions/ackring.fish', summary: 'once' },
  ],
  async run({ positionals, output }) {
    const [word] = positionals;
    const shell = shells.find((name) => name === word);
    if (shell === undefined) {
      throw usageError(`"${word}" is not a shell known here`, `Take one of ${shells.join(', ')}.`);
    }
    output.raw(completionScript(shell));
    return undefined;
  },
});
