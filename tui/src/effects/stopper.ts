/** Lets one piece of work of a kind go on at a time: starting another stops the one before. */
export interface Stopper {
  start(): AbortSignal;
  /** Of what goes on now: for work beside it that ends with it. */
  signal(): AbortSignal;
  stop(): void;
}

export function createStopper(outer: AbortSignal): Stopper {
  let current = new AbortController();
  return {
    start: () => {
      current.abort();
      current = new AbortController();
      return AbortSignal.any([outer, current.signal]);
    },
    signal: () => AbortSignal.any([outer, current.signal]),
    stop: () => current.abort(),
  };
}
