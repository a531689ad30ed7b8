import { open } from 'node:fs/promises';

/** The last byte of a lease's lock alternates for as long as its holder lives; to its readers both are white space. */
const signs = ['\n', ' '] as const;

/**
 * Shows signs of life in a lock just taken, until stopped. Only ever in that file: what lies at its path by then may be
 * another's.
 */
export async function keepLease(path: string, leaseMs: number): Promise<() => Promise<void>> {
  const file = await open(path, 'r+').catch(() => null);
  if (file === null) return async () => undefined;
  const { size } = await file.stat();
  let next = 1;
  const timer = setInterval(() => {
    void file.write(signs[next % 2] ?? '', size - 1).catch(() => undefined);
    next += 1;
  }, leaseMs / 5);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await file.close().catch(() => undefined);
  };
}

/**
 * Whether a lock that is looked at again and again has shown no sign of life for `leaseMs` of waiting. What it says is
 * compared, and no clock: those of a file server and of another machine may be minutes off.
 */
export function leaseWatch(leaseMs: number | undefined): (text: string | null, waitedMs: number) => boolean {
  let last: { readonly text: string | null; readonly sinceMs: number } | null = null;
  return (text, waitedMs) => {
    if (last?.text !== text) last = { text, sinceMs: waitedMs };
    return leaseMs !== undefined && last !== null && waitedMs - last.sinceMs >= leaseMs;
  };
}
