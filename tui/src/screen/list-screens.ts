import type { Found } from './filter.js';
import { emptyList, type ListState } from './list.js';
import { type Grouping, noRows, type Rows } from './rows.js';
import type { ScreenName } from './screen-name.js';
import type { Sort } from './sorting.js';

/** A screen's own part of the state: its rows, the filtered ones, and the cursor. */
export interface ListScreen {
  readonly list: ListState;
  /** Every row in sort order, prepared for the filter. */
  readonly rows: Rows;
  readonly filter: string;
  /** The input of the rows, and the filter applied to them. */
  readonly made: readonly unknown[];
  readonly sought: string;
  /** How the filter found the visible rows. */
  readonly found: Omit<Found, 'ids' | 'called'>;
  readonly sort: Sort;
  /** Null for an ungrouped list. */
  readonly grouping: Grouping | null;
  /** The row that the cursor moves to once it exists: the result of an operation. Any key before that cancels it. */
  readonly pursued: string | null;
}

export type ListScreens = Readonly<Record<ScreenName, ListScreen>>;

const startSorts: Readonly<Record<ScreenName, Sort>> = {
  clusters: { column: 'region', isDescending: false },
  contexts: { column: 'life', isDescending: false },
  expiry: { column: 'end', isDescending: false },
  access: { column: 'end', isDescending: false },
  rotation: { column: 'decision', isDescending: false },
  activity: { column: 'time', isDescending: true },
};

function emptyScreen(sort: Sort): ListScreen {
  return {
    list: emptyList,
    rows: noRows,
    made: [],
    sought: '',
    filter: '',
    found: { unknown: null, uncompared: null, lit: [] },
    sort,
    grouping: null,
    pursued: null,
  };
}

export const emptyListScreens: ListScreens = {
  clusters: emptyScreen(startSorts.clusters),
  contexts: emptyScreen(startSorts.contexts),
  expiry: emptyScreen(startSorts.expiry),
  access: emptyScreen(startSorts.access),
  rotation: emptyScreen(startSorts.rotation),
  activity: emptyScreen(startSorts.activity),
};
