import { messagesIn } from '../../messages/messages.js';
import { currentFilter, setFilter } from '../filtering.js';
import { clearMarks, hasMarks } from '../lists.js';
import { goBack, goForward, goTo } from '../navigation.js';
import { notify } from '../notify.js';
import { step, type Transition } from '../step.js';
import { emptyField, fieldOf } from '../text-field.js';

export const globalActions = {
  filter: (state) => {
    const before = currentFilter(state);
    return step({ ...state, prompt: { kind: 'filter', field: fieldOf(before), before, recall: 0 } });
  },
  command: (state) =>
    step({ ...state, prompt: { kind: 'command', field: emptyField, before: '', recall: 0 } }),
  help: (state) => step({ ...state, overlay: { kind: 'help', top: 0 } }),
  back: (state) => {
    if (state.overlay !== null) return step({ ...state, overlay: null });
    if (hasMarks(state)) return step(clearMarks(state));
    if (currentFilter(state) !== '') return step(setFilter(state, ''));
    return step(goBack({ ...state, notice: null }));
  },
  historyBack: (state) => step(goBack(state)),
  historyForward: (state) => step(goForward(state)),
  lastScreen: (state) => step(goTo(state, state.past.at(-1) ?? state.screen)),
  showClusters: (state) => step(goTo(state, 'clusters')),
  showContexts: (state) => step(goTo(state, 'contexts')),
  reload: (state) =>
    step(
      notify(state, 'info', messagesIn(state.language).notices.reloading),
      { kind: 'loadProfile' },
      { kind: 'scanFleet' },
      { kind: 'readContexts' },
    ),
  undo: (state) => step(state, { kind: 'undo' }),
  quit: (state) => step(state, { kind: 'quit', exitCode: 0 }),
} satisfies Record<string, Transition>;
