import { createInterface } from 'node:readline/promises';
import { AckringError } from '@ackring/core/words';
import type { Output } from './output.js';

/**
 * Asks a person at the terminal for a line, on standard error; empty for the end of input. Throws Cancelled when the
 * signal is aborted.
 */
export async function askForLine(
  question: string,
  {
    stdin,
    output,
    signal,
  }: {
    readonly stdin: NodeJS.ReadableStream;
    readonly output: Pick<Output, 'prompt'>;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  const reader = createInterface({ input: stdin });
  try {
    output.prompt(question);
    const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
    return (await Promise.race([reader.question('', { signal }), ended])).trim();
  } catch (cause) {
    throw new AckringError('Cancelled', 'nothing was done', { remedy: 'Run it again when ready.', cause });
  } finally {
    reader.close();
  }
}
