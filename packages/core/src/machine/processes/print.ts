import { closeSync, constants, fstatSync, openSync, type Stats, statSync, writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { reason, systemCode } from '../files/error.js';

/**
 * Standard output or error. Into a pipe, a file or nowhere a short text is written at once, since Node's stream takes
 * 3 ms to load; `open` gives that stream as soon as anything else is asked of it, or a pipe is full: waiting for its
 * reader ourselves, we would hear no signal. Standard output that is none of these is asked at once whether it is a
 * terminal. Throws what `print` throws.
 */
export function standardStream(descriptor: 1 | 2, open: () => WriteStream): WriteStream {
  const facts = factsOf(descriptor);
  const isPipe = facts?.isFIFO() === true;
  // A pipe is a socket from some programs.
  const isPlain = isPipe || facts?.isSocket() === true || facts?.isFile() === true || isNowhere(facts);
  if (!isPlain && descriptor === 1) return open();
  let room = isPlain ? shortBytes : 0;
  let stream: WriteStream | null = null;
  const write = (text: unknown, ...rest: unknown[]): unknown => {
    const size = typeof text === 'string' ? Buffer.byteLength(text) : Number.POSITIVE_INFINITY;
    if (stream !== null || rest.length > 0 || size > room)
      return Reflect.apply(real().write, real(), [text, ...rest]);
    room -= size;
    const bytes = Buffer.from(String(text));
    const left = isPipe ? writeUnblocked(descriptor, bytes) : writeAtOnce(descriptor, bytes);
    return left.length === 0 || real().write(left);
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

function factsOf(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor);
  } catch {
    return null;
  }
}

/** Whether it is `/dev/null`, where the work of a schedule often goes. */
function isNowhere(facts: Stats | null): boolean {
  if (facts?.isCharacterDevice() !== true) return false;
  try {
    return facts.rdev === statSync('/dev/null').rdev;
  } catch {
    return false;
  }
}

/** Into a pipe opened anew, where the system lets us: the one we were given blocks, as do those of others who have it. */
function writeUnblocked(descriptor: 1 | 2, bytes: Uint8Array): Uint8Array {
  const pipe = openAnew(descriptor);
  if (pipe === null) return writeAtOnce(descriptor, bytes);
  try {
    return writeAtOnce(descriptor, bytes, pipe);
  } finally {
    closeSync(pipe);
  }
}

/** Linux does, for a pipe of the same user. */
function openAnew(descriptor: number): number | null {
  try {
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

/**
 * Writes a short text, and waits for a full pipe. A reader that has gone is no failure, nor is a standard error that
 * takes nothing: work under way does not end over a note. Throws FileUnwritable for standard output, such as one on a
 * full disk: then part of the text may be written.
 */
export function print(descriptor: 1 | 2, text: string): void {
  for (let rest = writeAtOnce(descriptor, Buffer.from(text)); rest.length > 0; ) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    rest = writeAtOnce(descriptor, rest);
  }
}

/** Returns what a full pipe that does not block does not take now. Throws what `print` throws. */
function writeAtOnce(descriptor: 1 | 2, bytes: Uint8Array, place: number = descriptor): Uint8Array {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(place, bytes, written);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EAGAIN') return bytes.subarray(written);
      if (code === 'EPIPE' || descriptor === 2) break;
      throw unwritten(error);
    }
  }
  return bytes.subarray(bytes.length);
}

/** Says that standard output cannot be written, and why. */
export function unwritten(cause: unknown): AckringError {
  return new AckringError(
    'FileUnwritable',
    say('standard output cannot be written: {reason}', { reason: reason(cause) }),
    { remedy: say('Direct it somewhere else, or look for space: `df -h`.'), cause },
  );
}
