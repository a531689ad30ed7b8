import type { ActionId } from '../../keys/action-id.js';
import type { Transition } from '../step.js';
import { clusterActions } from './cluster-actions.js';
import { dialogActions } from './dialog-actions.js';
import { globalActions } from './global-actions.js';
import { listActions } from './list-actions.js';
import { sortActions } from './sort-actions.js';

/** What every action does; an action without its transition fails the build. */
export const actions: Readonly<Record<ActionId, Transition>> = {
  ...globalActions,
  ...listActions,
  ...sortActions,
  ...clusterActions,
  ...dialogActions,
};
