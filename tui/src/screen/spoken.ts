import { minuteMs } from '@ackring/core/words';
import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { bindingLabel, keysOf } from './binding.js';
import { crumbs } from './crumbs.js';
import { activeBindings, isForbidden } from './dispatch.js';
import { type Line, lineText, type Span, sliceLine, widthOf } from './drawing/line.js';
import { bodyHeight } from './empty-body.js';
import { features, openDialog, viewOf } from './feature.js';
import { selectedId } from './list.js';
import { currentScreen } from './list-screen.js';
import { noticeLine } from './notice-line.js';

/** The screen for screen readers: one thought per line, the selected row with its titles, no bars, no boxes. */
export function spoken(shown: AppState): readonly string[] {
  const state = roomy(shown);
  const messages = messagesIn(state.language);
  const dialog = openDialog(state)?.draw(state, messages, bodyHeight(state)) ?? null;
  const body =
    dialog === null
      ? selectedRow(state, messages)
      : dialog.lines.map((line) => dialogLine(line, messages)).filter(isSpoken);
  const lines = [
    plain(crumbs(state, messages, dialog === null ? (body[0] ?? null) : null)),
    viewOf(state).tab?.(state, messages) ?? '',
    ...body,
    plain(noticeLine(state, messages)),
    ...typing(state, messages),
  ];
  return [plain(features().header(state, messages)), ...lines, keysText(state, messages)].filter(
    (line) => line !== '',
  );
}

/** Nothing is cut or left out for want of room, and a clock that ticks by the minute does not interrupt each second. */
function roomy({ size, now, ...state }: AppState): AppState {
  const { columns, rows } = size;
  return {
    ...state,
    size: { columns: Math.max(columns, 240), rows: Math.max(rows, 60) },
    now: new Date(Math.floor(now.getTime() / minuteMs) * minuteMs),
  };
}

function selectedRow(state: AppState, messages: Messages): readonly string[] {
  const { list } = currentScreen(state);
  const id = selectedId(list);
  const body = viewOf(state).body(state, messages);
  if (id === null) return body.map(plain).filter(isSpoken);
  const { row, marked } = messages.spoken;
  const line = body.find(([lead]) => lead?.text === '▌') ?? [];
  const titles = body[viewOf(state).linesAbove?.(state) ?? 0] ?? [];
  const mark = list.marks.has(id) ? `, ${marked}` : '';
  return [messages.labelled(`${row(list.cursor + 1, list.visible.length)}${mark}`, titled(line, titles))];
}

/** A row's cells, each after its column's title. What stands before the first title is a sign. */
function titled(line: Line, titles: Line): string {
  const said: string[] = [];
  let column = 0;
  for (const { text } of titles) {
    const end = column + widthOf(text);
    const title = text.replace(/[↑↓]/, '').trim().toLowerCase();
    const cell = plain(sliceLine(line, column, end));
    if (title !== '' && cell !== '') said.push(`${title} ${cell}`);
    column = end;
  }
  return said.length === 0 ? plain(line) : said.join(', ');
}

/** A line of a dialog: where the keys go, and which of several is chosen, are said. */
function dialogLine(line: Line, { labelled, spoken }: Messages): string {
  const isFocused = line.some(({ text }) => text === '› ');
  let isChosen = false;
  const said = line.map((part): Span => {
    const text = part.text.trim();
    const isNext = isChosen;
    isChosen = text === '◉';
    const framed = /^\[ ?(.+?) ?\]$/.exec(text)?.[1];
    const isTab = part.ground === 'field' && part.text.startsWith(' ');
    if (!isNext && framed === undefined && !isTab) return part;
    return { ...part, text: `  ${spoken.chosen(framed ?? text)}  ` };
  });
  return isFocused ? labelled(spoken.focus, plain(said)) : plain(said);
}

/** Text without purely visual signs; what stands apart is told apart. */
function plain(line: Line): string {
  return lineText(line)
    .replace(/[╭╮╰╯│─━╍╎▌▏▁▂▃▄▅▆▇█┤┼┴›⟳●◐○◉▸▲·]/g, ' ')
    .trim()
    .replace(/\s{2,}/g, ', ')
    .replace(/ ?(?:, )+/g, ', ');
}

function isSpoken(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function typing({ prompt }: AppState, { labelled, spoken }: Messages): readonly string[] {
  return prompt === null ? [] : [labelled(spoken.typing, prompt.field.value)];
}

function keysText(state: AppState, messages: Messages): string {
  const shown = activeBindings(state).filter(
    (binding) => binding.isInFooter && binding.isInFooter !== 'ifRoom' && !isForbidden(binding, state),
  );
  if (shown.length === 0) return '';
  const keys = shown.map((binding) => {
    const [key = ''] = keysOf(binding, state.settings.keys);
    return `${key} ${bindingLabel(binding, messages)}`;
  });
  return messages.labelled(messages.spoken.keys, keys.join(', '));
}
