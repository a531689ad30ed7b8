import { nearest, visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { keyOf } from './dispatch.js';
import { type Line, span, widthOf, wrapText } from './drawing/line.js';
import { features, viewOf } from './feature.js';
import { meantField, valuesInstead } from './filter.js';
import { settle } from './list.js';
import { currentScreen, withScreen } from './list-screen.js';
import { bareField } from './query.js';
import { readerOf } from './reader.js';

/** Why a filter matches nothing: nothing is similar, it names an unknown field, or it compares nothing. */
export function noMatch(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  const { unknown, uncompared } = currentScreen(state).found;
  const { missing = 0 } = viewOf(state).age?.(state) ?? {};
  if (uncompared !== null) {
    const { field, bound, example } = uncompared;
    return [empty.notCompared(visible(field), visible(bound), visible(example))];
  }
  if (unknown === null)
    return [
      empty.noMatch,
      ...meantText(state, empty),
      ...valuesText(state, empty),
      ...elsewhereText(state, empty),
      ...(missing === 0 ? [] : [empty.maybeThere(missing)]),
    ];
  const { name, fields } = unknown;
  const elsewhere = viewOf(state).fieldElsewhere?.(state, bareField(name), messages) ?? null;
  return [
    elsewhere === null
      ? empty.noField(name, nearest(name, fields))
      : empty.fieldElsewhere(visible(name), elsewhere, keyOf('group', state)),
    empty.fields(fields),
  ];
}

function meantText(state: AppState, empty: Messages['empty']): readonly string[] {
  const { filter, rows } = currentScreen(state);
  const meant = meantField(filter, rows.fields);
  return meant === null ? [] : [empty.meantField(visible(meant))];
}

/** As many names as are read at a glance. */
const mostNames = 3;

/** What is called so on another screen, and leads there. */
function elsewhereText(state: AppState, empty: Messages['empty']): readonly string[] {
  const { filter } = currentScreen(state);
  const names = features().jumpNames(state, filter);
  const shown = names.slice(0, mostNames).map((name) => visible(name));
  return names.length === 0 ? [] : [empty.elsewhere(visible(filter), shown, names.length - shown.length)];
}

/** As many values as are read at a glance. */
const mostValues = 8;

/** What the field could be, where no row has what it is asked for. */
function valuesText(state: AppState, empty: Messages['empty']): readonly string[] {
  const { filter, rows } = currentScreen(state);
  const instead = valuesInstead(filter, rows, readerOf(state));
  if (instead === null || instead.values.length === 0) return [];
  const { name, values } = instead;
  const shown = values.slice(0, mostValues).map((value) => visible(value));
  return [empty.values(visible(name), shown, values.length - shown.length)];
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

/** In a window this low the tabs are on the line of the title. */
export function isLow({ size }: Pick<AppState, 'size'>): boolean {
  return size.rows < 20;
}

/** Header, tabs and title. */
export function linesAboveBody(state: Pick<AppState, 'size'>): number {
  return isLow(state) ? 2 : 3;
}

/** Message and keys. */
const linesBelowBody = 2;

/** Lines between the title and the message line. */
export function bodyHeight(state: AppState): number {
  return Math.max(1, state.size.rows - linesAboveBody(state) - linesBelowBody);
}

/** Rows of a list that fit on the screen, under its column titles. */
export function listHeight(state: AppState): number {
  const above = viewOf(state).linesAbove?.(state) ?? 0;
  return Math.max(1, bodyHeight(state) - above - 1);
}

/** Lines of a dialog's text that fit on the screen, within its frame. */
export function dialogHeight(state: AppState): number {
  return Math.max(1, bodyHeight(state) - 2);
}

/** Scrolls the shown list to its cursor. */
export function settleCurrent(state: AppState): AppState {
  const { list } = currentScreen(state);
  const settled = settle(list, listHeight(state));
  return settled === list ? state : withScreen(state, state.screen, { list: settled });
}
