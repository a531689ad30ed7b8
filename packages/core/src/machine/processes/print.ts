import { fstatSync, writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';

/**
 * Standard output or error. Into a pipe or a file a short text is written at once, since Node's stream takes 3 ms to
 * load; `open` gives that stream, for a terminal and as soon as anything else is asked of it. Throws what the
 * operating system says, such as a full disk, but for a reader that has gone.
 */
export function standardStream(descriptor: 1 | 2, open: () => WriteStream): WriteStream {
  if (!isPlain(descriptor)) return open();
  let left = shortBytes;
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
      if (name === 'isTTY' || name === 'columns') return undefined;
      const value: unknown = Reflect.get(real(), name);
      return typeof value === 'function' ? value.bind(real()) : value;
    },
  });
}

/** What every pipe and socket takes without a reader. */
const shortBytes = 16_384;

/** A pipe, which is a socket from some programs, or a file. */
function isPlain(descriptor: number): boolean {
  try {
    const state = fstatSync(descriptor);
    return state.isFIFO() || state.isSocket() || state.isFile();
  } catch {
    return false;
  }
}

/** Writes a short text at once. */
export function print(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EPIPE') return;
      // A pipe that somebody else has set not to block, and that is full.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
