import { toAckringError } from '@ackring/core/words';
import type { Language } from '../messages/language.js';
import { widthOf, wrapText } from '../screen/drawing/line.js';
import { globalOptions, screenOptions } from './arguments.js';
import {
  type CommandFacts,
  type Commands,
  defineCommand,
  type OptionSpec,
  type OptionSpecs,
} from './command.js';
import { memberMissing } from './commands.js';
import { withArguments } from './meant.js';
import { pad } from './text-table.js';

export const command = defineCommand({
  name: 'help',
  summary: 'show how a command is used',
  usage: '[COMMAND]',
  positionals: { min: 0, max: 2 },
  options: {},
  examples: [{ line: 'ackring help get', summary: 'everything `get` takes' }],
  async run({ positionals, output, commands, language }) {
    const told = await helpIn(language);
    output.write(helpWithin(await pageOf(positionals, commands, told), output.columns));
    return undefined;
  },
});

/** What help says, of the English of a command's record. */
export type Told = (english: string) => string;

type Texts = Readonly<Record<string, string>>;

/** English is what the records say. */
const texts: Partial<Record<Language, () => Promise<Texts>>> = {
  ja: async () => (await import('../words/help/ja.json', { with: { type: 'json' } })).default,
  zh: async () => (await import('../words/help/zh.json', { with: { type: 'json' } })).default,
};

/** The words of help in a language: on demand, since nothing else needs them. */
export async function helpIn(language: Language): Promise<Told> {
  const table = await texts[language]?.();
  return (english) => table?.[english] ?? english;
}

async function pageOf(words: readonly string[], commands: Commands, told: Told): Promise<string> {
  const [first = '', ...others] = words;
  if (first === '') return programHelp(commands, told);
  if (others.length === 0 && isGroup(first, commands)) return groupHelp(first, commands, told);
  return commandHelp(await commands.describe(topicOf(words, commands)), told);
}

function topicOf(words: readonly string[], commands: Commands): string {
  try {
    const { name, length } = commands.find(words);
    const extra = words[length];
    if (extra !== undefined) throw memberMissing(name, extra, commands.membersOf(name));
    return name;
  } catch (error) {
    throw withArguments(toAckringError(error), ['help', ...words], 1);
  }
}

/** Has commands, and is none itself. */
export function isGroup(word: string, commands: Commands): boolean {
  return !commands.has(word) && commands.membersOf(word).length > 0;
}

/** The help page of a group such as `rotate`. */
export async function groupHelp(group: string, commands: Commands, told: Told): Promise<string> {
  const names = commands.membersOf(group);
  const members = (await commands.describeAll()).filter(({ name }) => names.includes(name));
  return [
    `${told('Usage:')} ackring ${group} COMMAND [options]`,
    commandLines(members, told).join('\n'),
    told('`ackring help COMMAND` tells more.'),
  ].join('\n\n');
}

function commandLines(
  members: readonly CommandFacts[],
  told: Told,
  wide = Math.max(...members.map(({ name }) => name.length)),
): readonly string[] {
  return members.map(({ name, summary }) => `  ${pad(name, wide)}  ${told(summary)}`);
}

/** The help page of one command. */
export function commandHelp(command: CommandFacts, told: Told): string {
  const parts = [
    `${told(command.summary)}\n\n${told('Usage:')} ${usageLine(command)}`,
    optionSection(told('Options'), command.options, told),
    exampleSection(command, told),
    optionSection(told('Everywhere'), globalOptions, told),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The page for a terminal: what a line explains goes on below itself. `columns` 0 wraps nothing. */
export function helpWithin(page: string, columns: number): string {
  if (columns <= 0) return page;
  return page
    .split('\n')
    .flatMap((line) => linesWithin(line, columns))
    .join('\n');
}

/** Below this a column of its own helps nobody. */
const leastColumn = 24;

function linesWithin(line: string, columns: number): readonly string[] {
  // A command line is there to be copied.
  if (widthOf(line) <= columns || /^ {2}ackring /.test(line)) return [line];
  const [, label = '', text = line] = /^( {2}\S.*? {2,}| +)(\S.*)$/.exec(line) ?? [];
  const isWide = columns - label.length < leastColumn;
  const indent = isWide ? 6 : label.length;
  const [first = '', ...others] = wrapText(text, Math.max(leastColumn, columns - indent));
  const below = others.map((each) => ' '.repeat(indent) + each);
  return isWide ? [label.trimEnd(), ' '.repeat(indent) + first, ...below] : [label + first, ...below];
}

/** `ackring get CLUSTER [options]`. */
export function usageLine(command: CommandFacts): string {
  const options = Object.keys(command.options).length > 0 ? '[options]' : '';
  return ['ackring', command.name, command.usage, options].filter((part) => part !== '').join(' ');
}

const exitCodeText =
  'Exit codes: 0 done, 1 failed, 2 usage, 3 not found or ambiguous, 4 no credentials or forbidden,\n5 throttled or unreachable, 6 refused for safety, 7 done in part.';

/** The page of the program itself. */
export async function programHelp(commands: Commands, told: Told): Promise<string> {
  const shown = (await commands.describeAll()).filter((command) => !command.hidden);
  const wide = Math.max(...shown.map((command) => command.name.length));
  const sections = commands.sections.map(({ title, names }) => {
    const members = names.flatMap((name) => shown.filter((command) => command.name === name));
    return [told(title), ...commandLines(members, told, wide)].join('\n');
  });
  const usage = `${told('Usage:')} `;
  return [
    told('The key ring for Alibaba Cloud ACK clusters.'),
    `${usage}ackring [command] [options]\n${' '.repeat(widthOf(usage))}${told('Without a command: the full screen.')}`,
    ...sections,
    optionSection(told('The full screen'), screenOptions, told),
    optionSection(told('Everywhere'), globalOptions, told),
    `${told(exitCodeText)}\n${told('`ackring help COMMAND` tells more.')}`,
  ].join('\n\n');
}

/** `--region REGION`. */
export function optionLabel(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const value = spec.type === 'boolean' ? '' : ` ${spec.choices?.join('|') ?? spec.value ?? 'VALUE'}`;
  return `${short}--${name}${value}`;
}

function optionSection(title: string, specs: OptionSpecs, told: Told): string {
  const options = Object.entries(specs);
  if (options.length === 0) return '';
  const labels = options.map(([name, spec]) => optionLabel(name, spec));
  const wide = Math.max(...labels.map((label) => label.length));
  const lines = options.map(
    ([, spec], index) => `  ${pad(labels[index] ?? '', wide)}  ${told(spec.summary)}`,
  );
  return `${title}\n${lines.join('\n')}`;
}

function exampleSection({ examples }: CommandFacts, told: Told): string {
  if (examples.length === 0) return '';
  return `${told('Examples')}\n${examples.map(({ line, summary }) => `  ${line}\n      ${told(summary)}`).join('\n')}`;
}
