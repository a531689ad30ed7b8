import { cutText, fitText, type Line, span, widthOf } from './line.js';

/** Text being typed; the cursor counts code points. */
interface TextField {
  readonly value: string;
  readonly cursor: number;
}

export interface FieldLook {
  readonly width: number;
  readonly isFocused: boolean;
  /** Shown dim while the field is empty: the default. */
  readonly placeholder: string;
}

/** A line being typed. For a long text the part with the cursor is shown. */
export function fieldSpans(field: TextField, look: FieldLook): Line {
  const ground = look.isFocused ? 'field' : undefined;
  if (field.value === '') return [span(fitText(look.placeholder, look.width), 'dim', ground)];
  const { text } = shownPart(field, look.width);
  return [span(fitText(text, look.width), look.isFocused ? 'strong' : 'text', ground)];
}

/** Columns from the start of the field to its cursor. */
export function fieldCursor(field: TextField, width: number): number {
  return shownPart(field, width).cursor;
}

/** Measures only the letters around the cursor: pasted text may be long. */
function shownPart({ value, cursor }: TextField, width: number): { text: string; cursor: number } {
  const letters = Array.from(value);
  let from = cursor;
  for (let used = 0; from > 0; from -= 1) {
    used += widthOf(letters[from - 1] ?? '');
    if (used >= width) break;
  }
  const before = letters.slice(from, cursor).join('');
  return {
    text: cutText(before + letters.slice(cursor, cursor + 4 * width).join(''), width),
    cursor: widthOf(before),
  };
}
