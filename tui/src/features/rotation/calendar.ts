import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { tableBody } from '../../screen/list-body.js';
import { monthTable } from './calendar-tables.js';
import { emptyView } from './empty.js';

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
