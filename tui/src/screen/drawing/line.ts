import stringWidth from 'string-width';
import type { Ground, Tone } from './skins.js';

/** A run of text in one style. Text from outside is cleaned before. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone | undefined;
  /** The background of the text; the selection and the bars fill whole lines with it. */
  readonly ground?: Ground | undefined;
  /** The effect of a click on it. */
  readonly hit?: Hit | undefined;
}

/** A key to press, what some key does, a tab to open, a row of a picker or of settings, or a choice by its place. */
export type Hit =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'option'; readonly at: number }
  | Choice
  | { readonly kind: 'tab'; readonly tab: string };

/** A button or another choice of a dialog, which knows its parts. */
export interface Choice {
  readonly kind: 'choice';
  readonly part: string;
  readonly at: number;
}

/** One line of the screen. */
export type Line = readonly Span[];

/** Plain text and this program's own signs: one column each, without Unicode tables. */
const narrowText =
  /^[\x20-\x7e\u00b7\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u2193\u2212\u23ce\u2500-\u25a0\u25b2\u25b8\u25c9-\u25d0\u2605\u270e\u27f3\u2713\u2715]*$/;

/** Columns that a text takes on the terminal. */
export function widthOf(text: string): number {
  return isAscii(text) || narrowText.test(text) ? text.length : (plainWidth(text) ?? stringWidth(text));
}

/** Nearly every text: less work than any pattern. */
function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign < 0x20 || sign > 0x7e) return false;
  }
  return true;
}

export function span(text: string, tone?: Tone, ground?: Ground): Span {
  return { text, tone, ground };
}

export function withHit(line: Line, hit: Hit): Line {
  return line.map((part) => ({ ...part, hit }));
}

const paddings: Span[] = [];

/** So many blanks: the same object each time. */
export function padding(width: number): Span {
  const known = paddings[width] ?? span(' '.repeat(width));
  paddings[width] = known;
  return known;
}

/** What can be clicked in a column of a line; null elsewhere. */
export function hitIn(line: Line, column: number): Hit | null {
  let end = 0;
  for (const { text, hit } of line) {
    end += widthOf(text);
    if (column < end) return hit ?? null;
  }
  return null;
}

export function lineWidth(line: Line): number {
  let width = 0;
  for (const { text } of line) width += widthOf(text);
  return width;
}

export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Cuts a text to at most `width` columns, ending in `…` if something was lost. */
export function cutText(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  return `${headOf(text, width - 1)}…`;
}

/** Cuts the middle out of a text: the ends of long names distinguish them. */
export function cutMiddle(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 8) return cutText(text, width);
  const tail = Math.floor((width - 1) / 2);
  return `${headOf(text, width - 1 - tail)}…${tailOf(text, tail)}`;
}

/** Below this a name is not known any more. */
export const leastName = 6;

/** `tom (deleted)`, which begins with the name: that loses its middle; without room for both, what follows goes. */
export function cutName(text: string, name: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const rest = text.slice(name.length);
  const room = width - widthOf(rest);
  return room < leastName ? cutMiddle(name, width) : cutMiddle(name, room) + rest;
}

/** Cuts the beginning off a text: what is in a place ends by its own name. */
export function cutStart(text: string, width: number): string {
  return widthOf(text) <= width ? text : `…${tailOf(text, width - 1)}`;
}

/** Exactly `width` columns: cut or padded with spaces on the side away from the text. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutText(text, width);
  const fill = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return align === 'left' ? cut + fill : fill + cut;
}

/** Exactly `width` columns of a line; the padding takes the background of the last span on request. */
export function fitLine(line: Line, width: number, ground?: Ground): Line {
  const used = lineWidth(line);
  if (used === width) return line;
  if (used < width) {
    const rest = padding(width - used);
    return [...line, ground === undefined ? rest : { ...rest, ground }];
  }
  return sliceLine(line, 0, width, true);
}

/** The columns `from` (inclusive) to `to` (exclusive) of a line; half a wide character becomes a space. */
export function sliceLine(line: Line, from: number, to: number, ellipsis = false): Line {
  if (ellipsis && lineWidth(line) > to && to > from) {
    const isHalf = to - 2 >= from && isOneWide(lineText(sliceLine(line, to - 2, to)));
    const cut = sliceLine(line, from, isHalf ? to - 2 : to - 1);
    // A wide character that does not fit leaves its blank behind the ellipsis, not before it.
    return [...cut, { text: isHalf ? '… ' : '…', tone: cut.at(-1)?.tone, ground: cut.at(-1)?.ground }];
  }
  const out: Span[] = [];
  let column = 0;
  for (const part of line) {
    const width = widthOf(part.text);
    const start = Math.max(from - column, 0);
    const end = Math.min(to - column, width);
    if (end > start) out.push({ ...part, text: sliceText(part.text, start, end) });
    column += width;
    if (column >= to) break;
  }
  return out;
}

function isOneWide(text: string): boolean {
  return !narrowText.test(text) && [...graphemesOf(text)].length === 1;
}

/** Lays `box` over `base` with its upper left corner at column `x`, row `y`. */
export function overlay(base: readonly Line[], box: readonly Line[], x: number, y: number): readonly Line[] {
  return base.map((line, row) => {
    const over = box[row - y];
    if (over === undefined) return line;
    const width = lineWidth(over);
    const left = fitLine(sliceLine(line, 0, x), x);
    const right = sliceLine(line, x + width, Number.MAX_SAFE_INTEGER);
    return [...left, ...over, ...right];
  });
}

/** Wraps a line, indented like its first. */
export function indented(text: string, width: number): readonly string[] {
  const [indent = ''] = /^ */.exec(text) ?? [];
  return wrapText(text.slice(indent.length), width - indent.length).map((line) => indent + line);
}

/**
 * Wraps a text into lines of at most `width` columns: at spaces, and between the characters of scripts without any;
 * words longer than a line are split.
 */
export function wrapText(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(1, width), words));
}

/** The same with words longer than a line, and commands in backticks, whole: they can be copied. */
export function wrapWhole(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, wholeWords));
}

function wrapParagraph(text: string, width: number, words: RegExp): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let gap = '';
  for (let word of text.match(words) ?? []) {
    if (word.startsWith(' ')) {
      gap = word;
      continue;
    }
    const joined = line === '' ? word : line + gap + word;
    gap = '';
    if (widthOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    while (words !== wholeWords && widthOf(word) > width) {
      const head = headOf(word, width);
      if (head === '') break;
      lines.push(head);
      word = word.slice(head.length);
    }
    line = word;
  }
  lines.push(line);
  return lines;
}

const letters = '\\u3040-\\u30ff\\u3400-\\u9fff\\uff66-\\uff9f';

/** Chinese and Japanese text breaks anywhere, but never before a closing sign. `whole` is never broken. */
const runs = (whole: string): RegExp =>
  new RegExp(
    ` +|[${letters}][、。，．：；？！）」』】ー]*|(?:${whole}[^ ${letters}、，；])+[、，；]*|[、，；]+`,
    'gu',
  );

const words = runs('');

const wholeWords = runs('`[^`]*`|');

let segmenter: Intl.Segmenter | null = null;

/** Splits into graphemes. Created on demand: it loads tables that the first frame does not need. */
function graphemesOf(text: string): Iterable<{ readonly segment: string }> {
  if (plainWidth(text) !== null) return Array.from(text, (segment) => ({ segment }));
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function headOf(text: string, width: number): string {
  if (narrowText.test(text)) return text.slice(0, width);
  let head = '';
  let used = 0;
  for (const { segment } of graphemesOf(text)) {
    used += widthOf(segment);
    if (used > width) break;
    head += segment;
  }
  return head;
}

function tailOf(text: string, width: number): string {
  if (narrowText.test(text)) return text.slice(text.length - width);
  const segments = Array.from(graphemesOf(text), ({ segment }) => segment).reverse();
  let tail = '';
  let used = 0;
  for (const segment of segments) {
    used += widthOf(segment);
    if (used > width) break;
    tail = segment + tail;
  }
  return tail;
}

function sliceText(text: string, from: number, to: number): string {
  if (narrowText.test(text)) return text.slice(from, to);
  let out = '';
  let column = 0;
  for (const { segment } of graphemesOf(text)) {
    const width = widthOf(segment);
    const isWhole = column >= from && column + width <= to;
    const isPartly = column < to && column + width > from;
    if (isWhole) out += segment;
    else if (isPartly) out += ' '.repeat(Math.min(column + width, to) - Math.max(column, from));
    column += width;
    if (column >= to) break;
  }
  return out;
}

/** Signs that every terminal draws in one column: ASCII, Latin letters, and this program's own. */
const narrow =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u017e\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u2193\u2212\u23ce\u2500-\u25a0\u25b2\u25b8\u25c9-\u25d0\u2605\u270e\u27f3\u2713\u2715]$/;

/** Signs that every terminal draws in two columns: Kana, Han, Hangul syllables and full-width forms. */
const wide =
  /^[\u3000-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u3131-\u3163\u3165-\u318e\u31a0-\u31bf\u31f0-\u321e\u3220-\u3247\u3250-\u4dbf\u4e00-\ua48c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe52\ufe54-\ufe66\uff01-\uff60\uffe0-\uffe6]$/;

const widths = new Map<string, 1 | 2 | null>();

/** Columns of one UTF-16 unit. Null if terminals disagree, or if it may combine with what precedes it. */
export function widthOfSign(sign: string): 1 | 2 | null {
  const known = widths.get(sign);
  if (known !== undefined) return known;
  const width = narrow.test(sign) ? 1 : wide.test(sign) ? 2 : null;
  widths.set(sign, width);
  return width;
}

/** Columns of a text with known signs only; null requires Unicode's tables, which are slow to load. */
export function plainWidth(text: string): number | null {
  let width = 0;
  for (let at = 0; at < text.length; at += 1) {
    const columns = widthOfSign(text.charAt(at));
    if (columns === null) return null;
    width += columns;
  }
  return width;
}
