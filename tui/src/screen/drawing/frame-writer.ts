import { showCursor } from './alternate-screen.js';
import { type Cells, cellsOf } from './cells.js';
import { createPen, type Pen, plainLook } from './look.js';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Cursor {
  readonly x: number;
  readonly y: number;
}

/**
 * Knows what the terminal shows and how to turn it into the next frame in few bytes: rows that moved are moved by the
 * terminal, and of the others only changed cells are written. A quarter of the bytes that Ink's `incrementalRendering`
 * writes for the same keys, in a fraction of the time (`bench replaceable`): over a slow line a held key does not lag.
 */
export interface FrameWriter {
  /**
   * What must be written so that the terminal shows these lines, top to bottom, with its cursor here or hidden. Empty
   * if it does already. A line is text with SGR sequences, no wider than the terminal.
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

const blankRow: Row = { line: '', cells: { signs: [], looks: [] } };

export function createFrameWriter(): FrameWriter {
  let shown: Shown | null = null;
  let whole = writeUnread;
  return {
    next(lines, cursor, size) {
      const last = shown !== null && isSameSize(shown.size, size) ? shown : null;
      const before = last?.rows.map(({ line }) => line) ?? [];
      const visible = lines.slice(0, size.rows);
      const pen = createPen();
      const rows = last === null ? whole(pen, visible, size) : change(pen, last.rows, before, visible, size);
      shown = { rows, cursor, size };
      whole = write;
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

/** The very first frame, as it comes: reading it into cells would delay it by a millisecond. */
function writeUnread(pen: Pen, lines: readonly string[], { columns, rows }: FrameSize): readonly Row[] {
  return Array.from({ length: rows }, (_, row) => {
    const line = lines[row] ?? '';
    pen.writeRow(row, line);
    let read: Row | null = null;
    return {
      line,
      get cells() {
        read ??= readRow(line, columns);
        return read.cells;
      },
    };
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

/** A line that is too wide nevertheless is written whole too, and cut off. */
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

/** Rows `top` to `bottom`, both included, that moved up by `by` lines, or down if negative. */
interface Shift {
  readonly top: number;
  readonly bottom: number;
  readonly by: number;
}

/** A shift that moves fewer lines to their new place is not worth its bytes. */
const worthShifting = 3;

/** The shift that moves most lines of the last frame to their place in the next; null if none is worth it. */
function findShift(before: readonly string[], after: readonly string[]): Shift | null {
  const places = uniquePlaces(before);
  const moved = new Map<number, number[]>();
  for (const [row, line] of after.entries()) {
    const from = before[row] === line ? undefined : places.get(line);
    if (from === undefined || from === -1) continue;
    const rows = moved.get(from - row) ?? [];
    rows.push(row);
    moved.set(from - row, rows);
  }
  const [best] = [...moved].sort(([, a], [, b]) => b.length - a.length);
  if (best === undefined) return null;
  const [by, rows] = best;
  const [first = 0, last = 0] = [rows[0], rows.at(-1)];
  const shift = { top: Math.min(first, first + by), bottom: Math.max(last, last + by), by };
  return rows.length - disturbed(before, after, shift) >= worthShifting ? shift : null;
}

/** The row of each line that occurs only once; -1 for the others, especially empty ones. */
function uniquePlaces(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [row, line] of lines.entries()) places.set(line, places.has(line) ? -1 : row);
  return places;
}

/** Lines already in place that would be moved away. */
function disturbed(before: readonly string[], after: readonly string[], { top, bottom, by }: Shift): number {
  let lines = 0;
  for (let row = top; row <= bottom; row += 1) {
    if (before[row] === after[row] && before[row + by] !== after[row]) lines += 1;
  }
  return lines;
}

/** The lines after the shift; new ones are blank. */
function shifted<T>(lines: readonly T[], { top, bottom, by }: Shift, blank: T): readonly T[] {
  return lines.map((line, row) => {
    if (row < top || row > bottom) return line;
    const from = row + by;
    return from < top || from > bottom ? blank : (lines[from] ?? blank);
  });
}

/** Unchanged cells between two changes that are rewritten, since moving the cursor would cost as much. */
const bridge = 4;

/** How many trailing blanks are worth an erase sequence. */
const worthErasing = 4;

/** Writes the changed cells of a row. */
function changeRow(pen: Pen, row: number, before: Cells, after: Cells): void {
  const length = after.signs.length;
  const isShorter = before.signs.length > length;
  const isErased = before.signs.length - length >= worthErasing;
  const end = isShorter && !isErased ? before.signs.length : length;
  let at = 0;
  while (at < end) {
    if (isSame(before, after, at)) {
      at += 1;
      continue;
    }
    const stop = endOfChange(before, after, at, end);
    pen.moveTo(row, at);
    for (; at < stop; at += 1) pen.put(after.signs[at] ?? ' ', after.looks[at] ?? plainLook);
  }
  if (isErased) {
    pen.moveTo(row, length);
    pen.eraseRest();
  }
}

/** Writes a row over whatever is there. */
function writeRow(pen: Pen, row: number, { signs, looks }: Cells, columns: number): void {
  pen.moveTo(row, 0);
  for (const [at, sign] of signs.entries()) pen.put(sign, looks[at] ?? plainLook);
  if (signs.length < columns) pen.eraseRest();
}

function isSame(before: Cells, after: Cells, at: number): boolean {
  return (
    (before.signs[at] ?? ' ') === (after.signs[at] ?? ' ') &&
    (before.looks[at] ?? plainLook) === (after.looks[at] ?? plainLook)
  );
}

function endOfChange(before: Cells, after: Cells, from: number, end: number): number {
  let stop = from + 1;
  for (let at = stop; at < end && at - stop <= bridge; at += 1) {
    if (!isSame(before, after, at)) stop = at + 1;
  }
  // The right half of a wide sign is written with its left half.
  while (after.signs[stop] === '') stop += 1;
  return stop;
}
