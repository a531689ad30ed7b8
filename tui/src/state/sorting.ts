export interface Sort<Column extends string> {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** Sorts by a column; by the same column again, the other way around. */
export function sortBy<Column extends string>(sort: Sort<Column>, column: Column): Sort<Column> {
  if (sort.column !== column) return { column, isDescending: false };
  return { column, isDescending: !sort.isDescending };
}

/** Names with numbers in them sort as people count: `node-9` before `node-10`. */
export const compareText = new Intl.Collator('en', { numeric: true }).compare;

/** Rows with nothing in the column come last either way. */
export function compareNullable(a: number | null, b: number | null, direction: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return (a - b) * direction;
}
