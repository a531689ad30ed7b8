import type { Sentence } from '@ackring/core/words';
import { AckringError } from '@ackring/core/words';
import type { Language } from '../messages/language.js';
import type { ScreenName } from '../screen/screen-name.js';
import type { Services } from '../world/services.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';

/** The kind of value of an option or an argument, so that a shell can complete it. */
export type Completes = 'cluster' | 'context' | 'file' | 'namespace' | 'profile' | 'region' | 'user';

export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  readonly multiple?: true;
  readonly short?: string;
  /** The placeholder in the help, such as `8h`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
  readonly summary: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean
  : S['multiple'] extends true
    ? readonly string[]
    : string | undefined;

/** What was typed, by option: if absent, booleans are false and lists empty. */
type OptionValues<O extends OptionSpecs> = { readonly [K in keyof O]: ValueOf<O[K]> };

export interface CommandContext<O extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<O>;
  readonly global: GlobalValues;
  readonly positionals: readonly string[];
  /** What follows `--`, if the command runs another one. */
  readonly commandWords: readonly string[];
  readonly commands: Commands;
  readonly services: Services;
  /** With another profile or other regions: credentials, pace and caches of their own; the same each time. */
  servicesFor(change: ServicesChange): Services;
  readonly output: Output;
  readonly progress: Progress;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly language: Language;
  /** Aborted by Ctrl-C; a started write is still completed. */
  readonly signal: AbortSignal;
  readonly stdin: NodeJS.ReadableStream;
  /** True if a person is there: both input and output are terminals. */
  readonly isInteractive: boolean;
  /**
   * Runs another command line of this program on the embedded cloud, with the options before this command; returns
   * its exit code.
   */
  nested(argv: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** Absent leaves what the options say. */
export interface ServicesChange {
  readonly profile: string;
  readonly regions?: readonly string[];
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Merges notes into the data, for a reader of both. */
  readonly isOneStream?: boolean;
}

/** The options of every command, once parsed. */
export interface GlobalValues {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly yes: boolean;
  readonly readOnly: boolean;
  readonly debug: boolean;
  readonly debugFile: string | null;
  readonly profile: string | null;
  readonly regions: readonly string[];
  readonly lang: string | null;
}

export interface Example {
  readonly line: string;
  readonly summary: string;
}

export interface Refusal {
  readonly line: string;
  readonly code: number;
}

/** What a command is, without its code: help, completion and the reference in the documents derive from it. */
export interface CommandFacts {
  readonly name: string;
  readonly summary: string;
  /** What follows the name in the usage line, such as `CLUSTER`. */
  readonly usage: string;
  readonly positionals: { readonly min: number; readonly max: number; readonly completes?: Completes };
  readonly options: OptionSpecs;
  /** True if everything after the name belongs to another program and is passed on unparsed. */
  readonly passesThrough?: true;
  /** True if what follows `--` is a program of the user's with its arguments. */
  readonly runsAnother?: true;
  readonly examples: readonly Example[];
  /** Hidden from the help page: it is called by programs. */
  readonly hidden?: true;
}

/** One command, complete. */
export interface Command extends CommandFacts {
  /**
   * For callers with their own exit code convention: the stdout text and the code when the arguments cannot be
   * parsed; null for the default.
   */
  readonly refusal?: (argv: readonly string[], problem: AckringError) => Refusal | null;
  /** The command that shows what this one would do, where that is one of its own. */
  readonly plan?: string;
  /** The command that does the same to somebody else, by `--user` and `--cluster`, where this one is for one's own. */
  readonly ofOthers?: string;
  /** The fields that its filter can name, for a command that takes one. */
  readonly filters?: readonly string[];
  /** The screen that finds words in the same list, for a command that takes none. */
  readonly screen?: ScreenName;
  /** Runs in read-only mode, whatever was typed. */
  readonly changesNothing?: true;
  run(context: CommandContext): Promise<number | undefined>;
}

/** The program's commands, for itself and for commands about commands. */
export interface Commands {
  /** In the order of the help page. */
  readonly names: readonly string[];
  /** The same under the headings of the help page. */
  readonly sections: readonly { readonly title: string; readonly names: readonly string[] }[];
  has(name: string): boolean;
  /** The commands of a group such as `rotate`, by their full names. */
  membersOf(group: string): readonly string[];
  load(name: string): Promise<Command>;
  /** What a command is, from the catalog: a bundled program loads none of its code. */
  describe(name: string): Promise<CommandFacts>;
  /** All of them, for help, completion and the reference. */
  describeAll(): Promise<readonly CommandFacts[]>;
  /**
   * The command named by the first words, and how many of them its name takes. Throws UsageInvalid with the closest
   * name, or with the members of a group if none of them was named.
   */
  find(words: readonly string[]): { readonly name: string; readonly length: 1 | 2 };
}

interface CommandOf<O extends OptionSpecs> extends Omit<Command, 'options' | 'run'> {
  readonly options: O;
  /** Returns the exit code; undefined is 0. */
  run(context: CommandContext<O>): Promise<number | undefined>;
}

/** Connects a command's `run` to the types of its own options. */
export function defineCommand<const O extends OptionSpecs>(command: CommandOf<O>): Command {
  return {
    ...command,
    // The parser fills exactly the options of `command.options`, by their types: arguments.ts.
    run: (context) => command.run(context as CommandContext<O>),
  };
}

/** The input makes no sense: UsageInvalid, exit 2. */
export function usageError(message: Sentence | string, remedy: Sentence | string): AckringError {
  return new AckringError('UsageInvalid', message, { remedy });
}
