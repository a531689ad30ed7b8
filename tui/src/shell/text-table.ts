import type { Clock } from '@ackring/core/machine';
import { visible } from '@ackring/core/words';
import stringWidth from 'string-width';
import { loadMessages } from '../languages/load.js';
import type { Language } from '../messages/language.js';
import type { Reader, Table } from '../screen/table.js';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right' | undefined;
  text(row: Row): string;
}

/** Where a table is printed. */
export interface Printing {
  readonly home: string;
  readonly language: Language;
  readonly services: { readonly clock: Pick<Clock, 'now'> };
  readonly output: { readonly columns: number; write(text: string): void };
}

/**
 * Prints a subject's table for people, in the same words as the screen, as of `now` (default: the present).
 * `withSigns` prints the signs too, for tables without a column that says the same.
 */
export async function printTable<Row extends object, Known>(
  { home, language, services, output }: Printing,
  { columns, sign }: Pick<Table<Row, Known>, 'columns' | 'sign'>,
  rows: readonly Row[],
  { withSigns = false, now }: { readonly withSigns?: boolean; readonly now?: Date } = {},
): Promise<void> {
  const { now: present, ...rest } = await readerOf({ home, language, services });
  const reader: Reader = { ...rest, now: now ?? present };
  const { messages } = reader;
  const signs: Column<Row> = { title: ' ', text: (row) => sign(row).text };
  const told = columns.flatMap(({ title, text, align }) =>
    text === null ? [] : [{ title: title(messages), align, text: (row: Row) => text(row, reader) }],
  );
  output.write(table(withSigns ? [signs, ...told] : told, rows, output.columns));
}

/** The reader of the command line: the user of this machine, in its time zone. */
export async function readerOf({ home, language, services }: Omit<Printing, 'output'>): Promise<Reader> {
  const messages = await loadMessages[language]();
  return { now: services.clock.now(), timeZone: '', home, messages };
}

/**
 * Rows as lines below a title line, in columns as wide as their widest cell. Wide characters count twice, and every
 * cell is made visible. `columns` > 0 cuts the lines at the terminal's edge.
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

/** The columns that a text takes on the terminal. */
export function width(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** The text, padded with spaces to `columns`; longer text stays as it is. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, columns - width(text)));
  return align === 'right' ? gap + text : text + gap;
}

/** Cuts a text to `columns`, ending in an ellipsis; 0 never cuts. */
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
