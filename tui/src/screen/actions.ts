import { accessActions } from '../features/access/actions.js';
import { kubeconfigActions } from '../features/contexts/actions.js';
import { rotationActions } from '../features/rotation/actions.js';
import type { ActionId } from './action-id.js';
import { dialogActions } from './dialog-actions.js';
import { globalActions } from './global-actions.js';
import { listActions } from './list-actions.js';
import { overlayActions } from './overlay-actions.js';
import { screenActions } from './screen-actions.js';
import { sortActions } from './sort-actions.js';
import type { Transition } from './step.js';

/** What every action does; an action without its transition fails the build. */
export const actions: Readonly<Record<ActionId, Transition>> = {
  ...globalActions,
  ...screenActions,
  ...listActions,
  ...sortActions,
  ...kubeconfigActions,
  ...rotationActions,
  ...accessActions,
  ...overlayActions,
  ...dialogActions,
};
