import { goBack, goForward, goTo } from './navigation.js';
import { step, type Transition } from './step.js';

export const screenActions = {
  showClusters: (state) => goTo(state, 'clusters'),
  showContexts: (state) => goTo(state, 'contexts'),
  showExpiry: (state) => goTo(state, 'expiry'),
  showAccess: (state) => goTo(state, 'access'),
  showRotation: (state) => goTo(state, 'rotation'),
  showActivity: (state) => goTo(state, 'activity'),
  historyBack: goBack,
  historyForward: goForward,
  lastScreen: (state) => {
    const last = state.past.at(-1);
    return last === undefined ? step(state) : goTo(state, last);
  },
} satisfies Record<string, Transition>;
