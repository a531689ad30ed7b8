import type { AppState } from './app-state.js';
import type { Ask } from './step.js';
import { type AppEvent, update } from './update.js';

/** Holds the state, takes events, notifies listeners, and passes work to the runner. */
export interface Store {
  get(): AppState;
  /** Several events at once are one change for listeners. */
  dispatch(...events: readonly AppEvent[]): void;
  subscribe(listener: () => void): () => void;
}

export function createStore(initial: AppState, perform: (ask: Ask) => void): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch: (...events) => {
      const before = state;
      const asks: Ask[] = [];
      for (const event of events) {
        const next = update(state, event);
        state = next.state;
        asks.push(...next.asks);
      }
      if (state !== before) for (const listener of listeners) listener();
      for (const ask of asks) perform(ask);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** How often ages and life bars are redrawn, and due requests made, while something moves. */
const movingMs = 1000;

/** How often when nothing does: an idle terminal costs nothing. */
const calmMs = 10_000;

/** Makes time pass in the store; returns a function that stops it. */
export function startPulse(store: Store, now: () => Date): () => void {
  let timer: NodeJS.Timeout;
  let isCalm = false;
  let isTicking = false;
  const tick = (): void => {
    isTicking = true;
    store.dispatch({ kind: 'tick', now: now() });
    isTicking = false;
    const state = store.get();
    isCalm = !isMoving(state);
    timer = setTimeout(tick, isCalm ? Math.min(calmMs, state.settings.refreshSeconds * 1000) : movingMs);
  };
  timer = setTimeout(tick, movingMs);
  const unsubscribe = store.subscribe(() => {
    if (isTicking || !isCalm) return;
    isCalm = false;
    clearTimeout(timer);
    timer = setTimeout(tick, movingMs);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

function isMoving({ fleet, job, notice, rotation }: AppState): boolean {
  return fleet.isScanning || job !== null || notice !== null || rotation.running !== null;
}
