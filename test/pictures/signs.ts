/** The size of a cell in px. Odd, so that a line of one px through its middle fills whole pixels. */
export const cell = { width: 9, height: 19 } as const;

type Rectangle = readonly [x: number, y: number, width: number, height: number];

const { width: w, height: h } = cell;
const across: Rectangle = [0, 9, w, 1];
const down: Rectangle = [4, 0, 1, h];

/**
 * Signs that must touch their neighbours, as rectangles of their cell, or as a path from its top left corner: as
 * letters, the browser's font and the gaps between the lines would cut them.
 */
const signs: Readonly<Record<string, readonly Rectangle[] | string>> = {
  '─': [across],
  '━': [[0, 8, w, 3]],
  '╍': [
    [0.75, 8, 3, 3],
    [5.25, 8, 3, 3],
  ],
  '│': [down],
  '╎': [
    [4, 1.75, 1, 6],
    [4, 11.25, 1, 6],
  ],
  '┴': [across, [4, 0, 1, 9]],
  '┤': [down, [0, 9, 4, 1]],
  '┼': [across, down],
  '╭': 'm4 19v-5a5 5 0 0 1 5-5v1a4 4 0 0 0-4 4v5z',
  '╮': 'm0 9a5 5 0 0 1 5 5v5h-1v-5a4 4 0 0 0-4-4z',
  '╯': 'm5 0v5a5 5 0 0 1-5 5v-1a4 4 0 0 0 4-4v-5z',
  '╰': 'm4 0v5a5 5 0 0 0 5 5v-1a4 4 0 0 1-4-4v-5z',
  '▌': [[0, 0, 4, h]],
  '▏': [[0, 0, 1, h]],
  ...Object.fromEntries(Array.from('▁▂▃▄▅▆▇█', (sign, index) => [sign, [lowerPart((index + 1) / 8)]])),
};

/** Whether this sign is a shape; all others are letters. */
export function isDrawn(sign: string): boolean {
  return Object.hasOwn(signs, sign);
}

/** The sign this many times in a row, starting at this top left corner, as path data to fill. */
export function signPath(sign: string, times: number, left: number, top: number): string {
  const shape = signs[sign] ?? [];
  const each = Array.from({ length: times }, (_, index) => left + index * w);
  if (typeof shape === 'string') return each.map((x) => `M${x} ${top}${shape}`).join('');
  return shape
    .flatMap(([x, y, width, height]) =>
      width === w
        ? rectanglePath(left, top + y, times * w, height)
        : each.map((from) => rectanglePath(from + x, top + y, width, height)),
    )
    .join('');
}

/** A rectangle as path data: several in one path leave no seams where they touch, at any zoom. */
export function rectanglePath(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

function lowerPart(part: number): Rectangle {
  const height = Math.round(part * h);
  return [0, h - height, w, height];
}
