import { nearest } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Line, span, widthOf, wrapText } from './drawing/line.js';
import { viewOf } from './feature.js';
import { bodyHeight } from './layout.js';
import { currentScreen } from './list-screen.js';

/** Why a filter matches nothing: nothing is similar, or it names an unknown field. */
export function noMatch(state: AppState, { empty }: Messages): readonly string[] {
  const { unknown } = currentScreen(state).found;
  const { missing = 0 } = viewOf(state).age?.(state) ?? {};
  if (unknown === null) return missing === 0 ? [empty.noMatch] : [empty.noMatch, empty.maybeThere(missing)];
  const { name, fields } = unknown;
  return [empty.noField(name, nearest(name, fields)), empty.fields(fields)];
}

/** The text in the middle of a body without rows. */
export function emptyBody(paragraphs: readonly string[], state: AppState): readonly Line[] {
  const { columns } = state.size;
  const lines = paragraphs.flatMap((text) => wrapText(text, Math.min(76, columns - 8)));
  const above = Math.max(1, Math.floor((bodyHeight(state) - lines.length) / 3));
  const widest = Math.max(...lines.map(widthOf));
  const left = ' '.repeat(Math.max(0, Math.floor((columns - widest) / 2)));
  return [
    ...Array.from({ length: above }, (): Line => []),
    ...lines.map((text) => [span(left + text, 'dim')]),
  ];
}
