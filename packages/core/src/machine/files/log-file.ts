import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AckringError } from '../../words/errors.js';
import { unwritable } from './error.js';

/** Lines that are added to the end of a file as they come. */
export interface LogFile {
  write(line: string): void;
  /** Waits for what was written, a second at most: the file may be a pipe that nobody reads. */
  close(): Promise<void>;
}

const longestCloseMs = 1_000;

/** Opens a file to add to, 0600 where it is new. A log that cannot be written stops nothing: `failed` is told, once. */
export function openLogFile(file: string, failed: (problem: AckringError) => void): LogFile {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  stream.once('error', (error) => {
    failed(unwritable(file, error));
    resolve();
  });
  stream.once('finish', resolve);
  return {
    write: (line) => void (stream.destroyed || stream.write(`${line}\n`)),
    close: async () => {
      stream.end();
      const { promise: late, resolve: giveUp } = Promise.withResolvers<void>();
      const timer = setTimeout(giveUp, longestCloseMs);
      await Promise.race([ended, late]);
      clearTimeout(timer);
    },
  };
}

/** The same in a folder of ours, which is made where it is missing. */
export async function openPrivateLogFile(
  file: string,
  failed: (problem: AckringError) => void,
): Promise<LogFile> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(() => undefined);
  return openLogFile(file, failed);
}
