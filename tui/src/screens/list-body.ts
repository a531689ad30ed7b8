import { fitLine, type Line, type Span, span, widthOf, wrapText } from '../components/line.js';
import type { AppState } from '../state/app-state.js';
import { bodyHeight, listHeight } from '../state/layout.js';
import type { ListState } from '../state/list.js';
import type { ColumnId, Sort } from '../state/sorting.js';

export interface ListRow {
  /** One column: the state of the row's subject. */
  readonly sign: Span;
  readonly line: Line;
}

/** A list's window under its column titles. Only the rows that show are made into text. */
export function listBody(
  state: AppState,
  list: ListState,
  titles: Line,
  rowOf: (id: string) => ListRow,
): readonly Line[] {
  const { columns } = state.size;
  const window = list.visible.slice(list.top, list.top + listHeight(state));
  const rows = window.map((id, index) => {
    const { sign, line } = rowOf(id);
    const isMarked = list.marks.has(id);
    const isSelected = list.top + index === list.cursor;
    const lead = [
      span(isSelected ? '▌' : ' ', 'accent'),
      isMarked ? span('✓', 'accent') : sign,
      span(isMarked ? '›' : ' ', 'accent'),
    ];
    const whole = fitLine([...lead, ...line], columns);
    return isSelected ? whole.map((part) => ({ ...part, ground: 'selected' as const })) : whole;
  });
  return [[span('   '), ...titles], ...rows];
}

/** A column's title with the arrow of the sort. */
export function titled(title: string, sort: Sort, column: ColumnId): string {
  if (sort.column !== column) return title;
  return `${title} ${sort.isDescending ? '↓' : '↑'}`;
}

/** What is said in the middle of a body that has no rows. */
export function emptyBody(paragraphs: readonly string[], state: AppState): readonly Line[] {
  const { columns } = state.size;
  const lines = paragraphs.flatMap((text) => wrapText(text, Math.min(76, columns - 8)));
  const above = Math.max(1, Math.floor((bodyHeight(state) - lines.length) / 3));
  const widest = Math.max(...lines.map(widthOf));
  const left = ' '.repeat(Math.max(0, Math.floor((columns - widest) / 2)));
  return [
    ...Array.from({ length: above }, (): Line => []),
    ...lines.map((text) => [span(left + text, 'dim')]),
  ];
}
