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
