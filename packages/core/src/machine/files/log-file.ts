import { constants, createWriteStream, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import type { AckringError } from '../../words/errors.js';
import { unwritable } from './error.js';
import { makePrivateFolder } from './folders.js';
import { openOwn } from './write.js';

/** Lines appended to a file as they arrive. */
export interface LogFile {
  write(line: string): void;
  /** Waits for pending writes, at most a second: the file may be a pipe without a reader. */
  close(): Promise<void>;
}

const longestCloseMs = 1_000;

/**
 * Opens a file that the user named for appending, 0600 if new. A log that cannot be written stops nothing: `failed` is
 * called, once.
 */
export function openLogFile(file: string, failed: (problem: AckringError) => void): LogFile {
  return logInto(createWriteStream(file, { flags: 'a', mode: 0o600 }), (error) =>
    failed(unwritable(file, error)),
  );
}

/** The same for a file of ours, through no link in its place, in a folder of ours, which is created if missing. */
export async function openPrivateLogFile(
  file: string,
  failed: (problem: AckringError) => void,
): Promise<LogFile> {
  try {
    await makePrivateFolder(dirname(file));
    const handle = await openOwn(file, constants.O_APPEND);
    return logInto(handle.createWriteStream(), (error) => failed(unwritable(file, error)));
  } catch (error) {
    failed(unwritable(file, error));
    return { write: () => undefined, close: async () => undefined };
  }
}

function logInto(stream: WriteStream, failed: (error: Error) => void): LogFile {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  stream.once('error', (error) => {
    failed(error);
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
