import { monthTable } from '../../features/rotation/calendar-tables.js';
import { changeTable, keptRunTable } from '../../features/rotation/kept-tables.js';
import { logTable, type NamedLogRow } from '../../features/rotation/log-table.js';
import { runTable } from '../../features/rotation/table.js';
import type { Searchable } from '../../screen/filter.js';
import type { AppState } from '../app-state.js';
import type { LogRow, RotationTab } from '../rotation-views.js';
import { functionRows } from './function-rows.js';

/** The rows of the view that is open on the Rotation screen. */
export function rotationRows(state: AppState): readonly Searchable[] {
  return rowsOfTab[state.rotation.tab](state);
}

const rowsOfTab: Readonly<Record<RotationTab, (state: AppState) => readonly Searchable[]>> = {
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
