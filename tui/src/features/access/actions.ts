import { emptyList } from '../../screen/list.js';
import { currentScreen, withScreen } from '../../screen/list-screen.js';
import { step, type Transition } from '../../screen/step.js';
import { fieldOf } from '../../screen/text-field.js';
import { groupings } from './access.js';
import { cleanChosen, revokeChosen } from './removing.js';
import { readRemovals } from './tasks.js';

export const accessActions = {
  /** Another grouping has other rows: marks and cursor begin anew, the filter stays. */
  group: (state) => {
    const at = groupings.indexOf(state.access.grouping);
    const grouping = groupings[(at + 1) % groupings.length] ?? 'identity';
    const fresh = withScreen(state, 'access', { list: emptyList });
    return step({ ...fresh, access: { ...state.access, grouping } });
  },
  clean: cleanChosen,
  revoke: revokeChosen,
  bin: (state) => step(state, readRemovals()),
  /** The name is there to be changed; Enter takes it. */
  export: (state) => {
    const before = currentScreen(state).filter;
    const field = fieldOf('export access.csv');
    return step({ ...state, prompt: { kind: 'command', field, before, recall: 0 } });
  },
} satisfies Record<string, Transition>;
