import { accessRows } from '../features/access/rows.js';
import { activityRows } from '../features/activity/rows.js';
import { clusterRows, failedRegionRows } from '../features/clusters/rows.js';
import { orphanRows } from '../features/contexts/orphans.js';
import { contextRows } from '../features/contexts/rows.js';
import { expiryRows } from '../features/expiry/rows.js';
import { rotationRows } from '../features/rotation/rows.js';
import type { AppState } from './app-state.js';
import { filteredIds, type Searchable } from './filter.js';
import { withRows } from './list.js';
import { withScreen } from './list-screen.js';
import { type ScreenName, screenNames } from './screen-name.js';

/** Where a screen's rows come from. */
interface RowSource {
  /** In the order of the screen's sort. */
  readonly rows: (state: AppState) => readonly Searchable[];
  /** What failed or is left over: told of as long as nothing is sought. */
  readonly extra?: (state: AppState) => readonly string[];
  /** The parts of the state that rows are made of: they are made anew when one of them is another. */
  readonly madeOf: (state: AppState) => readonly unknown[];
}

const sources: Readonly<Record<ScreenName, RowSource>> = {
  clusters: {
    rows: clusterRows,
    extra: failedRegionRows,
    madeOf: ({ fleet, kubeconfigs }) => [fleet.clusters, fleet.regions, kubeconfigs.byCluster],
  },
  contexts: {
    rows: contextRows,
    extra: orphanRows,
    madeOf: ({ kubeconfigs }) => [kubeconfigs.entries, kubeconfigs.inventory],
  },
  expiry: { rows: expiryRows, madeOf: ({ holders }) => [holders.expiry] },
  access: {
    rows: accessRows,
    madeOf: ({ holders, access }) => [holders.answers, holders.identities, access.grouping],
  },
  rotation: {
    rows: rotationRows,
    madeOf: ({ rotation }) => [
      rotation.tab,
      rotation.outcomes,
      rotation.function.value,
      rotation.function.problem,
      rotation.runs.value,
      rotation.calendar.value,
      rotation.log.value,
    ],
  },
  activity: { rows: activityRows, madeOf: ({ notices, journal, changes }) => [notices, journal, changes] },
};

/** The rows of every screen after a step: made, sorted and filtered anew where something else is to be shown. */
export function withRowsOf(before: AppState, state: AppState): AppState {
  return screenNames.reduce((next, name) => withRowsOfScreen(before, next, name), state);
}

function withRowsOfScreen(before: AppState, state: AppState, name: ScreenName): AppState {
  const { rows: make, extra, madeOf } = sources[name];
  const [was, is] = [before.lists[name], state.lists[name]];
  const parts = madeOf(state);
  const isMade = was.sort === is.sort && madeOf(before).every((part, index) => part === parts[index]);
  if (isMade && was.filter === is.filter) return state;
  const rows = isMade ? is.rows : make(state);
  const others = is.filter === '' ? (extra?.(state) ?? []) : [];
  return withScreen(state, name, {
    rows,
    list: withRows(is.list, [...filteredIds(is.filter, rows), ...others]),
  });
}
