import type { AppState } from './app-state.js';
import type { Store } from './store.js';

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
