import type { Line } from '../components/line.js';
import { logTable } from '../features/rotation/log-table.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import { namedLogRow } from '../state/rows/rotation-rows.js';
import { tableBody } from './list-body.js';
import { emptyView } from './rotation-empty.js';

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
