import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { bindingLabel, keysOf } from './binding.js';
import { crumbs } from './crumbs.js';
import { activeBindings, isForbidden } from './dispatch.js';
import { type Line, lineText } from './drawing/line.js';
import { features, openDialog, viewOf } from './feature.js';
import { bodyHeight } from './layout.js';
import { selectedId } from './list.js';
import { currentScreen } from './list-screen.js';
import { noticeLine } from './notice-line.js';

/** The screen for screen readers: one thought per line, the selected row, no bars, no boxes. */
export function spoken(state: AppState): readonly string[] {
  const messages = messagesIn(state.language);
  const dialog = openDialog(state)?.draw(state, messages, bodyHeight(state)) ?? null;
  const body = dialog === null ? selectedRow(state, messages) : dialog.lines.map(plain).filter(isSpoken);
  const lines = [
    plain(crumbs(state, messages)),
    viewOf(state).tab?.(state, messages) ?? '',
    ...body,
    plain(noticeLine(state, messages)),
    ...typing(state, messages),
  ];
  return [plain(features().header(state, messages)), ...lines, keysText(state, messages)].filter(
    (line) => line !== '',
  );
}

function selectedRow(state: AppState, messages: Messages): readonly string[] {
  const { list } = currentScreen(state);
  const id = selectedId(list);
  if (id === null) return viewOf(state).body(state, messages).map(plain).filter(isSpoken);
  const { row, marked } = messages.spoken;
  const line =
    viewOf(state)
      .body(state, messages)
      .find(([lead]) => lead?.text === '▌') ?? [];
  const mark = list.marks.has(id) ? `, ${marked}` : '';
  return [messages.labelled(`${row(list.cursor + 1, list.visible.length)}${mark}`, plain(line))];
}

/** Text without purely visual signs. */
function plain(line: Line): string {
  return lineText(line)
    .replace(/[╭╮╰╯│─━╍╎▌▏▁▂▃▄▅▆▇█┤┼┴›⟳●◐○]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function isSpoken(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function typing({ prompt }: AppState, { labelled, spoken }: Messages): readonly string[] {
  return prompt === null ? [] : [labelled(spoken.typing, prompt.field.value)];
}

function keysText(state: AppState, messages: Messages): string {
  const shown = activeBindings(state).filter((binding) => binding.isInFooter && !isForbidden(binding, state));
  const keys = shown.map((binding) => {
    const [key = ''] = keysOf(binding, state.settings.keys);
    return `${key} ${bindingLabel(binding, messages)}`;
  });
  return messages.labelled(messages.spoken.keys, keys.join(', '));
}
