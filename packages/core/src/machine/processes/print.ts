import { fstatSync, writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { reason, systemCode } from '../files/error.js';

/**
 * Standard output or error. Into a pipe or a file a short text is written at once, since Node's stream takes 3 ms to
 * load; `open` gives that stream as soon as anything else is asked of it. Standard output that is no pipe and no file is
 * asked at once whether it is a terminal. Throws what `print` throws.
 */
export function standardStream(descriptor: 1 | 2, open: () => WriteStream): WriteStream {
  const isPlain = isPipeOrFile(descriptor);
  if (!isPlain && descriptor === 1) return open();
  let left = isPlain ? shortBytes : 0;
  let stream: WriteStream | null = null;
  const write = (text: unknown, ...rest: unknown[]): unknown => {
    const bytes = typeof text === 'string' ? Buffer.byteLength(text) : Number.POSITIVE_INFINITY;
    if (stream !== null || rest.length > 0 || bytes > left)
      return Reflect.apply(real().write, real(), [text, ...rest]);
    left -= bytes;
    print(descriptor, String(text));
    return true;
  };
  const real = (): WriteStream => {
    stream ??= open();
    return stream;
  };
  return new Proxy({} as WriteStream, {
    get: (_, name) => {
      if (name === 'write') return write;
      if (isPlain && (name === 'isTTY' || name === 'columns')) return undefined;
      const value: unknown = Reflect.get(real(), name);
      return typeof value === 'function' ? value.bind(real()) : value;
    },
  });
}

/** What every pipe and socket takes without a reader. */
const shortBytes = 16_384;

/** A pipe, which is a socket from some programs, or a file. */
function isPipeOrFile(descriptor: number): boolean {
  try {
    const state = fstatSync(descriptor);
    return state.isFIFO() || state.isSocket() || state.isFile();
  } catch {
    return false;
  }
}

/**
 * Writes a short text at once. A reader that has gone is no failure, nor is a standard error that takes nothing: work
 * under way does not end over a note. Throws FileUnwritable for standard output, such as one on a full disk.
 */
export function print(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EPIPE' || (descriptor === 2 && code !== 'EAGAIN')) return;
      // A pipe that somebody else has set not to block, and that is full.
      if (code !== 'EAGAIN') throw unwritten(error);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function unwritten(cause: unknown): AckringError {
  return new AckringError(
    'FileUnwritable',
    say('standard output cannot be written: {reason}', { reason: reason(cause) }),
    { remedy: say('Direct it somewhere else, or look for space: `df -h`.'), cause },
  );
}
