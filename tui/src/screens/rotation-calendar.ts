import type { Line } from '../components/line.js';
import { monthTable } from '../features/rotation/calendar-tables.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import { tableBody } from './list-body.js';
import { emptyView } from './rotation-empty.js';

/** The next three years, a month a row: what daily runs would do if the fleet stayed as it is. */
export function calendarView(state: AppState, messages: Messages): readonly Line[] {
  const { calendar } = state.rotation;
  const { empty } = messages.deployed;
  if (state.lists.rotation.list.visible.length === 0) {
    return emptyView(state, calendar, { asking: empty.calendar, nothing: empty.calendar }, messages);
  }
  const months = calendar.value?.months ?? new Map();
  const known = { most: Math.max(1, ...[...months.values()].map(({ renew }) => renew)) };
  return tableBody(state, { table: monthTable, known, messages }, (id, drawn) => {
    const month = months.get(id);
    return month === undefined ? null : drawn(month);
  });
}
