import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Asked } from '../../screen/asked.js';
import { fitText, type Line, span, widthOf } from '../../screen/drawing/line.js';
import { emptyBody, noMatch } from '../../screen/empty-body.js';
import { problemText } from '../../screen/fact-lines.js';
import { listBody, tableBody } from '../../screen/list-body.js';
import type { Rows } from '../../screen/rows.js';
import { monthTable } from '../../subjects/rotation/calendar-tables.js';
import { planTable, runTable } from '../../subjects/rotation/table.js';
import type { RotationTab } from '../../subjects/rotation/views.js';
import { functionFact, functionRow, functionRows } from './function-facts.js';
import { historyRows, remedyLines } from './history.js';

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
  if (problem !== null) return problemText(problem, messages, state);
  if (state.lists.rotation.filter !== '') return noMatch(state, messages);
  return [running === null ? empty.noOutcomes : empty.planning];
}

/** The next three years, one row per month: what daily runs would do if the fleet stayed as it is. */
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

/** The deployed function, one fact per row: whether it works, when it runs and ran, and what it is. */
export function functionView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  const { deployed } = messages;
  if (list.visible.length === 0) {
    const words = { asking: deployed.empty.function, nothing: deployed.empty.function };
    return emptyView(state, state.rotation.function, words, messages);
  }
  const labelWidth = Math.max(...Object.values(deployed.facts).map(widthOf)) + 3;
  const rows = listBody(state, list, [], (id) => {
    const row = functionRow(id);
    const { value, sign } = functionFact(state, row, messages);
    const label = span(fitText(deployed.facts[row.kind], labelWidth), 'dim');
    return { sign, line: [label, ...value] };
  });
  return [...rows, ...remedyLines(state, state.rotation.function.problem, messages)];
}

interface EmptyWords {
  /** Shown until there is an answer. */
  readonly asking: string;
  /** Shown if the answer is empty. */
  readonly nothing: string;
}

/** The text of a view without rows: the filter, the error and its remedy, or that there is nothing. */
function emptyView(
  state: AppState,
  { problem, value }: Asked<unknown>,
  { asking, nothing }: EmptyWords,
  messages: Messages,
): readonly Line[] {
  if (state.lists.rotation.filter !== '') return emptyBody(noMatch(state, messages), state);
  if (problem !== null) return emptyBody(problemText(problem, messages, state), state);
  return emptyBody([value === null ? asking : nothing], state);
}

/** The rows of the open view on the Rotation screen. */
export function rotationRows(state: AppState): Rows {
  return rowsOfTab[state.rotation.tab](state);
}

const rowsOfTab: Readonly<Record<RotationTab, (state: AppState) => Rows>> = {
  plan: ({ rotation, lists }) => runTable.sorted([...rotation.outcomes.values()], lists.rotation.sort, null),
  function: functionRows,
  runs: historyRows,
  calendar: ({ rotation }) =>
    monthTable.sorted([...(rotation.calendar.value?.months.values() ?? [])], null, { most: 1 }),
};
