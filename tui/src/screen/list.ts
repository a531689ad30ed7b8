/** A list of rows by id, its cursor, and the visible window. */
export interface ListState {
  /** The filtered rows, in sort order. */
  readonly visible: readonly string[];
  readonly cursor: number;
  /** The cursor is on the result of an operation, and follows it from the first place too. */
  readonly isHeld: boolean;
  /** The row at the top of the window. */
  readonly top: number;
  readonly marks: ReadonlySet<string>;
  /** The rows of each group by the id of its title, including folded ones; empty without groups. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

export const emptyList: ListState = {
  visible: [],
  cursor: 0,
  isHeld: false,
  top: 0,
  marks: new Set(),
  groups: new Map(),
};

export function selectedId(list: ListState): string | null {
  return list.visible[list.cursor] ?? null;
}

/** The marked ones of the filtered rows, in the order shown. */
export function markedIds(list: ListState): readonly string[] {
  return list.marks.size === 0 ? [] : foundIds(list).filter((id) => list.marks.has(id));
}

/** The filtered rows, in the order shown, without titles and including folded ones. */
export function foundIds({ visible, groups }: ListState): readonly string[] {
  return groups.size === 0 ? visible : [...groups.values()].flat();
}

/** The cursor's row number, from 1, not counting the titles of groups: null on one of these. */
export function positionIn(list: ListState): { readonly at: number | null; readonly of: number } {
  const { visible, groups, cursor } = list;
  if (groups.size === 0) return { at: visible.length === 0 ? null : cursor + 1, of: visible.length };
  const of = [...groups.values()].reduce((sum, ids) => sum + ids.length, 0);
  let [line, before] = [0, 0];
  for (const [title, ids] of groups) {
    if (line === cursor) return { at: null, of };
    // A folded group shows only its title.
    const shown = visible[line + 1] === ids[0] && ids[0] !== undefined ? ids.length : 0;
    if (cursor <= line + shown && visible[line] === title) return { at: before + cursor - line, of };
    line += 1 + shown;
    before += ids.length;
  }
  return { at: null, of };
}

export function moveTo(list: ListState, cursor: number): ListState {
  const last = Math.max(0, list.visible.length - 1);
  return { ...list, cursor: Math.min(Math.max(0, cursor), last), isHeld: false };
}

/** Moves to the result of an operation: where new rows take its place, the cursor goes with it. */
export function holdAt(list: ListState, cursor: number): ListState {
  return { ...moveTo(list, cursor), isHeld: true };
}

export function moveBy(list: ListState, rows: number): ListState {
  return moveTo(list, list.cursor + rows);
}

/** Moves the window by so many rows; the cursor only where its row would leave it. */
export function scrollBy(list: ListState, rows: number, height: number): ListState {
  const highest = Math.max(0, list.visible.length - height);
  const top = Math.min(Math.max(0, list.top + rows), highest);
  if (top === list.top) return list;
  const cursor = Math.min(Math.max(top, list.cursor), top + height - 1);
  return { ...(cursor === list.cursor ? list : moveTo(list, cursor)), top };
}

/** Marks or unmarks the row under the cursor, or for a title its group, and moves to the next. */
export function toggleMark(list: ListState): ListState {
  const selected = selectedId(list);
  if (selected === null) return list;
  const marks = new Set(list.marks);
  const members = list.groups.get(selected) ?? [selected];
  const isMarked = members.every((id) => marks.has(id));
  for (const id of members)
    if (isMarked) marks.delete(id);
    else marks.add(id);
  return moveBy({ ...list, marks }, 1);
}

/** Marks the rows between the cursor and the nearest mark, above rather than below, with both; without one, its row. */
export function markRange(list: ListState): ListState {
  const { visible, cursor, groups } = list;
  const isMarked = (id: string) => list.marks.has(id);
  const above = visible.slice(0, cursor).findLastIndex(isMarked);
  const below = visible.slice(cursor).findIndex(isMarked);
  const [from, to] = above !== -1 ? [above, cursor] : [cursor, cursor + Math.max(0, below)];
  const between = visible.slice(from, to + 1).filter((id) => !groups.has(id));
  return { ...list, marks: new Set([...list.marks, ...between]) };
}

/** Marks every filtered row, or none if all were marked already. */
export function toggleAllMarks(list: ListState): ListState {
  const found = foundIds(list);
  const isAllMarked = found.every((id) => list.marks.has(id));
  const marks = new Set(list.marks);
  for (const id of found) {
    if (isAllMarked) marks.delete(id);
    else marks.add(id);
  }
  return { ...list, marks };
}

/**
 * New rows under the same cursor: the selected row stays selected and on its line of the screen, so that a refresh
 * never moves what the user is about to press Enter on.
 */
export function withRows(
  list: ListState,
  visible: readonly string[],
  groups: ListState['groups'] = new Map(),
): ListState {
  const isAtStart = list.cursor === 0 && list.top === 0 && !list.isHeld;
  const selected = isAtStart ? null : selectedId(list);
  const found = selected === null ? -1 : visible.indexOf(selected);
  const cursor = found === -1 ? Math.min(list.cursor, Math.max(0, visible.length - 1)) : found;
  return { ...list, visible, groups, cursor, top: Math.max(0, list.top + cursor - list.cursor) };
}

/** Scrolls the window to the cursor, as little as possible. */
export function settle(list: ListState, height: number): ListState {
  const rows = Math.max(1, height);
  const highest = Math.max(0, list.visible.length - rows);
  let top = Math.min(list.top, highest);
  if (list.cursor < top) top = list.cursor;
  if (list.cursor >= top + rows) top = list.cursor - rows + 1;
  return top === list.top ? list : { ...list, top };
}
