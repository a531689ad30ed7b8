import { visible } from '@ackring/core/words';
import {
  cutMiddle,
  fitText,
  type Line,
  lineText,
  lineWidth,
  padding,
  type Span,
  sliceLine,
  span,
  widthOf,
} from './drawing/line.js';
import type { LitWord } from './filter.js';
import { isShown, litLine, unseenFinds } from './lit.js';
import type { Rows } from './rows.js';
import { type ColumnId, type Sort, sortActionOf } from './sorting.js';
import type { Reader, ScreenCell, Table, TableColumn } from './table.js';

/** One column of a list on the screen. Widths are in terminal columns. */
export interface Column<Row> {
  readonly title: string;
  /** Below this the column is useless and is left out. */
  readonly min: number;
  /** Its ideal width; columns share the rest in the order of `growth`. */
  readonly ideal: number;
  /** The higher, the sooner it is dropped on a narrow screen; 0 is never dropped. */
  readonly sacrifice: number;
  readonly align?: 'right';
  readonly follows?: ColumnId;
  /** What a click on its title sorts by; null or absent for nothing. */
  readonly sortedBy?: ColumnId | null;
  /** Smaller numbers grow to their ideal first; 9 by default. */
  readonly growth?: number;
  /** What its rows need: it is given that before others grow, up to its ideal. */
  readonly wants?: number;
  /** Left out also where those that are never dropped would otherwise get less than they want. */
  readonly yields?: true;
  /** A width between `min` and `ideal` is of no use to it. */
  readonly growsAtOnce?: true;
  cell(row: Row, width: number): Line;
}

export interface FittedColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

export interface TableView<Known> {
  /** Null if rows have an order of their own. */
  readonly sort: Sort | null;
  /** Terminal columns there are. */
  readonly width: number;
  readonly known: Known;
  readonly reader: Reader;
  /** The rows of which some are shown; without them no column wants the room for its longest text. */
  readonly rows?: Pick<Rows, 'longest'>;
}

/** The columns of a table that fit on the screen. */
export function fitTable<Row extends object, Known>(
  { columns }: Pick<Table<Row, Known>, 'columns'>,
  view: TableView<Known>,
): readonly FittedColumn<Row>[] {
  const { sort, width } = view;
  const isFollowed = columns.some(({ cell }) => sort !== null && cell?.follows === sort.column);
  const fitted = fitColumns(
    columns.flatMap((column) =>
      column.cell === null ? [] : screenColumn(column, column.cell, view, isFollowed),
    ),
    width,
  );
  if (!isFollowed || fitted.some(({ column }) => column.sortedBy === sort?.column)) return fitted;
  return fitted.map(({ column, width }) => {
    const { title, follows } = column;
    return {
      column: follows === undefined ? column : { ...column, title: titled(title, sort, follows) },
      width,
    };
  });
}

function screenColumn<Row extends object, Known>(
  { title, sort, text, align }: TableColumn<Row, Known>,
  cell: ScreenCell<Row, Known>,
  { sort: order, known, reader, rows }: TableView<Known>,
  isFollowed: boolean,
): Column<Row> {
  const { messages } = reader;
  const { draw, tone, cut, sacrifice, growth, wants, yields, growsAtOnce, words, follows } = cell;
  const shown = titled(title(messages), order, sort?.column ?? null);
  const widthOf = (width: ScreenCell<Row, Known>['min'] = 0) =>
    typeof width === 'number' ? width : width(messages);
  const wanted = (needs: NonNullable<typeof wants>): number => {
    if (needs !== 'longest') return needs(known, messages);
    return sort === null ? 0 : (rows?.longest(sort.column, reader) ?? 0);
  };
  const isSorted = sort !== null && sort.column === order?.column;
  // The arrow always has its room.
  const fixed = words === undefined ? (isSorted ? [shown] : []) : [shown, ...words(messages)];
  const min = Math.max(widthOf(cell.min), widestOf(fixed));
  const drawText = (row: Row, width: number): Line => {
    const said = visible(text?.(row, reader) ?? '');
    const fitted = cut === 'middle' ? cutMiddle(said, width) : said;
    return [span(fitted, typeof tone === 'function' ? tone(row) : tone)];
  };
  return {
    title: shown,
    sortedBy: sort?.column ?? null,
    min,
    ideal: Math.max(min, widthOf(cell.ideal)),
    sacrifice: isSorted && !isFollowed ? Math.min(sacrifice, ofSorted) : sacrifice,
    ...(align === undefined ? {} : { align }),
    ...(growth === undefined ? {} : { growth }),
    ...(wants === undefined ? {} : { wants: wanted(wants) }),
    ...(yields === undefined ? {} : { yields }),
    ...(growsAtOnce === undefined ? {} : { growsAtOnce }),
    ...(follows === undefined ? {} : { follows }),
    cell: draw === undefined ? drawText : (row, width) => draw(row, width, known, reader),
  };
}

/** The last to be dropped: without it the rows would seem to have no order. */
const ofSorted = 0.5;

/** A column's title with the arrow of the sort. */
export function titled(title: string, sort: Sort | null, column: ColumnId | null): string {
  if (sort === null || sort.column !== column) return title;
  return `${title} ${sort.isDescending ? '↓' : '↑'}`;
}

const gap = 2;

/** Chooses the columns that fit in `width` and how wide each is. The first takes the rest. */
export function fitColumns<Row>(
  columns: readonly Column<Row>[],
  width: number,
): readonly FittedColumn<Row>[] {
  const kept = fitting(columns, width);
  const widths = new Map(kept.map((column) => [column, column.min]));
  let spare = spareOf(kept, width);
  const grow = (column: Column<Row>, most: number): void => {
    const extra = Math.min(Math.max(0, spare), most);
    widths.set(column, (widths.get(column) ?? 0) + extra);
    spare -= extra;
  };
  for (const column of kept) grow(column, wantedMore(column));
  const byGrowth = [...kept].sort((a, b) => (a.growth ?? 9) - (b.growth ?? 9));
  for (const column of byGrowth) {
    const most = column.ideal - (widths.get(column) ?? column.min);
    if (column.growsAtOnce !== true || most <= spare) grow(column, most);
  }
  if (kept[0] !== undefined) grow(kept[0], firstGrowth);
  return kept.map((column) => ({ column, width: Math.max(1, widths.get(column) ?? 0) }));
}

/** How far the first column grows on wide screens: a name and its state should not drift apart. */
const firstGrowth = 12;

/** The columns there is room for, those that tell most first: one too wide leaves its room to those after it. */
function fitting<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  const optional = columns.filter(({ sacrifice }) => sacrifice > 0);
  const always = columns.filter(({ sacrifice }) => sacrifice === 0);
  const wanted = sumOf(always.map(wantedMore));
  let kept: readonly Column<Row>[] = always;
  for (const column of optional.toSorted((a, b) => a.sacrifice - b.sacrifice)) {
    const wider = columns.filter((each) => each === column || kept.includes(each));
    if (spareOf(wider, width) >= (column.yields === true ? wanted : 0)) kept = wider;
  }
  return kept;
}

function wantedMore<Row>({ min, ideal, wants = min }: Column<Row>): number {
  return Math.max(0, Math.min(wants, ideal) - min);
}

function spareOf<Row>(columns: readonly Column<Row>[], width: number): number {
  return width - sumOf(columns.map(({ min }) => min)) - gap * (columns.length - 1);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

export function titleLine<Row>(fitted: readonly FittedColumn<Row>[]): Line {
  return fitted.map(({ column, width }, index) => {
    const { title, align, sortedBy = null } = column;
    const text = span(fitText(title, width, align) + gapAfter(index, fitted), 'dim');
    return sortedBy === null ? text : { ...text, hit: { kind: 'action', action: sortActionOf(sortedBy) } };
  });
}

/**
 * A row, with the letters that the filter found highlighted. Where it found them in what no column shows, `factsOf`
 * tells that, after the name if there is room.
 */
export function rowLine<Row>(
  fitted: readonly FittedColumn<Row>[],
  row: Row,
  lit: readonly LitWord[] = [],
  factsOf: (row: Row) => readonly string[] = () => [],
): Line {
  const line: Span[] = [];
  let left = fitted.length;
  /** Where the blanks after the name are, and how many. */
  let [nameEnd, nameFill] = [0, 0];
  for (const { column, width } of fitted) {
    left -= 1;
    const cell = column.cell(row, width);
    const used = lineWidth(cell);
    const cut = litLine(used > width ? sliceLine(cell, 0, width, true) : cell, lit);
    const fill = Math.max(0, width - used);
    const after = left === 0 ? 0 : gap;
    const isRight = column.align === 'right';
    if (isRight) line.push(padding(fill));
    for (const part of cut) line.push(part);
    if (left === fitted.length - 1 && !isRight) [nameEnd, nameFill] = [line.length, fill];
    line.push(padding(isRight ? after : fill + after));
  }
  if (lit.length === 0 || isShown(lineText(line), lit)) return line;
  const reason = reasonOf(unseenFinds(lineText(line), factsOf(row), lit), nameFill);
  if (reason.length === 0) return line;
  const blanks = padding((line[nameEnd]?.text.length ?? 0) - lineWidth(reason));
  return line.toSpliced(nameEnd, 1, ...litLine(reason, lit), blanks);
}

/** Below this a cut fact tells nothing. */
const leastReason = 8;

/** The first fact that a filter found and no column shows, as far as it fits in the blanks behind a name. */
function reasonOf([fact]: readonly string[], blanks: number): Line {
  if (fact === undefined || blanks - 1 < Math.min(leastReason, widthOf(visible(fact)))) return [];
  return [span(` ${cutMiddle(visible(fact), blanks - 1)}`, 'dim')];
}

function gapAfter(index: number, all: readonly unknown[]): string {
  return index === all.length - 1 ? '' : ' '.repeat(gap);
}

/** The widest of a column's title and possible words. */
export function widestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(widthOf));
}
