import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { tableBody } from '../../screen/list-body.js';
import { emptyView } from './empty.js';
import { changeTable, keptRunTable } from './kept-tables.js';

/** The runs that the sinks keep, newest first. */
export function runsView(state: AppState, messages: Messages): readonly Line[] {
  const { runs } = state.rotation;
  const { empty } = messages.deployed;
  if (state.lists.rotation.list.visible.length === 0) {
    return emptyView(state, runs, { asking: empty.askingRuns, nothing: empty.runs }, messages);
  }
  const byId = new Map(runs.value?.runs.map((run) => [run.runId, run]));
  return tableBody(state, { table: keptRunTable, known: null, messages }, (id, drawn) => {
    const run = byId.get(id);
    return run === undefined ? null : drawn(run);
  });
}

/** What is different between the last two runs, credential by credential. */
export function changesView(state: AppState, messages: Messages): readonly Line[] {
  const { runs } = state.rotation;
  const { empty } = messages.deployed;
  if (state.lists.rotation.list.visible.length === 0) {
    const hasTwo = runs.value !== null && runs.value.latest !== null && runs.value.previous !== null;
    const words = { asking: empty.askingRuns, nothing: hasTwo ? empty.changes : empty.oneRun };
    return emptyView(state, runs, words, messages);
  }
  const byId = new Map(runs.value?.changes.map((change) => [changeTable.id(change), change]));
  return tableBody(state, { table: changeTable, known: null, messages }, (id, drawn) => {
    const change = byId.get(id);
    return change === undefined ? null : drawn(change);
  });
}
