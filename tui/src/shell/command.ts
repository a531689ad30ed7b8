import type { Sentence } from '@ackring/core/words';
import { AckringError } from '@ackring/core/words';
import type { Language } from '../messages/language.js';
import type { Services } from '../world/services.js';
import type { Commands } from './commands.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';

/** What the value of an option or an argument is, so that a shell can offer the right words. */
export type Completes = 'cluster' | 'context' | 'file' | 'region' | 'user';

export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  readonly multiple?: true;
  readonly short?: string;
  /** What stands for the value in the help, such as `8h`. */
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

/** What was typed, by option: booleans are false and lists are empty when absent. */
type OptionValues<O extends OptionSpecs> = { readonly [K in keyof O]: ValueOf<O[K]> };

export interface CommandContext<O extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<O>;
  readonly global: GlobalValues;
  readonly positionals: readonly string[];
  /** What follows `--`, where the command runs another one. */
  readonly commandWords: readonly string[];
  readonly commands: Commands;
  readonly services: Services;
  readonly output: Output;
  readonly progress: Progress;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly language: Language;
  /** Aborted by Ctrl-C; a write that has begun is finished all the same. */
  readonly signal: AbortSignal;
  readonly stdin: NodeJS.ReadableStream;
  /** True when a person sits before it: both input and output are terminals. */
  readonly isInteractive: boolean;
  /** Runs another command line of this program in other surroundings; gives its exit code. */
  nested(argv: readonly string[], surroundings: Surroundings): Promise<number>;
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Notes go among the data, for a reader of both. */
  readonly isOneStream?: boolean;
}

/** The options every command takes, once read. */
export interface GlobalValues {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly yes: boolean;
  readonly readOnly: boolean;
  readonly profile: string | null;
  readonly regions: readonly string[];
  readonly lang: string | null;
}

interface Example {
  readonly line: string;
  readonly summary: string;
}

export interface Refusal {
  readonly line: string;
  readonly code: number;
}

/** What a command is, without its code: help, completion and the reference in the documents are made from it. */
export interface CommandFacts {
  readonly name: string;
  readonly summary: string;
  /** What follows the name in the usage line, such as `CLUSTER`. */
  readonly usage: string;
  readonly positionals: { readonly min: number; readonly max: number; readonly completes?: Completes };
  readonly options: OptionSpecs;
  /** True where everything after the name belongs to somebody else and is passed on unread. */
  readonly passesThrough?: true;
  /** True where what follows `--` is a program of the user's with its arguments. */
  readonly runsAnother?: true;
  readonly examples: readonly Example[];
  /** Left out of the help page: it is called by programs. */
  readonly hidden?: true;
}

/** One command, whole. */
export interface Command extends CommandFacts {
  /**
   * For who reads the exit code by a convention of its own: what to print on stdout, and the code, when the
   * arguments cannot be read; null where the usual way will do.
   */
  readonly refusal?: (argv: readonly string[], problem: AckringError) => Refusal | null;
  run(context: CommandContext): Promise<number | undefined>;
}

interface CommandOf<O extends OptionSpecs> extends Omit<Command, 'options' | 'run'> {
  readonly options: O;
  /** Gives the exit code; undefined is 0. */
  run(context: CommandContext<O>): Promise<number | undefined>;
}

/** Ties a command's `run` to the types of its own options. */
export function defineCommand<const O extends OptionSpecs>(command: CommandOf<O>): Command {
  return {
    ...command,
    // The parser fills exactly the options of `command.options`, by their types: arguments.ts.
    run: (context) => command.run(context as CommandContext<O>),
  };
}

/** What was typed cannot be meant: UsageInvalid, exit 2. */
export function usageError(message: Sentence | string, remedy: Sentence | string): AckringError {
  return new AckringError('UsageInvalid', message, { remedy });
}
