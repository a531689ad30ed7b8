import type { AppState } from '../../screen/app-state.js';
import type { Searchable } from '../../screen/filter.js';
import { type ActivityItem, activityTable } from './table.js';

/** The items behind rows, by id: a frame looks up as many as it has lines. */
const items = new WeakMap<readonly Searchable[], ReadonlyMap<string, ActivityItem>>();

/** What was said in this session and what was written to files, together by time. */
export function activityRows({ notices, journal, changes, lists }: AppState): readonly Searchable[] {
  const all: readonly ActivityItem[] = [
    ...notices.map((notice) => ({ kind: 'notice' as const, notice })),
    ...changes.map((change) => ({ kind: 'change' as const, change })),
    ...journal.map((write) => ({ kind: 'write' as const, write })),
  ];
  const rows = activityTable.sorted(all, lists.activity.sort, null);
  items.set(rows, new Map(all.map((item) => [activityTable.id(item), item])));
  return rows;
}

export function activityItem({ lists }: AppState, id: string): ActivityItem | null {
  return items.get(lists.activity.rows)?.get(id) ?? null;
}
