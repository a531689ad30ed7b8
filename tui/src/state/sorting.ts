/** What lists can be sorted by; the same word means the same on every screen. */
export const columnIds = [
  'name',
  'region',
  'kind',
  'version',
  'state',
  'life',
  'server',
  'file',
  'identity',
  'cluster',
  'end',
  'status',
  'count',
  'decision',
  'time',
] as const;

export type ColumnId = (typeof columnIds)[number];

export interface Sort {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

/** Sorts by a column; by the same column again, the other way around. */
export function sortBy(sort: Sort, column: ColumnId): Sort {
  if (sort.column !== column) return { column, isDescending: false };
  return { column, isDescending: !sort.isDescending };
}

/** Names with numbers in them sort as people count: `node-9` before `node-10`. */
function compareText(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b);
}

let collator: Intl.Collator | null = null;

type SortKey = string | number | null;

/** How the items of a screen are sorted: the key of each column it has, and the name that breaks ties. */
export interface SortKeys<Item> {
  readonly columns: Partial<Readonly<Record<ColumnId, (item: Item) => SortKey>>>;
  readonly tie: (item: Item) => string;
}

/** Items in order. Those with nothing in the column come last either way. */
export function sortItems<Item>(items: readonly Item[], sort: Sort, keys: SortKeys<Item>): readonly Item[] {
  const keyOf = keys.columns[sort.column] ?? keys.tie;
  const direction = sort.isDescending ? -1 : 1;
  const decorated = items.map((item) => ({ item, key: keyOf(item), tie: keys.tie(item) }));
  decorated.sort((a, b) => compareKeys(a.key, b.key, direction) || compareText(a.tie, b.tie));
  return decorated.map(({ item }) => item);
}

function compareKeys(a: SortKey, b: SortKey, direction: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
  return compareText(String(a), String(b)) * direction;
}
