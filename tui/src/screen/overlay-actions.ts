import { turnRotation } from '../features/rotation/turning.js';
import type { AppState } from './app-state.js';
import { clusterTabs } from './overlay.js';
import { type Step, step, type Transition } from './step.js';
import { page } from './tasks.js';

export const overlayActions = {
  tabNext: (state) => turned(state, 1),
  tabPrevious: (state) => turned(state, -1),
  pager: (state) => (state.overlay?.kind === 'viewer' ? step(state, page(state.overlay.text)) : step(state)),
} satisfies Record<string, Transition>;

function turned(state: AppState, by: 1 | -1): Step {
  const { overlay } = state;
  if (overlay === null) return turnRotation(state, by);
  if (overlay.kind !== 'details') return step(state);
  const at = clusterTabs.indexOf(overlay.tab);
  const tab = clusterTabs[(at + by + clusterTabs.length) % clusterTabs.length] ?? overlay.tab;
  return step({ ...state, overlay: { ...overlay, tab, top: 0 } });
}
