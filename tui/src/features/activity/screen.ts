import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { emptyBody, noMatch } from '../../screen/empty-body.js';
import type { View } from '../../screen/feature.js';
import { tableBody } from '../../screen/list-body.js';
import type { Rows } from '../../screen/rows.js';
import { type ActivityItem, activityTable } from '../../subjects/journal/table.js';
import { readJournal } from '../../subjects/journal/tasks.js';

/** The items behind rows, by id: a frame looks up as many as it has lines. */
const items = new WeakMap<Rows, ReadonlyMap<string, ActivityItem>>();

/** The Activity screen: messages, and writes that can be undone. */
export const activityView: View = {
  rows: activityRows,
  madeOf: ({ notices, journal, changes }) => [notices, journal, changes],
  body: activityList,
  crumb: (_, { crumbs }) => crumbs.journal,
  opens: () => [readJournal()],
  reloads: () => [readJournal()],
  clusterOf: () => null,
  subjectOf: (_, row) => ({ kind: 'activity', id: row }),
  nameOf: ({ notices }, row) => notices.find(({ serial }) => `notice:${serial}` === row)?.text ?? row,
};

function activityList(state: AppState, messages: Messages): readonly Line[] {
  const { list, filter } = state.lists.activity;
  if (list.visible.length === 0) {
    return emptyBody(filter === '' ? [messages.empty.noActivity] : noMatch(state, messages), state);
  }
  return tableBody(state, { table: activityTable, known: null, messages }, (id, drawn) => {
    const item = activityItem(state, id);
    return item === null ? null : drawn(item);
  });
}

/** This session's messages and the writes to files, merged by time. */
function activityRows({ notices, journal, changes, lists }: AppState): Rows {
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
