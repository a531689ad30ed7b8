import { messagesIn } from '../../messages/messages.js';
import { visible } from '../../present/visible.js';
import type { AppState } from '../../screen/app-state.js';
import { openOverlay } from '../../screen/overlay.js';
import { step, type Transition } from '../../screen/step.js';
import type { Ask } from '../../screen/task.js';
import { emptyField } from '../../screen/text-field.js';
import { invokeFunction } from './function-tasks.js';
import { rotate } from './tasks.js';
import { openTab } from './turning.js';

export const rotationActions = {
  plan: (state) => step(openTab(state, 'plan'), rotate('plan')),
  /** What will move is said before it moves. */
  apply: (state) => {
    const { rotation } = messagesIn(state.language);
    const counts = state.rotation.report?.counts;
    const lines = [rotation.confirm(counts?.renewed ?? 0, counts?.delivered ?? 0), rotation.confirmSafe];
    return step(asked(openTab(state, 'plan'), rotation.confirmTitle, lines, rotate('apply')));
  },
  invoke: (state) => {
    const { rotation, deployed } = messagesIn(state.language);
    const name = state.settings.function;
    const lines = [deployed.invoke.confirm, rotation.confirmSafe];
    return step(asked(state, deployed.invoke.title(visible(name)), lines, invokeFunction(name)));
  },
} satisfies Record<string, Transition>;

function asked(state: AppState, title: string, lines: readonly string[], ask: Ask): AppState {
  return openOverlay(state, {
    kind: 'confirm',
    title,
    lines,
    typed: null,
    field: emptyField,
    isYesFocused: false,
    ask,
  });
}
