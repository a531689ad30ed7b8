import { messagesIn } from '../../messages/messages.js';
import { openOverlay } from '../overlay.js';
import { step, type Transition } from '../step.js';
import { emptyField } from '../text-field.js';

export const rotationActions = {
  plan: (state) => step(state, { kind: 'rotate', mode: 'plan' }),
  /** What will move is said before it moves. */
  apply: (state) => {
    const { rotation } = messagesIn(state.language);
    const counts = state.rotation.report?.counts;
    return step(
      openOverlay(state, {
        kind: 'confirm',
        title: rotation.confirmTitle,
        lines: [rotation.confirm(counts?.renewed ?? 0, counts?.delivered ?? 0), rotation.confirmSafe],
        typed: null,
        field: emptyField,
        isYesFocused: false,
        effect: { kind: 'rotate', mode: 'apply' },
      }),
    );
  },
} satisfies Record<string, Transition>;
