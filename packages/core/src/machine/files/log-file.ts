import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AckringError } from '../../words/errors.js';
import { unwritable } from './error.js';

/** Lines appended to a file as they arrive. */
export interface LogFile {
  write(line: string): void;
  /** Waits for pending writes, at most a second: the file may be a pipe without a reader. */
  close(): Promise<void>;
}

const longestCloseMs = 1_000;

/** Opens a file for appending, 0600 if new. A log that cannot be written stops nothing: `failed` is called, once. */
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

/** The same in a folder of ours, which is created if missing. */
export async function openPrivateLogFile(
  file: string,
  failed: (problem: AckringError) => void,
): Promise<LogFile> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(() => undefined);
  return openLogFile(file, failed);
}
