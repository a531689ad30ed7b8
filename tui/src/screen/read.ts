import { folded } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { box, windowed, windowNote } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { type Line, lineText, span, widthOf } from './drawing/line.js';
import { type Dialog, type DialogView, openDialog } from './feature.js';
import { litLine } from './lit.js';
import type { Overlay, Sought } from './overlays.js';
import { type Step, step } from './step.js';
import { edited, type Input } from './text-field.js';

/** What is only read, and can be searched. */
export type Read = Extract<Overlay, { readonly sought: Sought | null }>;

/** How a dialog that is only read is searched; `texts` are the lines that scroll. */
export function readView<O extends Read>(
  texts: (state: AppState, overlay: O) => readonly string[],
): Pick<DialogView<O>, 'texts' | 'types' | 'isTyping' | 'isRead'> {
  return {
    texts,
    types: typeSought,
    isTyping: ({ sought }) => sought?.isTyping === true,
    isRead: () => true,
  };
}

interface Contents {
  readonly title: string;
  readonly width: number;
  readonly lines: readonly Line[];
  /** Stays above while the rest scrolls. */
  readonly head?: readonly Line[];
  /** Stays below. */
  readonly foot?: readonly Line[];
  /** Lines that there is room for even if there are fewer. */
  readonly least?: number;
  /** Beside the title. */
  readonly note?: string;
}

/** The box of a text, with the word that is searched for in its first line. */
export function readBox(
  { title, width, lines, head = [], foot = [], least = 0, note = '' }: Contents,
  { top, sought }: Pick<Read, 'top' | 'sought'>,
  words: Messages['sought'],
  height: number,
): Dialog {
  const word = folded(sought?.field.value ?? '');
  const search =
    sought === null ? null : searchLine(sought, { found: linesWith(word, lines), top, width, words });
  const above = search === null ? head : [search.line, ...head];
  const room = Math.max(1, height - 2 - above.length - foot.length);
  const lit = word === '' ? [] : [{ word, like: null }];
  const shown = windowed(lines, top, room).map((line) => litLine(line, lit));
  const filled = Math.max(0, Math.min(room, least) - lines.length);
  const inside = [...above, ...shown, ...Array<Line>(filled).fill([]), ...foot];
  const place = windowNote(lines.length, top, room);
  return {
    lines: box(title, inside, width, edgeNote(title, note, place, width)),
    cursor: search === null || sought?.isTyping !== true ? null : { x: search.cursor, y: 1 },
  };
}

function linesWith(word: string, lines: readonly Line[]): readonly number[] {
  return word === '' ? [] : lines.flatMap((line, at) => (folded(lineText(line)).includes(word) ? at : []));
}

/** The word, and which of the lines that have it is the first in view. */
function searchLine(
  { field, isTyping }: Sought,
  {
    found,
    top,
    width,
    words,
  }: {
    readonly found: readonly number[];
    readonly top: number;
    readonly width: number;
    readonly words: Messages['sought'];
  },
): { readonly line: Line; readonly cursor: number } {
  const passed = found.filter((at) => at <= top).length;
  const said = found.length === 0 ? words.nowhere : words.place(Math.max(1, passed), found.length);
  const note = field.value === '' ? '' : `  ${said}`;
  const look = { width: width - 6 - widthOf(note), isFocused: isTyping, placeholder: '' };
  return {
    line: [span('/ ', 'key'), ...fieldSpans(field, look), span(note, 'dim')],
    cursor: 4 + fieldCursor(field, look.width),
  };
}

/** That there is more to scroll to counts for more than the note, where only one of them fits beside the title. */
function edgeNote(title: string, note: string, place: string, width: number): string {
  if (note === '' || place === '') return note + place;
  const both = `${note} · ${place}`;
  return widthOf(title) + widthOf(both) + 7 <= width && widthOf(both) * 2 <= width - 4 ? both : place;
}

/** The text scrolls to the first line from here on that has the word; Enter leaves the rest to the keys. */
function typeSought(state: AppState, overlay: Read, input: Input): Step | null {
  const { sought } = overlay;
  if (sought === null || !sought.isTyping) return null;
  if ('key' in input && input.key === 'enter')
    return step({ ...state, overlay: { ...overlay, sought: { ...sought, isTyping: false } } });
  const field = edited(sought.field, input);
  if (field === null) return null;
  const top = foundFrom(textsOf(state), field.value, overlay.top, 1) ?? overlay.top;
  return step({ ...state, overlay: { ...overlay, top, sought: { field, isTyping: true } } });
}

/** Scrolls to the next line with the sought word, or the one before; from the last the first follows. */
export function toFound(state: AppState, overlay: Read, by: 1 | -1): Step {
  const word = overlay.sought?.field.value ?? '';
  const top = foundFrom(textsOf(state), word, overlay.top + by, by) ?? overlay.top;
  return step({ ...state, overlay: { ...overlay, top } });
}

function textsOf(state: AppState): readonly string[] {
  return openDialog(state)?.texts(state) ?? [];
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
