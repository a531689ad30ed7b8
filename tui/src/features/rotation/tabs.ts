import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import type { Asked } from '../../screen/asked.js';
import { fitText, type Line, type Span, span, widthOf, wrapText } from '../../screen/drawing/line.js';
import { emptyBody, noMatch } from '../../screen/empty-body.js';
import { problemText } from '../../screen/fact-lines.js';
import { listBody, tableBody } from '../../screen/list-body.js';
import { withKeys } from '../../screen/remedy.js';
import type { Rows } from '../../screen/rows.js';
import { monthTable } from '../../subjects/rotation/calendar-tables.js';
import { planTable, runTable } from '../../subjects/rotation/table.js';
import type { LogRow, RotationTab } from '../../subjects/rotation/views.js';
import { functionFact, functionRow, functionRows } from './function-facts.js';
import { changeTable, keptRunTable } from './kept-tables.js';
import { logTable, type NamedLogRow } from './log-table.js';

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

/** The differences between the last two runs, credential by credential. */
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
  return [...rows, ...remedyLines(state, messages)];
}

/** The remedy for an unreadable function; what is known of it stays above. */
function remedyLines(state: AppState, messages: Messages): readonly Line[] {
  const { rotation, size } = state;
  const { problem } = rotation.function;
  if (problem === null) return [];
  const { remedy } = translateProblem(problem, messages);
  const text = messages.labelled(messages.empty.remedy, visible(withKeys(remedy, state)));
  const lines = wrapText(text, Math.min(90, size.columns - 6));
  return [[], ...lines.map((line): Line => [span('   '), dim(line)])];
}

function dim(text: string): Span {
  return span(text, 'dim');
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
  runs: ({ rotation }) => keptRunTable.sorted(rotation.runs.value?.runs ?? [], null, null),
  changes: ({ rotation }) => changeTable.sorted(rotation.runs.value?.changes ?? [], null, null),
  calendar: ({ rotation }) =>
    monthTable.sorted([...(rotation.calendar.value?.months.values() ?? [])], null, { most: 1 }),
  log: (state) =>
    logTable.sorted(
      (state.rotation.log.value?.lines ?? []).map((line) => namedLogRow(state, line)),
      null,
      null,
    ),
};

function namedLogRow({ fleet }: Pick<AppState, 'fleet'>, line: LogRow): NamedLogRow {
  const { record } = line;
  const name = record?.kind === 'step' ? fleet.clusters.get(record.cluster)?.name : undefined;
  return { ...line, clusterName: name ?? null };
}
