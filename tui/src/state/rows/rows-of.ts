import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import type { ScreenName } from '../screen-name.js';
import { accessRows } from './access-rows.js';
import { activityRows } from './activity-rows.js';
import { clusterRows } from './cluster-rows.js';
import { contextRows } from './context-rows.js';
import { expiryRows } from './expiry-rows.js';
import { rotationRows } from './rotation-rows.js';

/** Every screen's rows from the state, in the order of its sort. */
export const rowsOf: Readonly<Record<ScreenName, (state: AppState) => readonly Searchable[]>> = {
  clusters: clusterRows,
  contexts: contextRows,
  expiry: expiryRows,
  access: accessRows,
  rotation: rotationRows,
  activity: activityRows,
};
