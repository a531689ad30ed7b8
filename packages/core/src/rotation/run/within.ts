import { AckringError } from '../../errors.js';

/**
 * Gives work so many ms of its own. What pays no heed to its signal is left behind. Throws TimedOut, naming `what`, or
 * what the work throws.
 */
export async function within<T>(
  limitMs: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(tooLong(what, limitMs));
      stop.abort();
    }, limitMs);
  });
  try {
    return await Promise.race([work(stop.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLong(what: string, limitMs: number): AckringError {
  return new AckringError('TimedOut', `${what} took longer than ${Math.round(limitMs / 1_000)} s`, {
    remedy: 'The next run tries it again; if it stays so, look at what answers there.',
  });
}
