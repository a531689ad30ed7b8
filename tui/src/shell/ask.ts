import { createInterface } from 'node:readline/promises';
import { AckringError } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { say } from '../messages/say.js';
import type { CommandContext } from './command.js';
import type { Output } from './output.js';
import { readerOf } from './text-table.js';

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

/**
 * The name from an option, or typed after `question`; null without a terminal, or if nothing may be changed anyway:
 * the caller then reports the missing option.
 */
export async function typedName(
  given: string | undefined,
  question: Question,
  context: Asked,
): Promise<string | null> {
  if (given !== undefined) return given;
  const { isInteractive, global } = context;
  if (!isInteractive || global.json || global.readOnly) return null;
  const { messages } = await readerOf(context);
  return askForLine(question(messages.questions), context);
}

type Question = (words: Messages['questions']) => string;

type Asked = Person & Pick<CommandContext, 'isInteractive' | 'global' | 'home' | 'language' | 'services'>;

interface Person {
  readonly stdin: NodeJS.ReadableStream;
  readonly output: Pick<Output, 'prompt'>;
  readonly signal: AbortSignal;
}

/**
 * Asks the user at the terminal for a line, on standard error; empty for the end of input. Throws Cancelled when the
 * signal is aborted.
 */
export async function askForLine(question: string, { stdin, output, signal }: Person): Promise<string> {
  const reader = createInterface({ input: stdin });
  try {
    output.prompt(question);
    const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
    return (await Promise.race([reader.question('', { signal }), ended])).trim();
  } catch (cause) {
    throw new AckringError('Cancelled', say('nothing was done'), {
      remedy: say('Run it again when ready.'),
      cause,
    });
  } finally {
    reader.close();
  }
}
