import type { AppState } from '../../screen/app-state.js';
import { unasked } from '../../screen/asked.js';
import { goTo, neededBy } from '../../screen/navigation.js';
import { type Step, step } from '../../screen/step.js';
import { functionPattern } from '../../settings.js';
import { saved } from '../settings/saved.js';
import { openTab } from './turning.js';

/** Looks at another deployed function from now on; null for what is no name of one. */
export function chooseFunction(state: AppState, name: string): Step | null {
  if (!functionPattern.test(name)) return null;
  const parts = { function: unasked, runs: unasked, log: unasked, health: null };
  const chosen = saved({ ...state, rotation: { ...state.rotation, ...parts } }, { function: name });
  return { ...chosen, asks: [...chosen.asks, ...neededBy(chosen.state)] };
}

/** Opens the view of the function, of another one when it is named. */
export function showFunction(state: AppState, name: string | undefined): Step | null {
  const there = goTo(state, 'rotation');
  const opened = openTab(there.state, 'function');
  if (name === undefined) return step(opened, ...neededBy(opened));
  return chooseFunction(opened, name);
}
