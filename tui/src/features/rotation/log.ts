import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { tableBody } from '../../screen/list-body.js';
import { emptyView } from './empty.js';
import { logTable } from './log-table.js';
import { namedLogRow } from './rows.js';

/** What the function wrote in the last day, newest first; its own lines in words. */
export function logView(state: AppState, messages: Messages): readonly Line[] {
  const { log } = state.rotation;
  const { empty } = messages.deployed;
  if (state.lists.rotation.list.visible.length === 0) {
    return emptyView(state, log, { asking: empty.askingLog, nothing: empty.log }, messages);
  }
  const byId = new Map(log.value?.lines.map((line) => [line.id, line]));
  return tableBody(state, { table: logTable, known: null, messages }, (id, drawn) => {
    const line = byId.get(id);
    return line === undefined ? null : drawn(namedLogRow(state, line));
  });
}
