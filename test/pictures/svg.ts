import type { IBufferCell } from '@xterm/headless';
import type { Terminal } from '../terminal/driver.js';
import { cell, isDrawn, rectanglePath, signPath } from './signs.js';

/** Blank space around the cells, in px. */
export const margin = 14;
/** Its letters are 0.60 em wide in most monospaced fonts, and narrower in the others: they fit a cell. */
const fontSize = 15;
/** From the top of a cell. */
const baseline = 14;
const fonts = 'DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,monospace';

/** The terminal's own colours, for cells that no skin coloured. */
export interface Base {
  readonly text: string;
  readonly ground: string;
}

/** Neighbouring cells that one element can draw. */
interface Run {
  readonly column: number;
  readonly columns: number;
  /** What each cell contains; a wide character is in its first cell. */
  readonly signs: readonly string[];
  readonly colour: string;
  readonly ground: string | null;
  readonly isBold: boolean;
}

/**
 * What the terminal shows, as an SVG that looks the same in every browser and font: each letter is at its own cell,
 * blanks are not drawn at all, and lines are shapes. The description is the screen as text.
 */
export function terminalSvg({ xterm }: Pick<Terminal, 'xterm'>, base: Base, title: string): string {
  const width = xterm.cols * cell.width + 2 * margin;
  const height = xterm.rows * cell.height + 2 * margin;
  const rows = Array.from({ length: xterm.rows }, (_, row) => runsOf(xterm, row, base));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(screenOf(xterm))}</desc>`,
    // A faint frame, or on a page of the same colour the picture has no edge.
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${base.ground}" stroke="${base.text}" stroke-opacity=".2"/>`,
    // Without antialiasing, or backgrounds that touch would show a seam when the picture is scaled.
    '<g shape-rendering="crispEdges">',
    ...paths(rows, groundOf),
    '</g>',
    ...paths(rows, shapeOf),
    // Each letter in the middle of its cells, so that a wider or narrower font's letters are off by half the
    // difference at most.
    `<g transform="translate(${cell.width / 2})" text-anchor="middle" font-family="${fonts}" font-size="${fontSize}" style="font-variant-emoji:text">`,
    ...rows.flatMap(textOf),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The picture with words beside it that no viewer shows. */
export function withWords(svg: string, words: string): string {
  return svg.replace(/<\/svg>(?=\s*$)/, () => `<metadata>${escaped(words)}</metadata></svg>`);
}

/** The words beside a picture, to compare two. */
export function wordsBeside(svg: string): string {
  return unescaped(/<metadata>([^<]*)<\/metadata>/.exec(svg)?.[1] ?? '');
}

/** A picture's words, as a screen reader has them. */
export function svgText(svg: string): string {
  const [, text = ''] = /<desc>([^<]*)<\/desc>/.exec(svg) ?? [];
  return unescaped(text);
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function screenOf(xterm: Terminal['xterm']): string {
  const { active } = xterm.buffer;
  const lines = Array.from({ length: xterm.rows }, (_, row) => active.getLine(active.viewportY + row));
  return lines.map((line) => line?.translateToString().trimEnd() ?? '').join('\n');
}

function runsOf(xterm: Terminal['xterm'], row: number, base: Base): readonly Run[] {
  const line = xterm.buffer.active.getLine(xterm.buffer.active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; column < xterm.cols; column++) {
    const at = line?.getCell(column);
    if (at === undefined || at.getWidth() === 0) continue;
    const last = runs.at(-1);
    const run = runOf(at, column, base, last);
    if (last !== undefined && canJoin(last, run)) runs[runs.length - 1] = joined(last, run);
    else runs.push(run);
  }
  return runs;
}

/** A separate cell. A blank's foreground colour is invisible and arbitrary. */
function runOf(at: IBufferCell, column: number, base: Base, last: Run | undefined): Run {
  const own = colourOf(at.isFgRGB(), at.getFgColor()) ?? base.text;
  const behind = colourOf(at.isBgRGB(), at.getBgColor());
  const isInverse = at.isInverse() !== 0;
  const sign = at.getChars() || ' ';
  const isBlank = sign === ' ';
  return {
    column,
    columns: at.getWidth(),
    signs: [sign],
    colour: isBlank ? (last?.colour ?? base.text) : isInverse ? (behind ?? base.ground) : own,
    ground: isInverse ? own : behind,
    isBold: isBlank ? (last?.isBold ?? false) : at.isBold() !== 0,
  };
}

function joined(last: Run, next: Run): Run {
  return { ...last, columns: last.columns + next.columns, signs: [...last.signs, ...next.signs] };
}

function canJoin(last: Run, next: Run): boolean {
  const isSameSign = isDrawn(next.signs[0] ?? '') && last.signs[0] === next.signs[0];
  return (
    (isSameSign || (isLetters(last) && isLetters(next))) &&
    last.colour === next.colour &&
    last.ground === next.ground &&
    last.isBold === next.isBold
  );
}

/** One position is given per code unit, so only cells of one code unit can share an element. */
function isLetters({ signs, columns }: Run): boolean {
  return columns === signs.length && signs.every((sign) => sign.length === 1 && !isDrawn(sign));
}

function colourOf(isRgb: boolean, value: number): string | null {
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : null;
}

interface Patch {
  readonly colour: string;
  readonly data: string;
}

/** All patches of a colour as one path, so that those that touch have no seam. */
function paths(
  rows: readonly (readonly Run[])[],
  patchOf: (run: Run, row: number) => Patch | null,
): readonly string[] {
  const patches = rows.flatMap((runs, row) => runs.map((run) => patchOf(run, row)));
  const data = new Map<string, string>();
  for (const patch of patches) {
    if (patch !== null) data.set(patch.colour, `${data.get(patch.colour) ?? ''}${patch.data}`);
  }
  return Array.from(data, ([colour, d]) => `<path fill="${colour}" d="${d}"/>`);
}

function groundOf({ column, columns, ground }: Run, row: number): Patch | null {
  if (ground === null) return null;
  return {
    colour: ground,
    data: rectanglePath(leftOf(column), topOf(row), columns * cell.width, cell.height),
  };
}

function shapeOf({ column, signs, colour }: Run, row: number): Patch | null {
  const [sign = ''] = signs;
  if (!isDrawn(sign)) return null;
  return { colour, data: signPath(sign, signs.length, leftOf(column), topOf(row)) };
}

function textOf(runs: readonly Run[], row: number): readonly string[] {
  const spans = runs.filter(({ signs }) => !isDrawn(signs[0] ?? '')).flatMap(spanOf);
  return spans.length === 0 ? [] : [`<text y="${topOf(row) + baseline}">${spans.join('')}</text>`];
}

/** Between words one blank stays, at its own position: nothing depends on how a browser collapses blanks. */
function spanOf({ column, columns, signs, colour, isBold }: Run): readonly string[] {
  const isKept = (sign: string, index: number): boolean =>
    sign !== ' ' || ((signs[index - 1] ?? ' ') !== ' ' && signs.slice(index).some((each) => each !== ' '));
  const kept = signs.flatMap((sign, index) => (isKept(sign, index) ? [{ sign, index }] : []));
  if (kept.length === 0) return [];
  const wide = columns > signs.length ? cell.width / 2 : 0;
  const x = kept.map(({ index }) => leftOf(column + index) + wide).join(' ');
  const bold = isBold ? ' font-weight="bold"' : '';
  return [
    `<tspan x="${x}" fill="${colour}"${bold}>${escaped(kept.map(({ sign }) => sign).join(''))}</tspan>`,
  ];
}

function leftOf(column: number): number {
  return margin + column * cell.width;
}

function topOf(row: number): number {
  return margin + row * cell.height;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
