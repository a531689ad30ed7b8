import type { ColumnId, SortActionId } from '../messages/columns/en.js';

export type { ColumnId };

/** The action that sorts by a column. Settings name it. */
export function sortActionOf(column: ColumnId): SortActionId {
  return `sort${column.charAt(0).toUpperCase()}${column.slice(1)}` as SortActionId;
}

export interface Sort {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

/** Sorts by a column; by the same column again, the other way around. */
export function sortBy(sort: Sort, column: ColumnId): Sort {
  if (sort.column !== column) return { column, isDescending: false };
  return { column, isDescending: !sort.isDescending };
}

/** What an item is compared by; null comes last. */
export type SortKey = string | number | null;

/** How the items of a screen are sorted: the key of each column it has, and the name that breaks ties. */
export interface SortKeys<Item> {
  readonly columns: Partial<Readonly<Record<ColumnId, (item: Item) => SortKey>>>;
  readonly tie: (item: Item) => string;
}

/** Items in order. Those with nothing in the column come last either way. */
export function sortItems<Item extends object>(
  items: readonly Item[],
  sort: Sort,
  keys: SortKeys<Item>,
): readonly Item[] {
  const tied = inOrderOf(items, keys.tie);
  const column = keys.columns[sort.column] ?? keys.tie;
  if (column === keys.tie) return sort.isDescending ? tied.toReversed() : tied;
  const groups = Map.groupBy(tied, column);
  const values = inOrder([...groups.keys()].filter((value) => value !== null));
  if (sort.isDescending) values.reverse();
  return [...values, null].flatMap((value) => groups.get(value) ?? []);
}

/** Numbers by size, texts by their order keys; a column has only one or the other. */
function inOrder(values: readonly (string | number)[]): (string | number)[] {
  const keyed = values.map((value) => ({ value, key: typeof value === 'number' ? value : orderKey(value) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ value }) => value);
}

/** What an item was compared by the last time, which it mostly is the next time too. */
const orderKeys = new WeakMap<object, { readonly text: string; readonly key: string }>();

/** The text that a list is in the order of, when it came from here. */
const orders = new WeakMap<object, unknown>();

/** Items by a text of theirs. Most have been sorted before, and only few came in between. */
export function inOrderOf<Item extends object>(
  items: readonly Item[],
  textOf: (item: Item) => string,
): readonly Item[] {
  if (orders.get(items) === textOf) return items;
  const keyed = items.map((item) => ({ item, key: keyOf(item, textOf(item)) }));
  const isSorted = keyed.every(({ key }, index) => index === 0 || (keyed[index - 1]?.key ?? '') <= key);
  if (!isSorted) keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const ordered = isSorted ? items : keyed.map(({ item }) => item);
  orders.set(ordered, textOf);
  return ordered;
}

function keyOf(item: object, text: string): string {
  const known = orderKeys.get(item);
  if (known?.text === text) return known.key;
  const key = orderKey(text);
  orderKeys.set(item, { text, key });
  return key;
}

/**
 * What a name is compared by, with `<`, so that names sort as people count and read: `node-9` before `node-10`,
 * letters of either case together, accents aside. A collator takes many times as long, seconds in all while a
 * large fleet comes in.
 */
export function orderKey(name: string): string {
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : name.normalize('NFKD').replace(/\p{M}/gu, '');
  // The name itself at the end keeps the order the same where all else is equal.
  return `${plain.toLowerCase().replace(/\d+/g, counted)}\0${name}`;
}

/** A number by its length and then its digits. */
function counted(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  return `${String(significant.length).padStart(2, '0')}:${significant}`;
}
