import type { AppState } from '../../screen/app-state.js';
import type { Rows } from '../../screen/rows.js';
import { monthTable } from '../../subjects/rotation/calendar-tables.js';
import { runTable } from '../../subjects/rotation/table.js';
import type { LogRow, RotationTab } from '../../subjects/rotation/views.js';
import { functionRows } from './function-facts.js';
import { changeTable, keptRunTable } from './kept-tables.js';
import { logTable, type NamedLogRow } from './log-table.js';

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

export function namedLogRow({ fleet }: Pick<AppState, 'fleet'>, line: LogRow): NamedLogRow {
  const { record } = line;
  const name = record?.kind === 'step' ? fleet.clusters.get(record.cluster)?.name : undefined;
  return { ...line, clusterName: name ?? null };
}
