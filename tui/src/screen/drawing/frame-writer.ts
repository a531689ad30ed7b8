import { showCursor } from './alternate-screen.js';
import { blankCell, signIn } from './cells.js';
import { blankRow, createRows, type FrameSize, noLine, type Picture, type Row } from './drawn-rows.js';
import { fitLine } from './line.js';
import { paint } from './paint.js';
import { createPen, type Pen } from './pen.js';

/**
 * Knows what the terminal shows and how to turn it into the next frame in few bytes: rows that moved are moved by the
 * terminal, and of the others only changed cells are written. A quarter of the bytes that Ink's `incrementalRendering`
 * writes for the same keys, in a fraction of the time (`bench replaceable`): over a slow line a held key does not lag.
 */
export interface FrameWriter {
  /**
   * What must be written so that the terminal shows this. Empty if it does already. Lines that are wider than the
   * terminal are cut. A line that was in the last picture too, the very same object, is not looked at again.
   */
  next(picture: Picture, size: FrameSize): string;
  /** Something else wrote to the terminal, or its window changed: the next frame is written whole. */
  forget(): void;
}

interface Shown {
  readonly picture: Picture;
  readonly size: FrameSize;
  /** Null if it is the very first picture. */
  readonly rows: readonly Row[] | null;
}

const beginFrame = '\x1b[?2026h';

const endFrame = '\x1b[?2026l';

const hideCursor = '\x1b[?25l';

export function createFrameWriter(): FrameWriter {
  const { read, release } = createRows();
  let isFirst = true;
  let shown: Shown | null = null;
  return {
    next(picture, size) {
      const last = shown !== null && isSameSize(shown.size, size) ? shown : null;
      const pen = createPen();
      let rows: readonly Row[] | null = null;
      if (isFirst) writeUnread(pen, picture, size);
      else if (last === null) {
        rows = read(picture, size, []);
        for (const [at, row] of rows.entries()) writeRow(pen, at, row);
      } else {
        const before = last.rows ?? read(last.picture, size, []);
        rows = read(picture, size, last.picture.ink === picture.ink ? before : []);
        change(pen, before, rows, size.columns);
        release(before);
      }
      isFirst = false;
      shown = { picture, size, rows };
      const drawn = pen.end();
      const isCursorMoved =
        last === null || drawn !== '' || !isSameCursor(last.picture.cursor, picture.cursor);
      if (!isCursorMoved) return '';
      const hidden = last === null || last.picture.cursor !== null ? hideCursor : '';
      return beginFrame + hidden + drawn + placed(picture.cursor) + endFrame;
    },
    forget() {
      shown = null;
    },
  };
}

/** The very first frame, as it comes: reading it into cells would delay it by a millisecond. */
function writeUnread(pen: Pen, { lines, ink }: Picture, { columns, rows }: FrameSize): void {
  for (let at = 0; at < rows; at += 1) pen.writeRow(at, paint(fitLine(lines[at] ?? noLine, columns), ink));
}

/** Rows that moved are moved; of what then differs, only changed cells are written. */
function change(pen: Pen, before: readonly Row[], after: readonly Row[], columns: number): void {
  const shift = findShift(before.map(keyOf), after.map(keyOf));
  if (shift !== null) pen.shift(shift.top, shift.bottom, shift.by);
  const standing = shift === null ? before : shifted(before, shift, blankRow(columns));
  for (const [at, next] of after.entries()) {
    const old = standing[at] ?? next;
    if (old === next || (next.text !== null && old.text === next.text)) continue;
    if (old.text !== null || next.text !== null) writeRow(pen, at, next);
    else changeRow(pen, at, old, next);
  }
}

function keyOf({ key }: Row): Row['key'] {
  return key;
}

function placed(cursor: Picture['cursor']): string {
  return cursor === null ? '' : `\x1b[${cursor.y + 1};${cursor.x + 1}H${showCursor}`;
}

function isSameSize(a: FrameSize, b: FrameSize): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function isSameCursor(a: Picture['cursor'], b: Picture['cursor']): boolean {
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
function findShift(before: readonly Row['key'][], after: readonly Row['key'][]): Shift | null {
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
function uniquePlaces(lines: readonly Row['key'][]): Map<Row['key'], number> {
  const places = new Map<Row['key'], number>();
  for (const [row, line] of lines.entries()) places.set(line, places.has(line) ? -1 : row);
  return places;
}

/** Lines already in place that would be moved away. */
function disturbed(
  before: readonly Row['key'][],
  after: readonly Row['key'][],
  { top, bottom, by }: Shift,
): number {
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
function changeRow(pen: Pen, row: number, before: Row, after: Row): void {
  const old = before.cells;
  const { cells } = after;
  const isErased = before.length - after.length >= worthErasing;
  const end = isErased ? after.length : Math.max(before.length, after.length);
  let at = 0;
  while (at < end) {
    if (old[at] === cells[at]) {
      at += 1;
      continue;
    }
    const stop = endOfChange(old, cells, at, end);
    pen.moveTo(row, at);
    for (; at < stop; at += 1) pen.put(cells[at] ?? blankCell);
  }
  if (isErased) {
    pen.moveTo(row, after.length);
    pen.eraseRest();
  }
}

/** Writes a row over whatever is there. */
function writeRow(pen: Pen, at: number, { text, cells, length }: Row): void {
  if (text !== null) {
    pen.writeRow(at, text);
    return;
  }
  pen.moveTo(at, 0);
  for (let column = 0; column < length; column += 1) pen.put(cells[column] ?? blankCell);
  if (length < cells.length) pen.eraseRest();
}

function endOfChange(before: Int32Array, after: Int32Array, from: number, end: number): number {
  let stop = from + 1;
  for (let at = stop; at < end && at - stop <= bridge; at += 1) {
    if (before[at] !== after[at]) stop = at + 1;
  }
  // The right half of a wide sign is written with its left half.
  while (stop < after.length && signIn(after[stop] ?? blankCell) === 0) stop += 1;
  return stop;
}
