import { type ColumnId, columns, type SortActionId } from '../messages/columns.js';

export type { ColumnId };

/** The action that sorts by a column. Settings refer to it. */
export function sortActionOf(column: ColumnId): SortActionId {
  return `sort${column.charAt(0).toUpperCase()}${column.slice(1)}` as SortActionId;
}

/** The column that an action sorts by; null for any other action. */
export function sortedColumn(action: string): ColumnId | null {
  return columnOf.get(action) ?? null;
}

const columnOf: ReadonlyMap<string, ColumnId> = new Map(
  (Object.keys(columns) as ColumnId[]).map((column) => [sortActionOf(column), column]),
);

export interface Sort {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

/** Sorts by a column; by the same column again, in reverse. */
export function sortBy(sort: Sort, column: ColumnId): Sort {
  if (sort.column !== column) return { column, isDescending: false };
  return { column, isDescending: !sort.isDescending };
}

/**
 * The key by which names are compared with `<`, in natural order: `node-9` before `node-10`, ignoring case and
 * accents. A collator takes many times as long, seconds in total while a large fleet arrives.
 */
export function orderKey(name: string): string {
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : name.normalize('NFKD').replace(/\p{M}/gu, '');
  // The name itself at the end makes the order of otherwise equal names stable.
  return `${plain.toLowerCase().replace(/\d+/g, counted)}\0${name}`;
}

/** A number by its length and then its digits. */
function counted(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  return `${String(significant.length).padStart(2, '0')}:${significant}`;
}
