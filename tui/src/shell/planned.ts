import { createInterface } from 'node:readline/promises';
import { AckringError, exitCodes, toAckringError, visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { say } from '../messages/say.js';
import type { CommandContext } from './command.js';
import type { Output } from './output.js';
import type { Progress, Waiting } from './progress.js';
import { readerOf } from './text-table.js';

/** A change that is planned, shown, confirmed and made. `Typed` is what confirms it. */
interface Planned<Plan, Typed, Outcome> {
  readonly planning: Promise<Plan>;
  /** What is waited for meanwhile; the plan by default. */
  readonly waiting?: Waiting;
  /** For people; programs read `json`. */
  show(plan: Plan): void | Promise<void>;
  /** What the plan may lack, and where. */
  unread?(plan: Plan): readonly Unread[];
  /** Where a plan leaves nothing to do, how the command ends; null where it leaves something. */
  idle?(plan: Plan): End | null;
  /** What the options say, or a person who is asked. */
  confirm(plan: Plan): Promise<Typed | typeof declined>;
  /** Throws ConfirmationMissing for anything but what confirms this plan, ReadOnly, Refused. */
  apply(plan: Plan, typed: Typed): Promise<Outcome>;
  /** The plan, and what came of it: null where nothing was done. */
  json(plan: Plan, outcome: Outcome | null): unknown;
  /** Says what was done, and returns the exit code. */
  tell(plan: Plan, outcome: Outcome): number | undefined | Promise<number | undefined>;
}

interface Unread {
  readonly place: Readonly<Record<string, string>>;
  readonly error: AckringError;
}

/** An exit code; undefined is 0. */
interface End {
  readonly exitCode: number | undefined;
}

/**
 * Shows the plan before anything is asked, and does what was shown. The plan is data: a program reads it from stdout
 * also where the change is refused, and the refusal from stderr.
 */
export async function planned<Plan, Typed, Outcome>(
  { output, progress }: Pick<CommandContext, 'output' | 'progress'>,
  { planning, waiting = (words) => words.plan, ...change }: Planned<Plan, Typed, Outcome>,
): Promise<number | undefined> {
  const plan = await progress.during(waiting, planning);
  const print = (outcome: Outcome | null): void => {
    if (!output.json) return;
    const data = change.json(plan, outcome);
    if (Array.isArray(data)) output.list(data, (each) => each);
    else output.data(data);
  };
  if (!output.json) await change.show(plan);
  for (const { place, error } of change.unread?.(plan) ?? []) output.problem(place, error);
  const idle = change.idle?.(plan) ?? null;
  if (idle !== null) {
    print(null);
    return idle.exitCode;
  }
  const typed = await change.confirm(plan);
  if (typed === declined) {
    output.note(say('nothing was changed'));
    return exitCodes.refused;
  }
  let outcome: Outcome;
  try {
    outcome = await progress.during((words) => words.change, change.apply(plan, typed));
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.exitCode === exitCodes.refused) print(null);
    throw error;
  }
  print(outcome);
  return change.tell(plan, outcome);
}

/** What a person says who was asked, and does not want it. */
export const declined = Symbol('declined');

/**
 * Whether `--yes` or a person agrees; false without a terminal: the caller then reports the missing option.
 */
export async function agreed(question: Question, context: Asked): Promise<boolean | typeof declined> {
  const { isInteractive, global } = context;
  if (global.yes || !isInteractive || global.json) return global.yes;
  const { messages } = await readerOf(context);
  return (await ask(question(messages.questions), context)) || declined;
}

/** Asks a plain question; anything but a yes, and the end of input, is no. */
export async function ask(question: string, person: Person): Promise<boolean> {
  return /^y(es)?$/i.test(await askForLine(`${question} [y/N] `, person));
}

/** How often a name is asked for that is mistyped. */
const mostTries = 3;

/**
 * The name from an option, or typed after `question`, which is asked again for one that is mistyped; null without a
 * terminal, or if nothing may be changed anyway: the caller then reports the missing option.
 */
export async function typedName(
  given: string | undefined,
  { question, expected }: NameQuestion,
  context: Asked,
): Promise<string | null> {
  if (given !== undefined) return given;
  const { isInteractive, global } = context;
  if (!isInteractive || global.json || global.readOnly) return null;
  const { messages } = await readerOf(context);
  const [name = ''] = expected;
  for (let tries = 1; ; tries += 1) {
    const typed = await askForLine(question(messages.questions), context);
    if (typed === '' || expected.includes(typed) || tries === mostTries) return typed;
    context.output.note(messages.confirm.unlike(visible(name)));
  }
}

interface NameQuestion {
  readonly question: Question;
  /** Any one of these confirms it; the first is what the question asks for. */
  readonly expected: readonly string[];
}

type Question = (words: Messages['questions']) => string;

type Asked = Person & Pick<CommandContext, 'isInteractive' | 'global' | 'home' | 'language' | 'services'>;

interface Person {
  readonly stdin: NodeJS.ReadableStream;
  readonly output: Pick<Output, 'prompt' | 'note'>;
  readonly progress: Pick<Progress, 'whileAsking'>;
  readonly signal: AbortSignal;
}

/**
 * Asks the user at the terminal for a line, on standard error; empty for the end of input. Throws Cancelled when the
 * signal is aborted.
 */
export async function askForLine(
  question: string,
  { stdin, output, progress, signal }: Person,
): Promise<string> {
  const reader = createInterface({ input: stdin });
  try {
    output.prompt(question);
    const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
    const typed = () => Promise.race([reader.question('', { signal }), ended]);
    return (await progress.whileAsking(typed)).trim();
  } catch (cause) {
    // The cursor still stands behind the question.
    output.prompt('\n');
    throw new AckringError('Cancelled', say('nothing was done'), {
      remedy: say('Run it again when ready.'),
      cause,
    });
  } finally {
    reader.close();
  }
}
