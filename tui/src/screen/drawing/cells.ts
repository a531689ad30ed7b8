import { type Line, widthOfSign } from './line.js';
import { blankLook } from './look.js';
import type { Ink } from './paint.js';

// A cell is one number: its look's above the UTF-16 unit of its sign. The right half of a wide sign has none, 0.

/** What an empty column holds. */
export const blankCell = 0x20;

export function signIn(cell: number): number {
  return cell & 0xffff;
}

export function lookNumberIn(cell: number): number {
  return cell >>> 16;
}

/**
 * Writes a line over a row of cells. Returns its columns without trailing blanks; or why there is no telling: it is
 * wider than the row, or the column of a sign depends on the terminal (emoji, combining marks, rare scripts).
 */
export function fillCells(cells: Int32Array, line: Line, ink: Ink): number | 'tooWide' | 'uncertain' {
  const columns = cells.length;
  let column = 0;
  let end = 0;
  for (const { text: raw, tone, ground } of line) {
    if (raw === '') continue;
    const text = ink.isPlain ? ink.clean(raw) : raw;
    const look = ink.look(tone, ground);
    const shade = look.number << 16;
    const blank = (blankLook(look).number << 16) | blankCell;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text.charCodeAt(at);
      const width = sign >= 0x20 && sign < 0x7f ? 1 : widthOfSign(text.charAt(at));
      if (width === null) return 'uncertain';
      if (column + width > columns) return 'tooWide';
      const cell = sign === 0x20 ? blank : shade | sign;
      cells[column] = cell;
      column += 1;
      if (width === 2) {
        cells[column] = shade;
        column += 1;
      }
      if (cell !== blankCell) end = column;
    }
  }
  cells.fill(blankCell, column);
  return end;
}

/** Equal rows have the same; others hardly ever. */
export function hashOf(cells: Int32Array, length: number): number {
  let hash = length;
  for (let at = 0; at < length; at += 1) hash = (Math.imul(hash, 31) + (cells[at] ?? 0)) | 0;
  return hash;
}
