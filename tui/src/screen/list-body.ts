import { visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { fitTable, rowLine, titleLine } from './columns.js';
import { fitLine, type Line, type Span, span } from './drawing/line.js';
import { listHeight } from './empty-body.js';
import { groupingText, groupOfRow } from './groups.js';
import { type ListState, selectedId } from './list.js';
import { currentScreen } from './list-screen.js';
import type { ColumnId } from './sorting.js';
import type { DefinedTable } from './table.js';

export interface ListRow {
  /** One column: the state of the row's subject. */
  readonly sign: Span;
  readonly line: Line;
}

/** A list's visible rows under its column titles. Only these are rendered. */
export function listBody(
  state: AppState,
  list: ListState,
  titles: Line,
  rowOf: (id: string) => ListRow,
): readonly Line[] {
  const { columns } = state.size;
  const whole = (id: string, isSelected: boolean): Line => {
    const { sign, line } = rowOf(id);
    const isMarked = list.marks.has(id);
    const lead = [
      span(isSelected ? '▌' : isMarked ? '✓' : ' ', 'accent'),
      // A mark never covers it: what is marked may be the current context, or a cluster that is stopped.
      sign,
      span(isMarked ? '›' : ' ', 'accent'),
    ];
    return [...lead, ...line];
  };
  const window = list.visible.slice(list.top, list.top + listHeight(state));
  const rows = keptLines(state, window, (id) => whole(id, false));
  const selected = selectedId(list);
  if (selected !== null) {
    const line = fitLine(whole(selected, true), columns);
    rows[list.cursor - list.top] = line.map((part) => ({ ...part, ground: 'selected' }));
  }
  return [[span('   '), ...titles], ...rows];
}

export interface ShownTable<Row extends object, Known> {
  readonly table: DefinedTable<Row, Known>;
  readonly known: Known;
  readonly messages: Messages;
  /** A column whose every value is the same, which is said beside the screen's name; shown while it sorts. */
  readonly folded?: ColumnId | null;
}

/** A table in the shown screen's window; `rowOf` draws the row with an id, or null if it is gone. */
export function tableBody<Row extends object, Known>(
  state: AppState,
  { table, known, messages, folded = null }: ShownTable<Row, Known>,
  rowOf: (id: string, drawn: (row: Row) => ListRow) => ListRow | null,
): readonly Line[] {
  const { list, rows, sort, found } = currentScreen(state);
  const width = state.size.columns - 4;
  const isShown = (column: ColumnId | undefined) =>
    folded === null || column !== folded || column === sort.column;
  const columns = table.columns.filter((column) => isShown(column.sort?.column));
  const reader = { ...state, messages };
  const fitted = fitTable({ columns }, { sort, width, known, reader, rows });
  const factsOf = (row: Row): readonly string[] => table.unsaidOf(row, known, reader);
  const drawn = (row: Row): ListRow => ({
    sign: table.sign(row, state),
    line: rowLine(fitted, row, found.lit, factsOf),
  });
  return listBody(state, list, titleLine(fitted), (id) => {
    if (list.groups.has(id)) return groupTitle(state, id, messages);
    return rowOf(id, drawn) ?? { sign: span(' '), line: [] };
  });
}

/** A group's title: its name, and its number of rows. */
function groupTitle(state: AppState, id: string, messages: Messages): ListRow {
  const { list, grouping } = currentScreen(state);
  const name = groupOfRow(id) ?? '';
  const missing = groupingText(grouping?.by ?? '', messages).replace(/^tag:/, '');
  const isFolded = grouping?.folded.has(name) === true;
  return {
    sign: span(isFolded ? '▸' : '▾', 'accent'),
    line: [
      span(name === '' ? messages.groups.without(missing) : visible(name), 'strong'),
      span(`  ${list.groups.get(id)?.length ?? 0}`, 'dim'),
    ],
  };
}

/** The lines of a list's rows in the last frame, by row. */
let last: { readonly state: AppState; readonly lines: ReadonlyMap<string, Line> } | null = null;

/**
 * The lines of these rows of the shown list, drawn anew only where a key can have changed them: what most keys change
 * is where the cursor is, which no line of another row shows. A kept line is the very same object, which is not
 * painted again.
 */
function keptLines(state: AppState, ids: readonly string[], draw: (id: string) => Line): Line[] {
  const known = last !== null && isSameButCursor(last.state, state) ? last.lines : null;
  const drawn = new Map<string, Line>();
  const lines = ids.map((id) => {
    const line = known?.get(id) ?? draw(id);
    drawn.set(id, line);
    return line;
  });
  last = { state, lines: drawn };
  return lines;
}

function isSameButCursor(one: AppState, other: AppState): boolean {
  const { screen } = other;
  const [ones, others] = [one.lists[screen], other.lists[screen]];
  return (
    isSameExcept(one, other, ['lists', 'lastKeyAt', 'copied', 'click', 'prompt', 'notice']) &&
    isSameExcept(one.lists, other.lists, [screen]) &&
    isSameExcept(ones, others, ['list', 'pursued']) &&
    isSameExcept(ones.list, others.list, ['cursor', 'isHeld', 'top'])
  );
}

/** Whether two values have the same parts, by identity, but for these. */
export function isSameExcept<T extends object>(one: T, other: T, except: readonly (keyof T)[]): boolean {
  for (const key in other) if (one[key] !== other[key] && !except.includes(key)) return false;
  return true;
}
