import { commands } from '../../tui/dist/commands.js';
import { globalOptions, screenOptions } from '../../tui/dist/shell/arguments.js';
import { optionLabel, usageLine } from '../../tui/dist/shell/help.js';
import { code, page, table } from './markdown.mjs';

/** Every command, from the records behind help and completion. */
export async function commandsPage() {
  const commands = await shownCommands();
  const contents = commands.map(({ name, summary }) => [
    `[${code(name)}](#${name.replace(' ', '-')})`,
    summary,
  ]);
  return page(
    'Commands',
    'Data goes to stdout, the rest to stderr. Without a command: the full screen.',
    table(['command', 'does'], contents),
    `## Options of the full screen\n\n${optionTable(screenOptions)}`,
    `## Options of every command\n\n${optionTable(globalOptions)}`,
    ...commands.map(commandSection),
  );
}

/** The commands for people. */
export async function shownCommands() {
  return (await commands.describeAll()).filter((command) => !command.hidden);
}

function commandSection(command) {
  const examples = command.examples.map(({ line, summary }) => `- ${code(line)}: ${summary}`);
  return [
    `## ${command.name}`,
    `${command.summary[0].toUpperCase()}${command.summary.slice(1)}.`,
    `${code(usageLine(command))}`,
    Object.keys(command.options).length > 0 ? optionTable(command.options) : '',
    examples.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function optionTable(options) {
  return table(
    ['option', 'does'],
    Object.entries(options).map(([name, spec]) => [code(optionLabel(name, spec)), spec.summary]),
  );
}
