import { folded, visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { box, dialogWidth, windowed, windowNote } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { indented, type Line, span, widthOf } from './drawing/line.js';
import type { Dialog, DialogView } from './feature.js';
import { litLine } from './lit.js';
import type { Viewer } from './overlays.js';
import { type Step, step } from './step.js';
import { edited, type Input } from './text-field.js';

/** A text to read, and to search. */
export const viewerView: DialogView<Viewer> = {
  draw: viewerBox,
  types: typeIntoViewer,
  isTyping: ({ sought }) => sought?.isTyping === true,
  isRead: () => true,
};

/** The text as wide as it is; what no terminal line holds goes on in the next one, indented alike. */
function layout(
  state: AppState,
  { text }: Viewer,
): { readonly width: number; readonly lines: readonly string[] } {
  const own = text.replace(/\n$/, '').split('\n');
  const widest = own.reduce((most, line) => Math.max(most, widthOf(line)), 96);
  const width = dialogWidth(state, widest + 4);
  const lines = own.flatMap((line) => (widthOf(line) <= width - 4 ? line : indented(line, width - 4)));
  return { width, lines };
}

function viewerBox(state: AppState, viewer: Viewer, { sought: words }: Messages, height: number): Dialog {
  const { width, lines } = layout(state, viewer);
  const { sought, top, title } = viewer;
  const word = folded(sought?.field.value ?? '');
  const found = word === '' ? [] : lines.flatMap((line, at) => (folded(line).includes(word) ? at : []));
  const place = found.filter((at) => at <= top).length;
  const said = found.length === 0 ? words.nowhere : words.place(Math.max(1, place), found.length);
  const note = word === '' ? '' : `  ${said}`;
  const look = { width: width - 6 - widthOf(note), isFocused: sought?.isTyping === true, placeholder: '' };
  const head: readonly Line[] =
    sought === undefined ? [] : [[span('/ ', 'key'), ...fieldSpans(sought.field, look), span(note, 'dim')]];
  const room = Math.max(1, height - 2 - head.length);
  const lit = word === '' ? [] : [{ word, isFuzzy: false }];
  const shown = windowed(lines, top, room).map((line) => litLine(yamlLine(line), lit));
  return {
    lines: box(visible(title), [...head, ...shown], width, windowNote(lines.length, top, room)),
    cursor:
      look.isFocused && sought !== undefined ? { x: 4 + fieldCursor(sought.field, look.width), y: 1 } : null,
  };
}

/** The text scrolls to the first line from here on that has the word; Enter leaves the rest to the keys. */
function typeIntoViewer(state: AppState, viewer: Viewer, input: Input): Step | null {
  const { sought } = viewer;
  if (sought === undefined || !sought.isTyping) return null;
  if ('key' in input && input.key === 'enter')
    return step({ ...state, overlay: { ...viewer, sought: { ...sought, isTyping: false } } });
  const field = edited(sought.field, input);
  if (field === null) return null;
  const { lines } = layout(state, viewer);
  const top = foundFrom(lines, field.value, viewer.top, 1) ?? viewer.top;
  return step({ ...state, overlay: { ...viewer, top, sought: { field, isTyping: true } } });
}

/** Scrolls to the next line with the sought word, or the one before; from the last the first follows. */
export function toFound(state: AppState, viewer: Viewer, by: 1 | -1): Step {
  const { lines } = layout(state, viewer);
  const top = foundFrom(lines, viewer.sought?.field.value ?? '', viewer.top + by, by) ?? viewer.top;
  return step({ ...state, overlay: { ...viewer, top } });
}

function foundFrom(lines: readonly string[], sought: string, from: number, by: 1 | -1): number | null {
  const word = folded(sought);
  const count = lines.length;
  for (let passed = 0; passed < count; passed += 1) {
    const at = (((from + by * passed) % count) + count) % count;
    if (folded(lines[at] ?? '').includes(word)) return at;
  }
  return null;
}

/** Keys are distinguished from values. */
function yamlLine(text: string): Line {
  const match = /^([\s-]*[^\s:#][^:]*:)(\s.*)?$/.exec(text);
  if (match === null) return [span(visible(text))];
  return [span(visible(match[1] ?? ''), 'accent'), span(visible(match[2] ?? ''))];
}
