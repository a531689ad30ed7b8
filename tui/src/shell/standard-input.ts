import { AckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';

/** The text of standard input, up to `mostBytes`. Throws FileUnreadable beyond that. */
export async function readStandardInput(stdin: NodeJS.ReadableStream, mostBytes: number): Promise<string> {
  return (await readStandardBytes(stdin, mostBytes)).toString('utf8');
}

/**
 * All of standard input, up to `mostBytes`. Throws FileUnreadable beyond that: an endless device or program would be
 * read until memory runs out.
 */
export async function readStandardBytes(stdin: NodeJS.ReadableStream, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw tooMuch(mostBytes);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooMuch(mostBytes: number): AckringError {
  const limit = `${Math.floor(mostBytes / 1_048_576)} MiB`;
  return new AckringError(
    'FileUnreadable',
    say('standard input is longer than {limit}: it was not read further', { limit }),
    {
      remedy: say('Name the file, or pass part of it.'),
    },
  );
}
