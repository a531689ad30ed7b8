import { blankLook, type Look, plainLook, turn } from './look.js';

/** Collects what moves the terminal's cursor and writes cells, in as few bytes as it can. */
export interface Pen {
  /** Rows and columns count from 0. */
  moveTo(row: number, column: number): void;
  /** Writes one cell; the right half of a wide one is the empty sign and costs nothing. */
  put(sign: string, look: Look): void;
  /** Makes the rest of the row blank. */
  eraseRest(): void;
  /** Writes a whole row of signs whose columns are doubtful; one too many is cut off, not wrapped. */
  writeRow(row: number, line: string): void;
  /** Moves the rows `top` to `bottom`, both included, up by `by` lines, or down where it is negative. */
  shift(top: number, bottom: number, by: number): void;
  /** All that was collected, with the look turned back to the terminal's own. */
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
      // From behind the last column, where each terminal keeps its cursor as it likes, nothing is to the right.
      if (row === toRow && column < toColumn) out += `\x1b[${counted(toColumn - column)}C`;
      else out += toColumn === 0 ? `\x1b[${counted(toRow + 1)}H` : `\x1b[${toRow + 1};${toColumn + 1}H`;
      row = toRow;
      column = toColumn;
    },
    put(sign, to) {
      if (sign !== ' ' || blankLook(look) !== to) paint(to);
      out += sign;
      column += 1;
    },
    eraseRest() {
      // Terminals differ in whether they erase to the ground in use.
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
      // Deleted and inserted lines are known to more terminals than the sequences that scroll.
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

/** A count of one is what terminals take when none is said. */
function counted(count: number): string {
  return count === 1 ? '' : String(count);
}
