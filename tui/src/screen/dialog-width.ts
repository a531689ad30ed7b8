import type { AppState } from './app-state.js';

/** The width of a dialog: all of a narrow screen, some air around it on a wide one. */
export function dialogWidth({ size }: AppState, ideal: number): number {
  return Math.max(20, Math.min(ideal, size.columns - 2));
}
