import { defineCommand } from './command.js';
import { findCommandName } from './find-command.js';
import { loadCommand, loadCommands } from './table.js';
import { commandHelp, programHelp } from './usage.js';

export const command = defineCommand({
  name: 'help',
  summary: 'show how a command is used',
  usage: '[COMMAND]',
  positionals: { min: 0, max: 2 },
  options: {},
  examples: [{ line: 'ackring help get', summary: 'everything `get` takes' }],
  async run({ positionals, output }) {
    if (positionals.length === 0) output.write(programHelp(await loadCommands()));
    else output.write(commandHelp(await loadCommand(findCommandName(positionals).name)));
    return undefined;
  },
});
