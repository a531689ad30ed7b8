import type { AppState, DetailsSubject, Overlay } from '../app-state.js';
import { regionOfRow } from '../cluster-rows.js';
import { copyOf } from '../copying.js';
import { listHeight } from '../layout.js';
import { moveBy, moveTo, toggleAllMarks, toggleMark } from '../list.js';
import { withCurrentList } from '../lists.js';
import { currentRow } from '../selection.js';
import { type Step, step, type Transition } from '../step.js';

export const listActions = {
  up: (state) => step(scrolled(state, -1)),
  down: (state) => step(scrolled(state, 1)),
  pageUp: (state) => step(withCurrentList(state, (list) => moveBy(list, -listHeight(state)))),
  pageDown: (state) => step(withCurrentList(state, (list) => moveBy(list, listHeight(state)))),
  first: (state) => step(withCurrentList(state, (list) => moveTo(list, 0))),
  last: (state) => step(withCurrentList(state, (list) => moveTo(list, list.visible.length - 1))),
  mark: (state) => step(withCurrentList(state, toggleMark)),
  markAll: (state) => step(withCurrentList(state, toggleAllMarks)),
  open: showDetails,
  details: showDetails,
  copy: (state) => {
    const copy = copyOf(state);
    return copy === null ? step(state) : step(state, { kind: 'copy', ...copy });
  },
} satisfies Record<string, Transition>;

/** Up and Down move the cursor of a list, or scroll the text that lies over it. */
function scrolled(state: AppState, by: 1 | -1): AppState {
  const { overlay } = state;
  if (overlay?.kind === 'help' || overlay?.kind === 'details') {
    const top = Math.max(0, overlay.top + by);
    return { ...state, overlay: { ...overlay, top } satisfies Overlay };
  }
  return withCurrentList(state, (list) => moveBy(list, by));
}

function showDetails(state: AppState): Step {
  const subject = subjectOf(state);
  return step(subject === null ? state : { ...state, overlay: { kind: 'details', subject, top: 0 } });
}

function subjectOf(state: AppState): DetailsSubject | null {
  const id = currentRow(state);
  if (id === null) return null;
  if (state.screen === 'contexts') return { kind: 'context', id };
  const region = regionOfRow(id);
  return region === null ? { kind: 'cluster', id } : { kind: 'region', id: region };
}
