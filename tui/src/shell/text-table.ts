import type { Clock } from '@ackring/core/machine';
import { visible } from '@ackring/core/words';
import stringWidth from 'string-width';
import type { Language } from '../messages/language.js';
import { loadedMessages } from '../messages/messages.js';
import { cutMiddle } from '../screen/drawing/line.js';
import type { Reader, Table } from '../screen/table.js';
import { proseWithin } from './prose.js';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right' | undefined;
  /**
   * The higher, the sooner it is left out of a narrow terminal; 0, the default, never is. Below 1 it goes only where
   * what differs would otherwise be cut until it is alike.
   */
  readonly sacrifice?: number | undefined;
  /** Loses its middle even as the last column, where sentences lose their end, and single words never do. */
  readonly cut?: 'middle' | undefined;
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
  {
    withSigns = false,
    isWhole = false,
    now,
  }: { readonly withSigns?: boolean; readonly isWhole?: boolean; readonly now?: Date } = {},
): Promise<void> {
  const { now: present, ...rest } = await readerOf(reading);
  const reader = { ...rest, now: now ?? present };
  output.write(tableText(subject, rows, { reader, columns: output.columns, withSigns, isWhole }));
}

/** A subject's table as text, on so many columns. */
export function tableText<Row extends object, Known>(
  { columns, sign }: Pick<Table<Row, Known>, 'columns' | 'sign'>,
  rows: readonly Row[],
  {
    reader,
    columns: width,
    withSigns = false,
    isWhole = false,
  }: {
    readonly reader: Reader;
    readonly columns: number;
    readonly withSigns?: boolean;
    readonly isWhole?: boolean;
  },
): string {
  const { messages } = reader;
  const signs: Column<Row> = { title: ' ', text: (row) => sign(row, reader).text };
  const told = columns.flatMap(({ title, text, align, cell, code, sacrifice = cell?.sacrifice }) => {
    const cut = cell?.cut ?? (code === undefined ? undefined : 'middle');
    return text === null
      ? []
      : [{ title: title(messages), align, sacrifice, cut, text: (row: Row) => text(row, reader) }];
  });
  return table(withSigns ? [signs, ...told] : told, rows, width, isWhole);
}

/** The reader of the command line: the user of this machine, by default in its time zone. */
export async function readerOf(reading: Omit<Printing, 'output'>): Promise<Reader> {
  const { home, language, timeZone = '', services } = reading;
  return { now: services.clock.now(), timeZone, home, messages: await loadedMessages(language) };
}

/**
 * Rows as lines below a title line, in columns as wide as their widest cell. Wide characters count twice, and every
 * cell is made visible. If `maxWidth` > 0 is too narrow, columns are left out as on the screen, but none without which
 * two rows would be alike; then the last one is cut, then the widest, as far as what differs still does. `isWhole` tells
 * what a row has no room for below it, whole: the evidence for a decision.
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  maxWidth = 0,
  isWhole = false,
): string {
  const all = columns.map((column) => {
    const cells = [column.title, ...rows.map((row) => visible(column.text(row)))];
    return { column, cells, width: cells.reduce((widest, cell) => Math.max(widest, width(cell)), 0) };
  });
  const narrow = isWhole ? uncut : narrowed;
  const kept = maxWidth > 0 ? narrow(all, maxWidth) : all;
  return [null, ...rows]
    .map((_, line) =>
      kept.map((each) => pad(shortened(each, line), each.width, each.column.align)).join('  '),
    )
    .map((line) => cut(line.trimEnd(), maxWidth))
    .flatMap((text, line) => [text, ...(isWhole && line > 0 ? untold(all, kept, line, maxWidth) : [])])
    .join('\n');
}

function untold<Row>(
  all: Columns<Row>,
  kept: Columns<Row>,
  line: number,
  maxWidth: number,
): readonly string[] {
  const isTold = ({ column, cells }: Printed<Row>): boolean =>
    kept.some((each) => each.column === column && width(cells[line] ?? '') <= each.width);
  const left = all.filter((each) => !isTold(each)).map(({ cells }) => `${cells[0]}: ${cells[line]}`);
  return left.length === 0 ? [] : [proseWithin(`    ${left.join(' · ')}`, maxWidth)];
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

/** From this sacrifice on columns go before anything is cut, and from the other one where cutting would not do. */
const [early, late] = [1, 0.1];

type Columns<Row> = readonly Printed<Row>[];

function narrowed<Row>(columns: Columns<Row>, maxWidth: number): Columns<Row> {
  if (excessOf(columns, maxWidth) <= 0) return columns;
  const rest = withoutLeast(columns, early);
  if (rest !== null) return narrowed(rest, maxWidth);
  const ended = lastCut(columns, maxWidth);
  const apart = widestCut(ended, apartWidth, maxWidth);
  if (excessOf(apart, maxWidth) <= 0) return apart;
  const few = withoutLeast(columns, late);
  return few === null ? widestCut(ended, () => leastWidth, maxWidth) : narrowed(few, maxWidth);
}

/** Without what would be cut and tells no row from another: it stands below each whole, and once. */
function uncut<Row>(columns: Columns<Row>, maxWidth: number): Columns<Row> {
  const kept = narrowed(columns, maxWidth);
  const isCut = ({ cells, width: room }: Printed<Row>): boolean => cells.some((cell) => width(cell) > room);
  for (const { column } of kept.slice(1).filter(isCut)) {
    const rest = columns.filter((each) => each.column !== column);
    if (differentRows(rest) === differentRows(columns)) return uncut(rest, maxWidth);
  }
  return kept;
}

function excessOf<Row>(columns: Columns<Row>, maxWidth: number): number {
  return columns.reduce((sum, each) => sum + each.width + 2, -2) - maxWidth;
}

/** Without the one that is needed least, and by which no row is told from another; null for none. */
function withoutLeast<Row>(columns: Columns<Row>, from: number): Columns<Row> | null {
  const sacrificeOf = ({ column }: Printed<Row>): number => column.sacrifice ?? 0;
  const given = columns.toReversed().filter((each) => sacrificeOf(each) >= from);
  for (const each of given.toSorted((one, other) => sacrificeOf(other) - sacrificeOf(one))) {
    const rest = columns.filter((other) => other !== each);
    if (differentRows(rest) === differentRows(columns)) return rest;
  }
  return null;
}

function differentRows<Row>(columns: Columns<Row>): number {
  const [first] = columns;
  const rows = first?.cells.slice(1).map((_, row) => columns.map(({ cells }) => cells[row + 1]).join('\0'));
  return new Set(rows).size;
}

function lastCut<Row>(columns: Columns<Row>, maxWidth: number): Columns<Row> {
  const last = columns.at(-1);
  if (last === undefined || last.column.align === 'right') return columns;
  const width = Math.max(Math.min(last.width, leastWidth), last.width - excessOf(columns, maxWidth));
  return columns.with(-1, { ...last, width, isLast: true });
}

/** Cuts the widest first, none below its least. */
function widestCut<Row>(
  columns: Columns<Row>,
  leastOf: (column: Printed<Row>) => number,
  maxWidth: number,
): Columns<Row> {
  const excess = excessOf(columns, maxWidth);
  const cuttable = columns.filter((each) => each.width > leastWidth && each.width > leastOf(each));
  const [first] = cuttable;
  if (excess <= 0 || first === undefined) return columns;
  const widest = cuttable.reduce((best, each) => (each.width > best.width ? each : best), first);
  const next = Math.max(0, ...cuttable.map((each) => (each === widest ? 0 : each.width)));
  const aim = Math.max(leastOf(widest), widest.width - excess, Math.min(next, widest.width - 1));
  const cutOne = columns.with(columns.indexOf(widest), { ...widest, width: aim });
  return widestCut(cutOne, leastOf, maxWidth);
}

/** The least columns in which what differs still does. */
function apartWidth<Row>({ cells, width }: Printed<Row>): number {
  const different = new Set(cells.slice(1));
  let room = Math.min(leastWidth, width);
  while (room < width && !areApart(different, room)) room += 1;
  return room;
}

function areApart(cells: ReadonlySet<string>, room: number): boolean {
  const seen = new Set<string>();
  for (const cell of cells) {
    const short = cutMiddle(cell, room);
    if (seen.has(short)) return false;
    seen.add(short);
  }
  return true;
}

function shortened<Row>({ column, cells, width: room, isLast = false }: Printed<Row>, line: number): string {
  const cell = cells[line] ?? '';
  const isText = isLast && column.cut !== 'middle' && !isName(cell);
  return isText || line === 0 ? cut(cell, room) : cutMiddle(cell, room);
}

/** Of one word: whatever the column is, its end tells as much as its beginning. */
function isName(cell: string): boolean {
  return /^[!-~]+$/.test(cell);
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
