import { parseArgs } from 'node:util';
import type { Sentence } from '@ackring/core/words';
import { AckringError, begunOrNearest, folded, nearest, shell, word } from '@ackring/core/words';
import { languages } from '../messages/language.js';
import { say } from '../messages/say.js';
import type { ScreenName } from '../screen/screen-name.js';
import {
  type Command,
  type Example,
  type GlobalValues,
  type OptionSpec,
  type OptionSpecs,
  usageError,
} from './command.js';

export interface ReadArguments {
  readonly global: GlobalValues;
  readonly help: boolean;
  readonly version: boolean;
  readonly options: Readonly<Record<string, boolean | string | readonly string[] | undefined>>;
  readonly positionals: readonly string[];
  /** What follows `--` of a command that runs another one; empty for all others. */
  readonly commandWords: readonly string[];
}

/** What precedes `--`: what follows may be another program's. */
export function ownArguments(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--');
  return at === -1 ? argv : argv.slice(0, at);
}

/** The first words that are not options, with their positions: the command's name is looked for there. */
export function findWords(argv: readonly string[]): readonly { word: string; index: number }[] {
  return tokensOf(argv).flatMap((token) =>
    token.kind === 'positional' ? [{ word: token.value, index: token.index }] : [],
  );
}

/** Where a pass-through command's words for others begin: before `--`, options may stand behind its name too. */
export function passedOnFrom(argv: readonly string[], nameIndex: number): number {
  const end = argv.indexOf('--', nameIndex);
  return end !== -1 && findWords(argv.slice(nameIndex, end)).length === 0 ? end : nameIndex;
}

/** For a first word that is no command: it may be the value of the option before it, which is a command's or nobody's. */
export function strayOption(argv: readonly string[], wordIndex: number): AckringError | null {
  const before = tokensOf(argv).find((token) => token.kind === 'option' && token.index === wordIndex - 1);
  if (before?.kind !== 'option' || Object.hasOwn(leadingOptions, before.name)) return null;
  const option = before.rawName;
  if (nearest(before.name, Object.keys(leadingOptions)) !== null)
    return unknownOption(option, leadingOptions, null);
  return usage(
    say('{option} before a command is no option of ackring; those of a command stand behind its name', {
      option,
    }),
    null,
  );
}

function tokensOf(argv: readonly string[]) {
  const options = parserOptions(leadingOptions);
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** The value of `--lang`, even if the rest cannot be parsed; null for none. */
export function languageFlag(argv: readonly string[]): string | null {
  const { values } = parseArgs({ args: [...argv], options: { lang: { type: 'string' } }, strict: false });
  return typeof values.lang === 'string' ? values.lang : null;
}

/** Parses what was typed for a command. Throws UsageInvalid, suggesting the closest option. */
export function readArguments(argv: readonly string[], command: Command | null): ReadArguments {
  const specs: OptionSpecs = { ...(command === null ? screenOptions : command.options), ...globalOptions };
  const own = command?.runsAnother ? ownArguments(argv) : argv;
  const { values, positionals, tokens } = parseArgs({
    args: [...own],
    options: parserOptions(specs),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(token, specs, command, wordsAround(token, tokens));
  }
  const read = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, filled(spec, values[name])]),
  );
  return {
    global: globalValues(read),
    help: read['help'] === true,
    version: read['version'] === true,
    options: read,
    positionals: positionals.map(String),
    commandWords: argv.slice(own.length + 1),
  };
}

type Token = ReturnType<typeof tokensOf>[number];

type Around = ReturnType<typeof wordsAround>;

/** The words that are no options: what may be an unknown option's value, and the others. */
function wordsAround(option: Token & { readonly kind: 'option' }, tokens: readonly Token[]) {
  const words = tokens.filter((token) => token.kind === 'positional');
  const isValue = ({ index }: Token): boolean => option.value === undefined && index === option.index + 1;
  const value = option.value ?? words.find(isValue)?.value;
  const others = words.filter((word) => !isValue(word)).map((word) => word.value);
  return { value, others };
}

/** Refuses too few and too many arguments; separate from parsing, so that `--help` needs none. */
export function checkPositionals(positionals: readonly string[], command: Command): void {
  const { min, max } = command.positionals;
  const { name } = command;
  if (positionals.length < min)
    throw usage(say('`{name}` needs {usage}', { name, usage: command.usage }), command, command.examples[0]);
  const extra = positionals[max];
  if (extra === undefined) return;
  if (max === 0) {
    if (command.screen !== undefined) throw foundOnScreen(name, extra, command.screen);
    const ofUser = shell`ackring ${name.split(' ')} --user ${extra}`;
    throw usage(
      say('`{name}` does not take "{extra}"', { name, extra }),
      command,
      'user' in command.options ? { line: ofUser } : command.examples[0],
    );
  }
  const taken = say('`{name}` takes {usage}: "{extra}" is one too many', {
    name,
    usage: command.usage,
    extra,
  });
  // What was typed may be the value of an option.
  const withOptions = command.examples.find(({ line }) => line.includes(' --'));
  throw usage(taken, command, withOptions);
}

function foundOnScreen(name: string, extra: string, screen: ScreenName): AckringError {
  const facts = { line: shell`ackring --screen ${screen}`, command: shell`ackring help ${name.split(' ')}` };
  return usageError(
    say('`{name}` does not take "{extra}"', { name, extra }),
    say('`/` finds it on the screen: `{line}`; `{command}` shows the usage.', facts),
  );
}

function checkOption(
  token: { name: string; rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
  specs: OptionSpecs,
  command: Command | null,
  around: Around,
): void {
  const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
  if (spec === undefined) throw unknownOption(token.rawName, specs, command, around);
  if (spec.type === 'boolean') {
    if (token.value !== undefined)
      throw usage(say('{option} takes no value', { option: token.rawName }), command);
    return;
  }
  if (token.value === undefined || (token.inlineValue === false && /^-./.test(token.value))) {
    const example = `${token.rawName}=${spec.value ?? 'VALUE'}`;
    throw usage(say('{option} needs a value: {example}', { option: token.rawName, example }), command);
  }
  // No option reads or writes a stream: a kubeconfig would lie in the current folder, under the name of one.
  if (spec.completes === 'file' && token.value === '-')
    throw new AckringError(
      'UsageInvalid',
      say('{option} takes a file, and `-` is none', { option: token.rawName }),
      {
        remedy: Object.hasOwn(specs, 'stdout')
          ? say('Write to standard output with `--stdout`.')
          : say('Name it `./-` if a file is called so.'),
      },
    );
  if (spec.choices !== undefined && !spec.choices.includes(token.value)) {
    const facts = { option: token.rawName, choices: spec.choices, value: token.value };
    throw usage(say('{option} is one of {choices}, not "{value}"', facts), command);
  }
}

function unknownOption(
  rawName: string,
  specs: OptionSpecs,
  command: Command | null,
  around: Around = { value: undefined, others: [] },
): AckringError {
  const name = rawName.replace(/^-+/, '');
  const suggestion = habitOf(name, specs) ?? begunOrNearest(name, Object.keys(specs));
  const near = suggestion === null ? '' : say('; did you mean {name}?', { name: `--${suggestion}` });
  const other =
    command !== null &&
    ((name === 'dry-run' && planOf(command)) ||
      insteadOf(name, command) ||
      bareOf(name, command) ||
      othersOf(name, command, around) ||
      (habitOf(name, specs) === null && filterOf(name, command, around)));
  const hint = other || near;
  return usage(
    command === null
      ? say('there is no option {option}{hint}', { option: rawName, hint })
      : say('there is no option {option} for `{name}`{hint}', { option: rawName, name: command.name, hint }),
    command,
  );
}

/** What other programs call them, kubectl, k9s, aliyun and gcloud among them; the first that is there is meant. */
const habits: readonly (readonly [called: RegExp, meant: readonly string[]])[] = [
  [
    /^(?:for|ttl|life(?:time)?|expir(?:y|es?|ation)|temporary|(?:temporary-?)?duration(?:-?minutes)?|valid(?:-for)?)$/,
    ['temporary', 'for'],
  ],
  [/^(?:o|output|format)$/, ['json']],
  [/^(?:n|ns)$/, ['namespace']],
  [/^(?:p|account)$/, ['profile']],
  [/^(?:r|region-?id|zone|location)$/, ['region']],
  [/^(?:l|selector|label)$/, ['tag']],
  [/^(?:v|verbose)$/, ['debug']],
  [/^(?:s|silent)$/, ['quiet']],
  [/^(?:f|force|auto-approve|assume-yes)$/, ['yes']],
  [/^(?:parallel|max-parallel|workers)$/, ['concurrency']],
  [/^(?:private-?ip-?address|internal-ip|private)$/, ['access private']],
  [/^public$/, ['access public']],
  [/^(?:alias|context-name)$/, ['context']],
  [/^cluster-?(?:id|name)$/, ['cluster']],
  [/^(?:apply|execute|commit|do-it)$/, ['confirm', 'yes']],
];

/** What others do by an option, another command does here. */
const commandsInstead: readonly (readonly [command: string, called: RegExp, meant: string])[] = [
  ['undo', /^l(?:i?st?|s|og)$/, 'history'],
];

function habitOf(name: string, specs: Readonly<Record<string, unknown>>): string | null {
  const [, meant = []] = habits.find(([called]) => called.test(name.toLowerCase())) ?? [];
  return meant.find((each) => Object.hasOwn(specs, each.split(' ')[0] ?? each)) ?? null;
}

const ofSomebody = /^(?:user|uid|identity|holder)$/i;
const ofSomething = /^(?:(?:cluster|context)-?(?:id|name)?|name)$/i;

/** Others name by an option whom or what it is about; null where the command takes no such name as its argument. */
function bareOf(
  option: string,
  { name, usage, positionals: { completes = 'file' } }: Command,
): Sentence | null {
  const names = { cluster: ofSomething, context: ofSomething, user: ofSomebody, file: /^file(?:name)?$/i };
  const word = completes.toUpperCase();
  const isNamed = completes in names && names[completes as keyof typeof names].test(option);
  if (!isNamed || !usage.includes(word)) return null;
  return say('; the name stands alone: `{line}`', { line: `ackring ${name} ${word}` });
}

function insteadOf(option: string, { name }: Command): Sentence | null {
  const [, , meant] =
    commandsInstead.find(([command, called]) => command === name && called.test(option)) ?? [];
  return meant === undefined ? null : say('; `{command}` does that', { command: `ackring ${meant}` });
}

/** Whose name is given to a command for one's own; null for any other option. */
function othersOf(
  option: string,
  { ofOthers }: Command,
  { value: user = 'USER', others }: Around,
): Sentence | null {
  if (ofOthers === undefined || !ofSomebody.test(option)) return null;
  const [cluster = 'CLUSTER'] = others;
  const line = shell`ackring ${ofOthers} --user ${user} --cluster ${cluster}`;
  return say(', which is for what is your own; of somebody else: `{line}`', { line });
}

/** What others choose from a list by an option, a word of its filter chooses; null for what is no field of it. */
function filterOf(option: string, { filters }: Command, { value = 'VALUE' }: Around): Sentence | null {
  if (filters === undefined) return null;
  const fields = [...filters, 'tag'];
  const isMeant = (field: string): boolean => folded(field) === folded(option);
  const field =
    fields.find(isMeant) ?? habitOf(option, Object.fromEntries(fields.map((each) => [each, true])));
  if (field === null) return null;
  return say('; as a filter: `{word}`', {
    word: word(`${field}:${/\s/.test(value) ? `"${value}"` : value}`),
  });
}

/** Who asks for a plan by another tool's word is told how this command shows it; null for one that has none. */
function planOf({ plan, options, runsAnother }: Command): Sentence | null {
  if (plan !== undefined) return say('; `{command}` shows its plan', { command: `ackring ${plan}` });
  const isTyped = 'confirm' in options && runsAnother !== true;
  return isTyped ? say('; without `--confirm` it only shows its plan') : null;
}

function usage(message: Sentence, command: Command | null, example?: Pick<Example, 'line'>): AckringError {
  const topic = command === null ? [] : command.name.split(' ');
  const help = shell`ackring help ${topic}`;
  return new AckringError('UsageInvalid', message, {
    remedy:
      example === undefined
        ? say('Run `{command}` for the usage.', { command: help })
        : say('Such as `{line}`; `{command}` shows the usage.', { line: example.line, command: help }),
  });
}

function parserOptions(specs: OptionSpecs): Record<string, ParserOption> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      {
        type: spec.type,
        multiple: spec.multiple ?? false,
        ...(spec.short === undefined ? {} : { short: spec.short }),
      },
    ]),
  );
}

interface ParserOption {
  type: 'boolean' | 'string';
  multiple: boolean;
  short?: string;
}

function filled(spec: OptionSpec, value: unknown): boolean | string | readonly string[] | undefined {
  if (spec.type === 'boolean') return value === true;
  if (spec.multiple) return Array.isArray(value) ? value.map(String) : [];
  return typeof value === 'string' ? value : undefined;
}

function globalValues(read: ReadArguments['options']): GlobalValues {
  const text = (name: string) => (typeof read[name] === 'string' ? read[name] : null);
  return {
    json: read['json'] === true,
    quiet: read['quiet'] === true,
    yes: read['yes'] === true,
    readOnly: read['read-only'] === true,
    debug: read['debug'] === true,
    debugFile: text('debug-file'),
    profile: text('profile'),
    lang: text('lang'),
    regions: Array.isArray(read['region']) ? read['region'] : [],
  };
}

/** Additional options of the full screen: a command line without a command. */
export const screenOptions = {
  screen: {
    type: 'string',
    value: 'SCREEN',
    choices: ['clusters', 'contexts', 'expiry', 'access', 'rotation', 'activity'],
    summary: 'the screen that opens first',
  },
} as const;

/** Options of every command. */
export const globalOptions = {
  json: { type: 'boolean', summary: 'write data as JSON, and errors as JSON on stderr' },
  profile: {
    type: 'string',
    value: 'NAME',
    completes: 'profile',
    summary: 'take the credentials of this Alibaba Cloud CLI profile',
  },
  region: {
    type: 'string',
    multiple: true,
    value: 'REGION',
    completes: 'region',
    summary: 'look at this region only (repeatable)',
  },
  'read-only': { type: 'boolean', summary: 'refuse whatever would change the cloud or a file' },
  lang: { type: 'string', value: 'LANG', choices: languages, summary: 'language of what people read' },
  yes: {
    type: 'boolean',
    short: 'y',
    summary: 'answer plain questions with yes; never a typed confirmation',
  },
  quiet: { type: 'boolean', short: 'q', summary: 'leave out what is not data and not an error' },
  debug: { type: 'boolean', summary: 'log each call to the cloud on stderr, a line each' },
  'debug-file': { type: 'string', value: 'FILE', completes: 'file', summary: 'add these lines to a file' },
  help: { type: 'boolean', short: 'h', summary: 'show help' },
  version: { type: 'boolean', summary: 'show the version' },
} as const;

/** What may stand before a command. */
const leadingOptions: OptionSpecs = { ...globalOptions, ...screenOptions };
