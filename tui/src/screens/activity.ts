import type { Line } from '../components/line.js';
import { activityTable } from '../features/activity/table.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import { activityItem } from '../state/rows/activity-rows.js';
import { emptyBody, tableBody } from './list-body.js';

/** The Activity screen: what was said, and what was written to files and can be taken back. */
export function activityList(state: AppState, messages: Messages): readonly Line[] {
  const { list, filter } = state.lists.activity;
  const { empty } = messages;
  if (list.visible.length === 0) return emptyBody([filter === '' ? empty.noActivity : empty.noMatch], state);
  return tableBody(state, { table: activityTable, known: null, messages }, (id, drawn) => {
    const item = activityItem(state, id);
    return item === null ? null : drawn(item);
  });
}
