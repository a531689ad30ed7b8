import type { Move, Standing } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import { type Messages, messagesIn, wordOf } from '../../messages/messages.js';
import { localDay } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { question } from '../../screen/confirmation.js';
import { box, dialogWidth } from '../../screen/drawing/box.js';
import { fieldCursor, fieldSpans } from '../../screen/drawing/field.js';
import { type Line, span, widthOf, wrapText } from '../../screen/drawing/line.js';
import type { Dialog, DialogView } from '../../screen/feature.js';
import { tellRecorded } from '../../screen/notify.js';
import { openOverlay } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import { edited, emptyField, type TextField } from '../../screen/text-field.js';
import { rotate } from '../../subjects/rotation/tasks.js';

/** What nobody renews any more, and why it may end, as it is being typed. */
export interface Dismissal {
  readonly kind: 'dismissal';
  readonly standing: Standing;
  readonly field: TextField;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly dismissal: Dismissal;
  }
}

export const dismissalView: DialogView<Dismissal> = {
  draw: dismissalBox,
  types: (state, dialog, input) => {
    const field = edited(dialog.field, input);
    return field === null ? null : step({ ...state, overlay: { ...dialog, field } });
  },
  isTyping: () => true,
};

function dismissalBox(state: AppState, { standing, field }: Dismissal, messages: Messages): Dialog {
  const { amending } = messages.rotation;
  const width = dialogWidth(state, 72);
  const inner = width - 4;
  const why = wordOf(messages.decisionReasons, standing.condition?.reason ?? '');
  const wrapped = (text: string, ...look: readonly 'dim'[]): readonly Line[] =>
    wrapText(text, inner).map((line) => [span(line, ...look)]);
  const above: readonly Line[] = [
    ...wrapped(amending.nobodyRenews(why)),
    ...standing.places.flatMap((place) => wrapped(placeText(state, place, messages), 'dim')),
    ...wrapped(amending.toldNoMore),
    [],
  ];
  const label = `${amending.why} `;
  const room = inner - widthOf(label);
  const typed = fieldSpans(field, { width: room, isFocused: true, placeholder: '' });
  return {
    lines: box(
      amending.dismissTitle(visible(standing.label)),
      [...above, [span(label, 'warn'), ...typed]],
      width,
    ),
    cursor: { x: 2 + widthOf(label) + fieldCursor(field, room), y: 1 + above.length },
  };
}

function placeText(
  { timeZone }: AppState,
  { sink, place, until }: Standing['places'][number],
  { rotation }: Messages,
): string {
  const end = until === null ? rotation.none : localDay(new Date(until), timeZone);
  return rotation.amending.place(visible(place === null ? sink : `${sink} ${place}`), end);
}

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
      return step(tellRecorded(state, said), rotate('plan'));
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
