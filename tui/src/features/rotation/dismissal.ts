import type { Standing } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import { type Messages, wordOf } from '../../messages/messages.js';
import { localDay } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { box, dialogWidth } from '../../screen/drawing/box.js';
import { fieldCursor, fieldSpans } from '../../screen/drawing/field.js';
import { type Line, span, widthOf, wrapText } from '../../screen/drawing/line.js';
import type { Dialog, DialogView } from '../../screen/feature.js';
import { step } from '../../screen/step.js';
import { edited, type TextField } from '../../screen/text-field.js';

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
