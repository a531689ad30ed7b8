import type { ReadStream, WriteStream } from 'node:tty';
import { refuseWeakTls } from '@ackring/core/machine';
import { AckringError, toAckringError, toText } from '@ackring/core/words';
import { commands } from './commands.js';
import { withCrashKept } from './crash.js';
import { loadProblems } from './languages/load.js';
import { say } from './messages/say.js';
import {
  checkPositionals,
  findWords,
  languageFlag,
  ownArguments,
  passedOnFrom,
  type ReadArguments,
  readArguments,
  strayOption,
} from './shell/arguments.js';
import type { Command } from './shell/command.js';
import { refuseAsMember } from './shell/commands.js';
import type { DebugLog, DebugOptions } from './shell/debug-log.js';
import type { Told } from './shell/help.js';
import { withArguments, withMeant } from './shell/meant.js';
import { createOutput, type Output } from './shell/output.js';
import { createProgress } from './shell/progress.js';
import { columnsOf, proseWithin } from './shell/prose.js';
import { takeOpened } from './terminal/opened.js';
import { stateFolder } from './world/folders.js';
import type { ServiceOptions, Services } from './world/services.js';
import { chosenLanguage } from './world/settings-file.js';

export interface ProgramInput {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Node's own command-line options. */
  readonly nodeOptions: readonly string[];
  readonly home: string;
  /** The started file; omitted if there was none. */
  readonly program?: string | undefined;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly signal: AbortSignal;
  /** On the embedded cloud. */
  readonly isDemo?: boolean;
}

/** Runs what was typed and returns the exit code: a command, or the full screen without one. */
export async function runProgram(input: ProgramInput): Promise<number> {
  try {
    return (await runArguments(input)) ?? 0;
  } catch (error) {
    return await reportProblem(toAckringError(error), input);
  }
}

async function runArguments(input: ProgramInput): Promise<number | undefined> {
  const words = findWords(input.argv);
  const [first] = words;
  if (first === undefined) return runWithoutCommand(input);
  if (words.length === 1 && asksHelp(input.argv)) {
    const { groupHelp, isGroup } = await import('./shell/help.js');
    if (isGroup(first.word, commands)) {
      const { global } = readArguments(input.argv.toSpliced(first.index, 1), null);
      return showHelp(global, input, (told) => groupHelp(first.word, commands, told));
    }
  }
  const { name, length } = commandIn(words, input.argv);
  const command = await commands.load(name);
  const nameIndexes = new Set(words.slice(0, length).map(({ index }) => index));
  const rest = input.argv.filter((_, index) => !nameIndexes.has(index));
  const ownLength = command.passesThrough ? passedOnFrom(rest, first.index) : first.index;
  return runCommand(command, rest, ownLength, input);
}

function commandIn(words: ReturnType<typeof findWords>, argv: readonly string[]) {
  try {
    return commands.find(words.map(({ word }) => word));
  } catch (error) {
    const at = words[0]?.index ?? 0;
    throw strayOption(argv, at) ?? withArguments(toAckringError(error), argv, at);
  }
}

async function runCommand(
  command: Command,
  argv: readonly string[],
  ownLength: number,
  input: ProgramInput,
): Promise<number | undefined> {
  let read: ReadArguments;
  try {
    refuseWeakTls(input.nodeOptions, input.environment['NODE_OPTIONS']);
    read = readFor(command, argv, ownLength);
  } catch (error) {
    const refusal = command.refusal?.(argv, toAckringError(error)) ?? null;
    if (refusal === null) throw error;
    input.stdout.write(`${refusal.line}\n`);
    return refusal.code;
  }
  if (read.help) {
    const { commandHelp } = await import('./shell/help.js');
    return showHelp(read.global, input, (told) => commandHelp(command, told));
  }
  const { createServices } = await import('./world/services.js');
  const own = serviceOptions(read, input, command.changesNothing);
  const services = createServices(own);
  const others = new Map<string, typeof services>();
  const swept = services.sweepSessions();
  // What is passed on says in which language all of it is told.
  const passedOn = command.passesThrough ? languageFlag(read.positionals) : null;
  const language = chosenLanguage(read.global.lang ?? passedOn, input);
  const problems = await loadProblems[read.global.json ? 'en' : language]();
  const progress = createProgress({
    stderr: input.stderr,
    isQuiet: read.global.quiet,
    words: async () => {
      const { readerOf } = await import('./shell/text-table.js');
      return (await readerOf({ home: input.home, language, services })).messages.waiting;
    },
  });
  // Not spread: reading stdin creates it.
  const { environment, home, signal } = input;
  const output = createOutput(input, { ...read.global, progress }, { environment, home, problems, signal });
  const debug = await debugLogFor(read, input.environment, output.aside);
  const running = command.run({
    // readArguments fills every option of the command by its type.
    options: read.options as Parameters<Command['run']>[0]['options'],
    global: read.global,
    positionals: read.positionals,
    commandWords: read.commandWords,
    commands,
    services,
    servicesFor: ({ profile, regions = own.regions }) => {
      const key = JSON.stringify([profile, regions]);
      const known = others.get(key) ?? createServices({ ...own, profile, regions });
      others.set(key, known);
      return known;
    },
    output,
    progress,
    environment: input.environment,
    home: input.home,
    language,
    signal,
    get stdin() {
      return input.stdin;
    },
    isInteractive: isInteractive(input),
    nested: (nestedArgv, { environment, home, isOneStream = false }) =>
      runProgram({
        ...input,
        // Options of a pass-through command apply to what it runs.
        argv: [...argv.slice(0, ownLength), ...nestedArgv],
        environment,
        home,
        stderr: isOneStream ? input.stdout : input.stderr,
        isDemo: true,
      }),
  });
  try {
    const code = await running.finally(progress.end).catch(async (thrown: unknown) => {
      if (!(thrown instanceof AckringError) || thrown.code !== 'ContextNotFound') throw thrown;
      const { notFetched } = await import('./shell/not-fetched.js');
      throw (await notFetched(thrown, command.name, services)) ?? thrown;
    });
    const isForPeople = command.hidden !== true && command.changesNothing !== true;
    if (isForPeople && !signal.aborted) await takeBackEnded([services, ...others.values()], output, signal);
    return code;
  } finally {
    await debug?.end();
    await swept;
  }
}

/** What was given for a time goes with the first run after its end that has asked the same account's cloud. */
async function takeBackEnded(
  services: readonly Services[],
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  for (const { granting, hasAskedCloud } of services) {
    if (!hasAskedCloud()) continue;
    const ended = await granting
      .takeBackEnded({ signal })
      .catch((thrown: unknown) => [{ right: null, said: null, error: toAckringError(thrown) }]);
    for (const { right, said, error } of ended) {
      if (said !== null) output.note(said);
      if (error !== null) output.problem({ right: right?.identity.name ?? 'right' }, error);
    }
  }
}

/** Null if calls are not reported. */
async function debugLogFor(
  { global }: ReadArguments,
  environment: ProgramInput['environment'],
  write: (line: string) => void,
): Promise<DebugLog | null> {
  if (!wantsDebugLog(global, environment)) return null;
  const { openDebugLog } = await import('./shell/debug-log.js');
  return openDebugLog(global, { environment, write });
}

/** By flag or by ACKRING_DEBUG. */
function wantsDebugLog(
  { debug, debugFile }: DebugOptions,
  environment: ProgramInput['environment'],
): boolean {
  return debug || debugFile !== null || Boolean(environment['ACKRING_DEBUG']);
}

/** Of a command that does not exist, the rest is not known. */
function asksHelp(argv: readonly string[]): boolean {
  return argv.some((word) => word === '-h' || word === '--help');
}

async function showHelp(
  { lang }: ReadArguments['global'],
  input: ProgramInput,
  page: (told: Told) => string | Promise<string>,
): Promise<undefined> {
  const { helpIn, helpWithin } = await import('./shell/help.js');
  const text = await page(await helpIn(chosenLanguage(lang, input)));
  input.stdout.write(`${helpWithin(text, columnsOf(input.stdout))}\n`);
}

/** What was typed for the command; its arguments are checked unless its help is requested. */
function readFor(command: Command, argv: readonly string[], ownLength: number): ReadArguments {
  // What follows a pass-through command belongs to another program.
  const own = command.passesThrough ? argv.slice(0, ownLength) : argv;
  const read = readArguments(own, command);
  const help = read.help || (command.passesThrough === true && /^(-h|--help)$/.test(argv[ownLength] ?? ''));
  const positionals = command.passesThrough ? argv.slice(ownLength) : read.positionals;
  if (!help) {
    refuseAsMember({ commands, positionals }, command);
    checkPositionals(positionals, command);
  }
  return { ...read, help, positionals };
}

function isInteractive(input: ProgramInput): boolean {
  return input.stdout.isTTY && input.stdin.isTTY;
}

async function runWithoutCommand(input: ProgramInput): Promise<number | undefined> {
  const read = readArguments(input.argv, null);
  if (read.version) {
    const { versionText, versionToJson } = await import('./world/version.js');
    const isJson = read.global.json;
    input.stdout.write(`${isJson ? JSON.stringify(versionToJson(), null, 2) : versionText()}\n`);
    return undefined;
  }
  if (read.help) {
    const { programHelp } = await import('./shell/help.js');
    return showHelp(read.global, input, (told) => programHelp(commands, told));
  }
  if (!isInteractive(input)) {
    throw new AckringError('UsageInvalid', say('the full screen needs a terminal'), {
      remedy: say('Name a command, such as `ackring clusters`; `ackring help` lists them.'),
    });
  }
  refuseWeakTls(input.nodeOptions, input.environment['NODE_OPTIONS']);
  const [{ runApp }, { createServices }, { screenNames }] = await Promise.all([
    import('./app.js'),
    import('./world/services.js'),
    import('./screen/screen-name.js'),
  ]);
  const options = serviceOptions(read, input);
  const screen = screenNames.find((name) => name === read.options['screen']) ?? null;
  const { isDemo = false, signal } = input;
  const app = { createServices, options, language: read.global.lang, screen, isDemo, signal };
  if (!wantsDebugLog(read.global, input.environment)) return runApp(app);
  const { openScreenLog } = await import('./shell/debug-log.js');
  const { environment, home } = input;
  const log = await openScreenLog(read.global, { environment, stateFolder: stateFolder(environment, home) });
  try {
    return await runApp(app);
  } finally {
    const { translations } = await loadProblems[chosenLanguage(read.global.lang, input)]();
    input.stderr.write(`${toText(await log.end(), translations)}\n`);
  }
}

function serviceOptions(
  { global }: ReadArguments,
  input: ProgramInput,
  changesNothing = false,
): ServiceOptions {
  return {
    environment: input.environment,
    home: input.home,
    profile: global.profile,
    regions: global.regions,
    readOnly: global.readOnly || changesNothing,
    program: input.program ?? null,
    lenders: new Map(),
  };
}

async function reportProblem(thrown: AckringError, input: ProgramInput): Promise<number> {
  takeOpened()?.restore();
  const { problemJson, problemText } = await import('./shell/problem.js');
  const error = withMeant(await withCrashKept(thrown, input), input.argv);
  // Even if the arguments could not be parsed, `--json` among them requests JSON.
  const own = ownArguments(input.argv);
  const isJson = own.includes('--json');
  const problems = await loadProblems[isJson ? 'en' : chosenLanguage(languageFlag(own), input)]();
  const text = isJson
    ? problemJson(error)
    : proseWithin(problemText(error, problems, input.home), columnsOf(input.stderr));
  input.stderr.write(`${text}\n`);
  return error.exitCode;
}
