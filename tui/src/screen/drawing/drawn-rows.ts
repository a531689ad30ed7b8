import { blankCell, fillCells, hashOf } from './cells.js';
import { fitLine, type Line } from './line.js';
import { type Ink, paint } from './paint.js';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the terminal is to show: lines from top to bottom, and its cursor there or hidden. */
export interface Picture {
  readonly lines: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number } | null;
  readonly ink: Ink;
}

/** A line as it is on the terminal. */
export interface Row {
  line: Line;
  /** The line as text, if the columns of its signs depend on the terminal: it is written whole. Else null. */
  text: string | null;
  readonly cells: Int32Array;
  /** Columns without trailing blanks. */
  length: number;
  /** Equal rows have the same; others hardly ever. */
  key: string | number;
  /** The number of the last frame that it was read for; infinite for a row that is free. */
  frame: number;
}

export const noLine: Line = [];

export function blankRow(columns: number): Row {
  return {
    line: noLine,
    text: null,
    cells: new Int32Array(columns).fill(blankCell),
    length: 0,
    key: 0,
    frame: 0,
  };
}

/** Reads pictures into rows. Those of a frame are used again for the next but one: each has a kilobyte. */
export function createRows() {
  let free: Row[] = [];
  let frame = 0;
  return {
    /** `before` are the rows of the last frame, of which those with the same line are kept. */
    read({ lines, ink }: Picture, { columns, rows }: FrameSize, before: readonly Row[]): readonly Row[] {
      frame += 1;
      if (free[0]?.cells.length !== columns) free = [];
      const known = new Map<Line, Row>();
      for (const row of before) known.set(row.line, row);
      const next: Row[] = [];
      for (let at = 0; at < rows; at += 1) {
        const line = lines[at] ?? noLine;
        const row = known.get(line) ?? readRow(free.pop() ?? blankRow(columns), line, ink);
        row.frame = frame;
        next.push(row);
      }
      return next;
    },
    /** These are no longer on the terminal, unless they were read again. */
    release(rows: readonly Row[]): void {
      for (const row of rows) {
        if (row.frame >= frame) continue;
        row.frame = Number.POSITIVE_INFINITY;
        free.push(row);
      }
    },
  };
}

function readRow(row: Row, line: Line, ink: Ink): Row {
  row.line = line;
  row.text = null;
  let length = fillCells(row.cells, line, ink);
  if (length === 'tooWide') length = fillCells(row.cells, fitLine(line, row.cells.length), ink);
  if (typeof length === 'number') {
    row.length = length;
    row.key = hashOf(row.cells, length);
  } else {
    row.text = paint(fitLine(line, row.cells.length), ink);
    row.key = row.text;
  }
  return row;
}
