import type { Move, Standing } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { question } from '../../screen/confirmation.js';
import { notify } from '../../screen/notify.js';
import { openOverlay } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import { emptyField } from '../../screen/text-field.js';
import { rotate } from '../../subjects/rotation/tasks.js';

interface Planning {
  readonly action: Amendment['action'];
  /** Its key in the ledger. */
  readonly name: string;
}

/** What a person changes in the ledger. */
type Amendment =
  | { readonly action: 'dismiss'; readonly standing: Standing; readonly reason: string }
  | { readonly action: 'move'; readonly standing: Standing };

/** Shows what would change in the ledger; never over a dialog opened meanwhile. */
export const planAmendment = defineTask({
  name: 'planAmendment',
  slot: workSlot,
  arrivals: {
    dismissed: (state: AppState, standing: Standing) =>
      state.overlay === null ? openOverlay(state, { kind: 'dismissal', standing, field: emptyField }) : state,
    moved: (state: AppState, standing: Standing, moves: readonly Move[]) =>
      state.overlay === null ? movesShown(state, standing, moves) : state,
  },
  run: async ({ world, emit, signal }, { action, name }: Planning) => {
    const { rotation } = world.local();
    const asked = { configuration: await rotation.configuration(null), name, mode: 'plan', signal } as const;
    if (action === 'dismiss') {
      return emit.dismissed((await rotation.dismiss({ ...asked, reason: '' })).standing);
    }
    const { standing, moves } = await rotation.move(asked);
    emit.moved(standing, moves);
  },
});

function movesShown(state: AppState, standing: Standing, moves: readonly Move[]): AppState {
  const { amending } = messagesIn(state.language).rotation;
  const shown = moves.map(({ sink, from, to }) => visible(`${sink}: ${from} → ${to}`));
  return openOverlay(
    state,
    question({
      title: amending.moveTitle(visible(standing.label)),
      lines: [...shown, amending.leadConsumers],
      typed: null,
      ask: amend({ action: 'move', standing }),
    }),
  );
}

/** Changes the ledger, and plans again. */
export const amend = defineTask({
  name: 'amend',
  isQueued: true,
  arrivals: {
    ended: (state: AppState, { action, standing }: Amendment): Step => {
      const { amending } = messagesIn(state.language).rotation;
      const label = visible(standing.label);
      const said = action === 'dismiss' ? amending.dismissed(label) : amending.moved(label);
      return step(notify(state, 'good', said), rotate('plan'));
    },
  },
  run: async ({ world, emit, signal }, amendment: Amendment) => {
    const { rotation } = world.local();
    const asked = { configuration: await rotation.configuration(null), name: amendment.standing.key, signal };
    await (amendment.action === 'dismiss'
      ? rotation.dismiss({ ...asked, reason: amendment.reason })
      : rotation.move(asked));
    emit.ended(amendment);
  },
});
