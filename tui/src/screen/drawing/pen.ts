import { blankCell, lookNumberIn, signIn } from './cells.js';
import { blankLook, type Look, lookNumbered, plainLook, turn } from './look.js';

/** Collects cursor movements and cells in as few bytes as possible. */
export interface Pen {
  /** Rows and columns start at 0. */
  moveTo(row: number, column: number): void;
  /** Writes one cell; the right half of a wide one costs nothing. */
  put(cell: number): void;
  /** Makes the rest of the row blank. */
  eraseRest(): void;
  /** Writes a whole row of signs of uncertain width; an excess is cut off, not wrapped. */
  writeRow(row: number, line: string): void;
  /** Moves the rows `top` to `bottom`, both included, up by `by` lines, or down if negative. */
  shift(top: number, bottom: number, by: number): void;
  /** Everything collected, with the look reset to the terminal's own. */
  end(): string;
}

export function createPen(): Pen {
  let out = '';
  let look = plainLook;
  let row = -1;
  let column = -1;

  const pen: Pen = {
    moveTo(toRow, toColumn) {
      if (row === toRow && column === toColumn) return;
      // After the last column, where terminals differ about the cursor, nothing is to the right.
      if (row === toRow && column < toColumn) out += `\x1b[${counted(toColumn - column)}C`;
      else out += toColumn === 0 ? `\x1b[${counted(toRow + 1)}H` : `\x1b[${toRow + 1};${toColumn + 1}H`;
      row = toRow;
      column = toColumn;
    },
    put(cell) {
      const sign = signIn(cell);
      const to = lookNumbered(lookNumberIn(cell));
      if (sign !== blankCell || blankLook(look) !== to) paint(to);
      if (sign !== 0) out += String.fromCharCode(sign);
      column += 1;
    },
    eraseRest() {
      // Terminals differ in whether they erase with the current background.
      paint(plainLook);
      out += '\x1b[K';
    },
    writeRow(toRow, line) {
      pen.moveTo(toRow, 0);
      paint(plainLook);
      out += `\x1b[?7l\x1b[2K${line}\x1b[m\x1b[?7h`;
      row = -1;
    },
    shift(top, bottom, by) {
      paint(plainLook);
      out += `\x1b[${top + 1};${bottom + 1}r\x1b[${counted(top + 1)}H`;
      // More terminals know deleting and inserting lines than scroll sequences.
      out += by > 0 ? `\x1b[${counted(by)}M` : `\x1b[${counted(-by)}L`;
      out += '\x1b[r';
      row = 0;
      column = 0;
    },
    end() {
      paint(plainLook);
      return out;
    },
  };
  return pen;

  function paint(to: Look): void {
    out += turn(look, to);
    look = to;
  }
}

/** Terminals default to a count of one. */
function counted(count: number): string {
  return count === 1 ? '' : String(count);
}
