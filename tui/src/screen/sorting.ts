import type { ColumnId, SortActionId } from '../messages/columns.js';

export type { ColumnId };

/** The action that sorts by a column. Settings refer to it. */
export function sortActionOf(column: ColumnId): SortActionId {
  return `sort${column.charAt(0).toUpperCase()}${column.slice(1)}` as SortActionId;
}

export interface Sort {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

/** Sorts by a column; by the same column again, in reverse. */
export function sortBy(sort: Sort, column: ColumnId): Sort {
  if (sort.column !== column) return { column, isDescending: false };
  return { column, isDescending: !sort.isDescending };
}
