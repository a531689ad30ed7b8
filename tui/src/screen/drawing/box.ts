import { cutText, fitLine, type Line, span, widthOf } from './line.js';

/** Lines in a frame with a title in its upper edge, exactly `width` columns wide. */
export function box(title: string, lines: readonly Line[], width: number, note = ''): readonly Line[] {
  const inner = width - 4;
  const noteText = note === '' ? '' : ` ${cutText(note, Math.floor(inner / 2))} `;
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
