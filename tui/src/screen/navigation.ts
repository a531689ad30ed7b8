import { askHolders } from '../features/access/holder-tasks.js';
import { readJournal } from '../features/activity/tasks.js';
import { askedFirst } from '../features/rotation/asking.js';
import { rotate } from '../features/rotation/tasks.js';
import type { AppState } from './app-state.js';
import type { ScreenName } from './screen-name.js';
import { type Step, step } from './step.js';
import type { Ask } from './task.js';

/** Goes to a screen, and asks for what it shows when nothing of it is there yet. */
export function goTo(state: AppState, screen: ScreenName): Step {
  if (screen === state.screen) return step(state);
  const next = { ...state, screen, past: [...state.past, state.screen].slice(-50), future: [] };
  return step(next, ...neededBy(next));
}

export function goBack(state: AppState): Step {
  const screen = state.past.at(-1);
  if (screen === undefined) return step(state);
  const next = { ...state, screen, past: state.past.slice(0, -1), future: [state.screen, ...state.future] };
  return step(next, ...neededBy(next));
}

export function goForward(state: AppState): Step {
  const [screen, ...future] = state.future;
  if (screen === undefined) return step(state);
  const next = { ...state, screen, past: [...state.past, state.screen], future };
  return step(next, ...neededBy(next));
}

/** What a screen needs asked when it opens. */
export function neededBy(state: AppState): readonly Ask[] {
  switch (state.screen) {
    case 'expiry':
    case 'access':
      return askHolders(state);
    case 'rotation': {
      const { tab, running, report, problem } = state.rotation;
      if (tab !== 'plan') return askedFirst(state);
      return running !== null || report !== null || problem !== null ? [] : [rotate('plan')];
    }
    case 'activity':
      return [readJournal()];
    case 'clusters':
    case 'contexts':
      return [];
  }
}
