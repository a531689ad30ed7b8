import type { Terminal } from '../terminal/driver.js';

const cellWidth = 8.4;
const cellHeight = 18;
const fontSize = 14;
const margin = 14;

/** The terminal's own colours: what a cell has that no skin coloured. */
export interface Base {
  readonly text: string;
  readonly ground: string;
}

interface Run {
  readonly column: number;
  readonly columns: number;
  readonly text: string;
  readonly colour: string;
  readonly ground: string | null;
  readonly isBold: boolean;
}

/** What the terminal shows, as an SVG: text stays text, each run held to its columns. */
export function terminalSvg({ xterm }: Pick<Terminal, 'xterm'>, base: Base, title: string): string {
  const width = Math.ceil(xterm.cols * cellWidth + 2 * margin);
  const height = Math.ceil(xterm.rows * cellHeight + 2 * margin);
  const rows = Array.from({ length: xterm.rows }, (_, row) => rowSvg(runsOf(xterm, row, base), row));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${base.ground}"/>`,
    `<g font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="${fontSize}" xml:space="preserve">`,
    ...rows.flat(),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Cells that look alike, joined; a wide character is a run of its own, since fonts differ in its width. */
function runsOf(xterm: Terminal['xterm'], row: number, base: Base): readonly Run[] {
  const line = xterm.buffer.active.getLine(xterm.buffer.active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; line !== undefined && column < xterm.cols; column++) {
    const cell = line.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const own = colourOf(cell.isFgRGB(), cell.getFgColor()) ?? base.text;
    const behind = colourOf(cell.isBgRGB(), cell.getBgColor());
    const isInverse = cell.isInverse() !== 0;
    const text = cell.getChars() || ' ';
    const last = runs.at(-1);
    // The colour of a space is nowhere to be seen, and is whatever the program had in its hand.
    const isBlank = text === ' ' && !isInverse;
    const run: Run = {
      column,
      columns: cell.getWidth(),
      text,
      colour: isBlank ? (last?.colour ?? base.text) : isInverse ? (behind ?? base.ground) : own,
      ground: isInverse ? own : behind,
      isBold: isBlank ? (last?.isBold ?? false) : cell.isBold() !== 0,
    };
    if (last !== undefined && canJoin(last, run)) {
      runs[runs.length - 1] = { ...last, columns: last.columns + run.columns, text: last.text + run.text };
    } else {
      runs.push(run);
    }
  }
  return runs;
}

function canJoin(last: Run, next: Run): boolean {
  const isPlain = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);
  const isSameSign = last.text.endsWith(next.text) && !isPlain(next.text) && next.columns === 1;
  return (
    ((isPlain(last.text) && isPlain(next.text)) || isSameSign) &&
    last.colour === next.colour &&
    last.ground === next.ground &&
    last.isBold === next.isBold &&
    last.column + last.columns === next.column
  );
}

function colourOf(isRgb: boolean, value: number): string | null {
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : null;
}

function rowSvg(runs: readonly Run[], row: number): readonly string[] {
  const top = margin + row * cellHeight;
  const at = (column: number): string => (margin + column * cellWidth).toFixed(1);
  const grounds = runs
    .filter(({ ground }) => ground !== null)
    .map(({ column, columns, ground }) => {
      const width = (columns * cellWidth + 0.3).toFixed(1);
      return `<rect x="${at(column)}" y="${top}" width="${width}" height="${cellHeight}" fill="${ground}"/>`;
    });
  const drawn = runs.flatMap((run) => blockRects(run, top));
  const spans = runs
    .filter(({ text }) => text.trim() !== '' && blockOf(text) === null)
    .map(({ column, columns, text, colour, isBold }) => {
      const bold = isBold ? ' font-weight="bold"' : '';
      const length = (columns * cellWidth).toFixed(1);
      return `<tspan x="${at(column)}" fill="${colour}"${bold} textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</tspan>`;
    });
  if (spans.length === 0) return [...grounds, ...drawn];
  return [...grounds, ...drawn, `<text y="${top + 13.5}">${spans.join('')}</text>`];
}

/** Signs that must touch their neighbours are drawn: as letters, the gaps between lines would cut them. */
const blocks: Readonly<Record<string, readonly [x: number, y: number, width: number, height: number]>> = {
  '│': [0.45, 0, 0.12, 1],
  '▌': [0, 0, 0.5, 1],
  '▏': [0, 0, 0.12, 1],
  ...Object.fromEntries(
    Array.from('▁▂▃▄▅▆▇█', (sign, index) => [sign, [0, 1 - (index + 1) / 8, 1, (index + 1) / 8] as const]),
  ),
};

function blockOf(text: string): (typeof blocks)[string] | null {
  const [sign = ''] = text;
  return Array.from(text).every((each) => each === sign) ? (blocks[sign] ?? null) : null;
}

function blockRects({ text, column, columns, colour }: Run, top: number): readonly string[] {
  const block = blockOf(text);
  if (block === null) return [];
  const [x, y, width, height] = block;
  return Array.from({ length: columns }, (_, index) => {
    const left = (margin + (column + index + x) * cellWidth).toFixed(1);
    const size = `width="${(width * cellWidth).toFixed(1)}" height="${(height * cellHeight).toFixed(1)}"`;
    return `<rect x="${left}" y="${(top + y * cellHeight).toFixed(1)}" ${size} fill="${colour}"/>`;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The words of a picture, so that two can be compared by what they say. */
export function svgText(svg: string): string {
  return svg
    .split('\n')
    .filter((line) => line.startsWith('<text'))
    .map((line) => [...line.matchAll(/<tspan[^>]*>([^<]*)<\/tspan>/g)].map((match) => match[1]).join(' '))
    .join('\n');
}
