import type { AppState } from './app-state.js';
import type { Effect } from './effect.js';
import { chosenHolderClusters } from './holder-scan.js';
import { askedFirst } from './rotation-asking.js';
import type { ScreenName } from './screen-name.js';
import { type Step, step } from './step.js';

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
export function neededBy(state: AppState): readonly Effect[] {
  switch (state.screen) {
    case 'expiry':
    case 'access': {
      const { isScanning, answers } = state.holders;
      const clusters = chosenHolderClusters(state);
      // Details ask for one cluster alone: only answers from all of them make these screens true.
      const isWhole = clusters.every(({ id }) => answers.has(id));
      const effects: Effect[] = isScanning || isWhole ? [] : [{ kind: 'scanHolders', clusters }];
      if (state.access.callers.size === 0) effects.push({ kind: 'loadCallers' });
      return effects;
    }
    case 'rotation': {
      const { tab, running, report, problem } = state.rotation;
      if (tab !== 'plan') return askedFirst(state);
      return running !== null || report !== null || problem !== null
        ? []
        : [{ kind: 'rotate', mode: 'plan' }];
    }
    case 'activity':
      return [{ kind: 'readJournal' }];
    case 'clusters':
    case 'contexts':
      return [];
  }
}
