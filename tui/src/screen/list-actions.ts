import type { AppState } from './app-state.js';
import { copyOf } from './copying.js';
import { openDetails } from './details.js';
import { dialogHeight, listHeight } from './layout.js';
import { moveBy, toggleAllMarks, toggleMark } from './list.js';
import { withCurrentList } from './list-screen.js';
import { type Step, step, type Transition } from './step.js';
import { copy } from './tasks.js';

export const listActions = {
  up: (state) => moved(state, -1),
  down: (state) => moved(state, 1),
  pageUp: (state) => moved(state, -pageOf(state)),
  pageDown: (state) => moved(state, pageOf(state)),
  first: (state) => moved(state, Number.NEGATIVE_INFINITY),
  last: (state) => moved(state, Number.POSITIVE_INFINITY),
  mark: (state) => step(withCurrentList(state, toggleMark)),
  markAll: (state) => step(withCurrentList(state, toggleAllMarks)),
  open: openDetails,
  details: openDetails,
  copy: (state) => {
    const copied = copyOf(state);
    return copied === null ? step(state) : step(state, copy(copied));
  },
} satisfies Record<string, Transition>;

function pageOf(state: AppState): number {
  return state.overlay === null ? listHeight(state) : dialogHeight(state);
}

/** The cursor of a list, or the text that lies over it; what is drawn keeps a text within its end. */
function moved(state: AppState, by: number): Step {
  const { overlay } = state;
  if (
    overlay?.kind === 'help' ||
    overlay?.kind === 'details' ||
    overlay?.kind === 'viewer' ||
    overlay?.kind === 'removal' ||
    overlay?.kind === 'undo'
  ) {
    const top = Math.min(Math.max(0, overlay.top + by), 100_000);
    return step({ ...state, overlay: { ...overlay, top } });
  }
  return step(withCurrentList(state, (list) => moveBy(list, by)));
}
