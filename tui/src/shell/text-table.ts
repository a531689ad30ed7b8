import type { Clock } from '@ackring/core/machine';
import { visible } from '@ackring/core/words';
import stringWidth from 'string-width';
import type { Language } from '../messages/language.js';
import { loadedMessages } from '../messages/messages.js';
import { cutMiddle } from '../screen/drawing/line.js';
import type { Reader, Table } from '../screen/table.js';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right' | undefined;
  /** The higher, the sooner it is left out of a narrow terminal; 0, the default, never is. */
  readonly sacrifice?: number | undefined;
  text(row: Row): string;
}

/** Where a table is printed. */
export interface Printing {
  readonly home: string;
  readonly language: Language;
  /** Default: the machine's own. */
  readonly timeZone?: string;
  readonly services: { readonly clock: Pick<Clock, 'now'> };
  readonly output: { readonly columns: number; write(text: string): void };
}

/**
 * Prints a subject's table for people, in the same words as the screen, as of `now` (default: the present).
 * `withSigns` prints the signs too, for tables without a column that says the same.
 */
export async function printTable<Row extends object, Known>(
  { output, ...reading }: Printing,
  subject: Pick<Table<Row, Known>, 'columns' | 'sign'>,
  rows: readonly Row[],
  { withSigns = false, now }: { readonly withSigns?: boolean; readonly now?: Date } = {},
): Promise<void> {
  const { now: present, ...rest } = await readerOf(reading);
  const reader = { ...rest, now: now ?? present };
  output.write(tableText(subject, rows, { reader, columns: output.columns, withSigns }));
}

/** A subject's table as text, on so many columns. */
export function tableText<Row extends object, Known>(
  { columns, sign }: Pick<Table<Row, Known>, 'columns' | 'sign'>,
  rows: readonly Row[],
  {
    reader,
    columns: width,
    withSigns = false,
  }: { readonly reader: Reader; readonly columns: number; readonly withSigns?: boolean },
): string {
  const { messages } = reader;
  const signs: Column<Row> = { title: ' ', text: (row) => sign(row, reader).text };
  const told = columns.flatMap(({ title, text, align, cell, sacrifice = cell?.sacrifice }) =>
    text === null
      ? []
      : [{ title: title(messages), align, sacrifice, text: (row: Row) => text(row, reader) }],
  );
  return table(withSigns ? [signs, ...told] : told, rows, width);
}

/** The reader of the command line: the user of this machine, by default in its time zone. */
export async function readerOf(reading: Omit<Printing, 'output'>): Promise<Reader> {
  const { home, language, timeZone = '', services } = reading;
  return { now: services.clock.now(), timeZone, home, messages: await loadedMessages(language) };
}

/**
 * Rows as lines below a title line, in columns as wide as their widest cell. Wide characters count twice, and every
 * cell is made visible. If `maxWidth` > 0 is too narrow, columns are left out as on the screen, then the last one is
 * cut, then the widest.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], maxWidth = 0): string {
  const all = columns.map((column) => {
    const cells = [column.title, ...rows.map((row) => visible(column.text(row)))];
    return { column, cells, width: cells.reduce((widest, cell) => Math.max(widest, width(cell)), 0) };
  });
  const kept = maxWidth > 0 ? narrowed(all, maxWidth) : all;
  return [null, ...rows]
    .map((_, line) =>
      kept.map((each) => pad(shortened(each, line), each.width, each.column.align)).join('  '),
    )
    .map((line) => cut(line.trimEnd(), maxWidth))
    .join('\n');
}

interface Printed<Row> {
  readonly column: Column<Row>;
  /** The title first. */
  readonly cells: readonly string[];
  readonly width: number;
  /** Its cells end in an ellipsis; otherwise they lose their middle. */
  readonly isLast?: boolean;
}

/** Below this a cut column tells nothing. */
const leastWidth = 12;

function narrowed<Row>(columns: readonly Printed<Row>[], maxWidth: number): readonly Printed<Row>[] {
  const excess = columns.reduce((sum, each) => sum + each.width + 2, -2) - maxWidth;
  if (excess <= 0) return columns;
  const worst = Math.max(...columns.map(({ column }) => column.sacrifice ?? 0));
  if (worst > 0) {
    const place = columns.findLastIndex(({ column }) => column.sacrifice === worst);
    return narrowed(columns.toSpliced(place, 1), maxWidth);
  }
  const last = columns.at(-1);
  if (last !== undefined && last.isLast !== true && last.column.align !== 'right') {
    const width = Math.max(Math.min(last.width, leastWidth), last.width - excess);
    return narrowed(columns.with(-1, { ...last, width, isLast: true }), maxWidth);
  }
  const widest = columns.reduce((best, each) => (each.width > best.width ? each : best));
  if (widest.width <= leastWidth) return columns;
  const next = Math.max(0, ...columns.map((each) => (each === widest ? 0 : each.width)));
  const aim = Math.max(leastWidth, widest.width - excess, Math.min(next, widest.width - 1));
  return narrowed(columns.with(columns.indexOf(widest), { ...widest, width: aim }), maxWidth);
}

function shortened<Row>({ cells, width: room, isLast = false }: Printed<Row>, line: number): string {
  const cell = cells[line] ?? '';
  return isLast || line === 0 ? cut(cell, room) : cutMiddle(cell, room);
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
