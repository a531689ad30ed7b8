import { createInterface } from 'node:readline/promises';

/** Asks a plain question on the terminal; no is the answer to anything but a yes, and to Ctrl-C and Ctrl-D. */
export async function ask(
  { stdin, signal }: { readonly stdin: NodeJS.ReadableStream; readonly signal: AbortSignal },
  question: string,
): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: process.stderr, terminal: false });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    process.stderr.write(`${question} [y/N] `);
    const answered = lines.question('', { signal }).catch(() => '');
    return /^y(es)?$/i.test((await Promise.race([answered, closed])).trim());
  } finally {
    lines.close();
  }
}
