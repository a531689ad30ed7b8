import type { Line } from '../components/line.js';
import { planTable, runTable } from '../features/rotation/table.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import { emptyBody, tableBody } from './list-body.js';
import { problemText } from './problem-facts.js';

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
