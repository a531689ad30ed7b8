import { type Cells, cellsOf } from './cells.js';
import { changeRow, writeRow } from './line-change.js';
import { createPen, type Pen } from './pen.js';
import { findShift, shifted } from './shift.js';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Cursor {
  readonly x: number;
  readonly y: number;
}

/**
 * Knows what the terminal shows and tells how to turn it into the next frame in few bytes: rows that moved are
 * moved by the terminal, and of the others only the cells that differ are written.
 */
export interface FrameWriter {
  /**
   * What must be written so that the terminal shows these lines, top to bottom, and its cursor here or nowhere.
   * Empty when it does already. A line is text with SGR sequences, no wider than the terminal.
   */
  next(lines: readonly string[], cursor: Cursor | null, size: FrameSize): string;
  /** Something else wrote to the terminal, or its window changed: the next frame is written whole. */
  forget(): void;
}

interface Row {
  readonly line: string;
  readonly cells: Cells | null;
}

interface Shown {
  readonly rows: readonly Row[];
  readonly cursor: Cursor | null;
  readonly size: FrameSize;
}

const beginFrame = '\x1b[?2026h';
const endFrame = '\x1b[?2026l';
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const blankRow: Row = { line: '', cells: { signs: [], looks: [] } };

export function createFrameWriter(): FrameWriter {
  let shown: Shown | null = null;
  return {
    next(lines, cursor, size) {
      const last = shown !== null && isSameSize(shown.size, size) ? shown : null;
      const before = last?.rows.map(({ line }) => line) ?? [];
      const visible = lines.slice(0, size.rows);
      const pen = createPen();
      const rows = last === null ? write(pen, visible, size) : change(pen, last.rows, before, visible, size);
      shown = { rows, cursor, size };
      const drawn = pen.end();
      const isCursorMoved = last === null || drawn !== '' || !isSameCursor(last.cursor, cursor);
      if (!isCursorMoved) return '';
      const hidden = last === null || last.cursor !== null ? hideCursor : '';
      return beginFrame + hidden + drawn + placed(cursor) + endFrame;
    },
    forget() {
      shown = null;
    },
  };
}

function write(pen: Pen, lines: readonly string[], { columns, rows }: FrameSize): readonly Row[] {
  return Array.from({ length: rows }, (_, row) => {
    const next = readRow(lines[row] ?? '', columns);
    if (next.cells === null) pen.writeRow(row, next.line);
    else writeRow(pen, row, next.cells, columns);
    return next;
  });
}

function change(
  pen: Pen,
  last: readonly Row[],
  before: readonly string[],
  lines: readonly string[],
  { columns, rows }: FrameSize,
): readonly Row[] {
  const shift = findShift(before, lines);
  if (shift !== null) pen.shift(shift.top, shift.bottom, shift.by);
  const standing = shift === null ? last : shifted(last, shift, blankRow);
  return Array.from({ length: rows }, (_, row) => {
    const old = standing[row] ?? blankRow;
    const line = lines[row] ?? '';
    if (old.line === line) return old;
    const next = readRow(line, columns);
    if (next.cells === null) pen.writeRow(row, line);
    else if (old.cells === null) writeRow(pen, row, next.cells, columns);
    else changeRow(pen, row, old.cells, next.cells);
    return next;
  });
}

/** A line that is too wide after all is written whole too, where it is cut off. */
function readRow(line: string, columns: number): Row {
  const cells = cellsOf(line);
  return { line, cells: cells !== null && cells.signs.length <= columns ? cells : null };
}

function placed(cursor: Cursor | null): string {
  return cursor === null ? '' : `\x1b[${cursor.y + 1};${cursor.x + 1}H${showCursor}`;
}

function isSameSize(a: FrameSize, b: FrameSize): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function isSameCursor(a: Cursor | null, b: Cursor | null): boolean {
  return a?.x === b?.x && a?.y === b?.y;
}
