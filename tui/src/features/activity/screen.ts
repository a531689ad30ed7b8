import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import type { View } from '../../screen/feature.js';
import { emptyBody, tableBody } from '../../screen/list-body.js';
import { activityItem, activityRows } from './rows.js';
import { activityTable } from './table.js';
import { readJournal } from './tasks.js';

/** The Activity screen: what was said, and what was written to files and can be taken back. */
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
  const { empty } = messages;
  if (list.visible.length === 0) return emptyBody([filter === '' ? empty.noActivity : empty.noMatch], state);
  return tableBody(state, { table: activityTable, known: null, messages }, (id, drawn) => {
    const item = activityItem(state, id);
    return item === null ? null : drawn(item);
  });
}
