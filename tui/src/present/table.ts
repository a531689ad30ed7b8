import stringWidth from 'string-width';
import { visible } from './visible.js';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right';
  text(row: Row): string;
}

/**
 * Rows as lines under a title line, in columns as wide as their widest cell. Wide characters count twice,
 * and every cell is made visible on the way in. `columns` > 0 cuts the lines at the terminal's edge.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], maxWidth = 0): string {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => columns.map(cellOf(row)))];
  const widths = columns.map((_, index) =>
    cells.reduce((widest, line) => Math.max(widest, width(line[index] ?? '')), 0),
  );
  return cells
    .map((line) => line.map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align)).join('  '))
    .map((line) => cut(line.trimEnd(), maxWidth))
    .join('\n');
}

function cellOf<Row>(row: Row): (column: Column<Row>) => string {
  return (column) => visible(column.text(row));
}

/** The columns a text takes on the terminal. */
export function width(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** The text, filled with spaces up to `columns`; longer text stays as it is. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'right' ? gap + text : text + gap;
}

/** The text cut to so many columns, an ellipsis at its end; 0 never cuts. */
export function cut(text: string, columns: number): string {
  if (columns <= 0 || width(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = width(segment);
    if (used + next > columns - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept}…`;
}
