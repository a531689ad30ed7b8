import type { AppState } from '../../screen/app-state.js';
import { emptyList } from '../../screen/list.js';
import { withScreen } from '../../screen/list-screen.js';
import { goTo, neededBy } from '../../screen/navigation.js';
import { type Step, step } from '../../screen/step.js';
import { chooseFunction } from '../settings/saving.js';
import { type RotationTab, rotationTabs } from './views.js';

/** The view beside the open one of the Rotation screen, asking for what it shows when nothing of it is there. */
export function turnRotation(state: AppState, by: 1 | -1): Step {
  if (state.screen !== 'rotation') return step(state);
  const at = rotationTabs.indexOf(state.rotation.tab);
  const tab = rotationTabs[(at + by + rotationTabs.length) % rotationTabs.length] ?? 'plan';
  const turned = openTab(state, tab);
  return step(turned, ...neededBy(turned));
}

/** Each view starts at its top, with nothing sought. */
export function openTab(state: AppState, tab: RotationTab): AppState {
  if (tab === state.rotation.tab) return state;
  const next = { ...state, rotation: { ...state.rotation, tab } };
  return withScreen(next, 'rotation', { list: emptyList, filter: '' });
}

/** Opens the view of the function, of another one when it is named. */
export function showFunction(state: AppState, name: string | undefined): Step | null {
  const there = goTo(state, 'rotation');
  const opened = openTab(there.state, 'function');
  if (name === undefined) return step(opened, ...neededBy(opened));
  return chooseFunction(opened, name);
}
