/** Lets one piece of work of a kind go on at a time: starting another stops the one before. */
export interface Stopper {
  start(): AbortSignal;
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
    stop: () => current.abort(),
  };
}
