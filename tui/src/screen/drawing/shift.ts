/** Rows `top` to `bottom`, both included, that moved up by `by` lines, or down where it is negative. */
export interface Shift {
  readonly top: number;
  readonly bottom: number;
  readonly by: number;
}

/** A shift that brings fewer lines to their new place than this is not worth its bytes. */
const worthShifting = 3;

/** The shift that brings most lines of the last frame to where they stand in the next; null when none is worth it. */
export function findShift(before: readonly string[], after: readonly string[]): Shift | null {
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

/** Where each line stands that stands there only once; -1 for the others, above all the empty ones. */
function uniquePlaces(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [row, line] of lines.entries()) places.set(line, places.has(line) ? -1 : row);
  return places;
}

/** Lines that stand right as they are and would be moved away. */
function disturbed(before: readonly string[], after: readonly string[], { top, bottom, by }: Shift): number {
  let lines = 0;
  for (let row = top; row <= bottom; row += 1) {
    if (before[row] === after[row] && before[row + by] !== after[row]) lines += 1;
  }
  return lines;
}

/** The lines after the shift; those that came in are blank. */
export function shifted<T>(lines: readonly T[], { top, bottom, by }: Shift, blank: T): readonly T[] {
  return lines.map((line, row) => {
    if (row < top || row > bottom) return line;
    const from = row + by;
    return from < top || from > bottom ? blank : (lines[from] ?? blank);
  });
}
