import type { TextRange } from './tree.js';

/** One replacement in a text; an empty range inserts. */
export interface Edit extends TextRange {
  readonly text: string;
}

/** Applies edits that do not overlap; those at one position keep their order. All other text stays as it is. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return editedPieces(text, edits).join('');
}

/** The same in pieces, most of them of `text` itself. */
export function editedPieces(text: string, edits: readonly Edit[]): readonly string[] {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts;
}

/** Inserts whole lines at `at`, which is a line's beginning or the text's end. */
export function insertLines(text: string, at: number, lines: readonly string[]): Edit {
  const lineBreak = lineBreakOf(text);
  const isLineStart = at === 0 || text.charAt(at - 1) === '\n' || (at === 1 && text.startsWith('\uFEFF'));
  const opening = isLineStart ? '' : lineBreak;
  return { start: at, end: at, text: `${opening}${lines.join(lineBreak)}${lineBreak}` };
}

/** The line break of the text's first line. */
export function lineBreakOf(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text.charAt(first - 1) === '\r' ? '\r\n' : '\n';
}
