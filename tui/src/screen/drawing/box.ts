import { cutText, fitLine, type Line, span, widthOf } from './line.js';

/** Lines in a frame with a title in its upper edge, exactly `width` columns wide. */
export function box(title: string, lines: readonly Line[], width: number, note = ''): readonly Line[] {
  const inner = width - 4;
  // Half of it is the note's, and what the title leaves.
  const room = Math.max(Math.floor(inner / 2), inner - widthOf(title) - 3);
  const noteText = note === '' ? '' : ` ${cutText(note, room)} `;
  const titleText = cutText(title, inner - widthOf(noteText));
  const rule = '─'.repeat(Math.max(0, width - 4 - widthOf(titleText) - widthOf(noteText)));
  return [
    [
      span('╭ ', 'border'),
      span(titleText, 'title'),
      span(` ${rule}`, 'border'),
      span(noteText, 'dim'),
      span('╮', 'border'),
    ],
    ...lines.map((line) => [span('│ ', 'border'), ...fitLine(line, inner), span(' │', 'border')]),
    [span(`╰${'─'.repeat(width - 2)}╯`, 'border')],
  ];
}

export function rule(width: number): Line {
  return [span('─'.repeat(Math.max(0, width)), 'border')];
}

/** The visible part of `lines` when scrolled down by `top`, never past the end. */
export function windowed<T>(lines: readonly T[], top: number, height: number): readonly T[] {
  const highest = Math.max(0, lines.length - height);
  const from = Math.min(top, highest);
  return lines.slice(from, from + height);
}

/** The visible lines, for the edge of the frame: `12–30/84`; empty if all are visible. */
export function windowNote(count: number, top: number, height: number): string {
  if (count <= height) return '';
  const from = Math.min(top, count - height);
  return `${from + 1}–${from + height}/${count}`;
}

/** A box no higher than `height`: of `lines` what a window scrolled down by `top` shows, over what is always seen. */
export function windowedBox(
  title: string,
  lines: readonly Line[],
  {
    width,
    height,
    top,
    below = [],
  }: {
    readonly width: number;
    readonly height: number;
    readonly top: number;
    readonly below?: readonly Line[];
  },
): readonly Line[] {
  const room = Math.max(1, height - 2 - below.length);
  const shown = [...windowed(lines, top, room), ...below];
  return box(title, shown, width, windowNote(lines.length, top, room));
}

/** The width of a dialog: all of a narrow screen, with margins on a wide one. */
export function dialogWidth(
  { size }: { readonly size: { readonly columns: number } },
  ideal: number,
): number {
  return Math.max(20, Math.min(ideal, size.columns - 2));
}
