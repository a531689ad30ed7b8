import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { systemCode, unreadable } from './error.js';

/** Enough for settings, configurations, profiles, certificates and keys. */
export const mostOfSmall = 1_048_576;

/** Ten thousand contexts take half of it. */
export const mostOfKubeconfig = 128 * 1_048_576;

/**
 * The bytes of a file that the user named, synchronously. Anything but an ordinary file is refused without waiting: a
 * pipe without a writer would block the program, a device would never end. So is one larger than `most` bytes. Throws
 * the system's own error (ENOENT and the like), or FileUnreadable.
 */
export function readNamedFile(file: string, most = mostOfSmall): Buffer {
  return withOrdinaryFile(file, (descriptor, expected) => {
    if (expected > most) throw tooLarge(file, most);
    return readAtMost(descriptor, { file, expected, most });
  });
}

/** At most so many of its first bytes. Throws like `readNamedFile`. */
export function readBeginning(file: string, most: number): Buffer {
  return withOrdinaryFile(file, (descriptor) => {
    const memory = Buffer.alloc(most);
    return memory.subarray(0, fill(descriptor, memory));
  });
}

/** Its text, with what kept it from being read in words. Throws FileNotFound, FileUnreadable. */
export function readNamedText(file: string): string {
  try {
    return readNamedFile(file).toString('utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The text of a file that people write; null if there is none. Throws FileUnreadable. */
export function textIfThere(file: string): string | null {
  try {
    return readNamedFile(file).toString('utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return null;
    throw unreadable(file, error);
  }
}

/** Whether a file holds exactly these bytes, without keeping any of them. Throws like `readNamedFile`. */
export function holdsBytes(file: string, bytes: Iterable<Uint8Array>): boolean {
  return withOrdinaryFile(file, (descriptor) => {
    let found = Buffer.alloc(smallest);
    for (const piece of bytes) {
      if (found.length < piece.length) found = Buffer.allocUnsafeSlow(piece.length);
      const read = fill(descriptor, found.subarray(0, piece.length));
      if (read < piece.length || found.compare(piece, 0, read, 0, read) !== 0) return false;
    }
    return readSync(descriptor, found, 0, 1, null) === 0;
  });
}

/** Passes on a file's bytes in order, in memory that is used again. Throws like `readNamedFile`. */
export function passBytes(file: string, most: number, use: (piece: Buffer) => void): void {
  withOrdinaryFile(file, (descriptor) => {
    const memory = Buffer.allocUnsafeSlow(pieceLength);
    for (let size = 0; ; ) {
      const read = fill(descriptor, memory);
      size += read;
      if (size > most) throw tooLarge(file, most);
      use(memory.subarray(0, read));
      if (read < memory.length) return;
    }
  });
}

/** It stays in the processor's cache. */
const pieceLength = 65_536;

/** How many bytes were there to fill it with. */
function fill(descriptor: number, memory: Buffer): number {
  let filled = 0;
  while (filled < memory.length) {
    const read = readSync(descriptor, memory, filled, memory.length - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

function withOrdinaryFile<T>(file: string, work: (descriptor: number, size: number) => T): T {
  // Without O_NONBLOCK opening a pipe waits for its writer, and no signal gets through meanwhile.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = fstatSync(descriptor);
    // Reading a folder gives the system's own error for it.
    if (!facts.isFile() && !facts.isDirectory()) throw noFile(file);
    return work(descriptor, facts.size);
  } finally {
    closeSync(descriptor);
  }
}

interface Reading {
  readonly file: string;
  /** The size in the file's facts; a file in /proc says 0, and a file may grow meanwhile. */
  readonly expected: number;
  readonly most: number;
}

function readAtMost(descriptor: number, { file, expected, most }: Reading): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.max(expected - size, smallest) + 1);
    const read = readSync(descriptor, chunk, 0, chunk.length, null);
    if (read === 0) break;
    size += read;
    if (size > most) throw tooLarge(file, most);
    chunks.push(chunk.subarray(0, read));
  }
  const [only, ...others] = chunks;
  return only !== undefined && others.length === 0 ? only : Buffer.concat(chunks);
}

const smallest = 4_095;

function noFile(file: string): AckringError {
  return new AckringError(
    'FileUnreadable',
    say('{file} is a pipe or a device, which is not read', { file }),
    {
      remedy: say('Save its output to a file; `ackring inspect -` reads standard input.'),
    },
  );
}

function tooLarge(file: string, most: number): AckringError {
  const limit = `${Math.floor(most / 1_048_576)} MiB`;
  return new AckringError(
    'FileUnreadable',
    say('{file} is larger than {limit}, so it cannot be the right file', { file, limit }),
    { remedy: say('Look at it: `{command}`.', { command: shell`ls -l ${file}` }) },
  );
}

/** The same for a file of our own: whoever has this account could have put anything in its place. */
export async function readOrdinaryFile(file: string, most = mostOfKubeconfig): Promise<Buffer> {
  return readNamedFile(file, most);
}
