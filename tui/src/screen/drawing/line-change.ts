import type { Cells } from './cells.js';
import { plainLook } from './look.js';
import type { Pen } from './pen.js';

/** Cells between two changes that are written again, since a move of the cursor would cost as much. */
const bridge = 4;
/** Blanks at a line's end that are worth an erasure. */
const worthErasing = 4;

/** Writes the cells of a row that differ. */
export function changeRow(pen: Pen, row: number, before: Cells, after: Cells): void {
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

/** Writes a row over whatever stands there. */
export function writeRow(pen: Pen, row: number, { signs, looks }: Cells, columns: number): void {
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
