import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { emptyBody, tableBody } from '../../screen/list-body.js';
import { problemText } from '../../screen/problem-facts.js';
import { planTable, runTable } from './table.js';

/** The plan: what a run would do with each credential and why, or what it did. */
export function planView(state: AppState, messages: Messages): readonly Line[] {
  const { report, running, outcomes } = state.rotation;
  if (state.lists.rotation.list.visible.length === 0) return emptyBody(emptyText(state, messages), state);
  const table = report?.mode === 'plan' && running === null ? planTable : runTable;
  return tableBody(state, { table, known: null, messages }, (id, drawn) => {
    const outcome = outcomes.get(id);
    return outcome === undefined ? null : drawn(outcome);
  });
}

function emptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  const { problem, running } = state.rotation;
  if (problem !== null) return problemText(problem, messages);
  if (state.lists.rotation.filter !== '') return [empty.noMatch];
  return [running === null ? empty.noOutcomes : empty.planning];
}
