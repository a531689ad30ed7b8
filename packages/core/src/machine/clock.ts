import { setTimeout as delay } from 'node:timers/promises';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.reason ?? error;
    }
  },
};

/** Milliseconds of a clock that nobody sets, for durations. Node's `performance` would load eleven modules first. */
export function monotonicMs(): number {
  return process.uptime() * 1000;
}

/**
 * How far a server's clock is ahead of this machine's, in ms, by the Date header of any answer, halfway between
 * request and response; null if it does not say.
 */
export async function clockSkewMs(url: string, signal: AbortSignal | undefined): Promise<number | null> {
  const asked = Date.now();
  const deadline = AbortSignal.timeout(10_000);
  try {
    const { headers } = await fetch(url, {
      method: 'HEAD',
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const told = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(told) ? null : told - (asked + Date.now()) / 2;
  } catch {
    return null;
  }
}

/** Time, injected so that core never reads the machine's clock. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
