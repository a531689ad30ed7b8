import type { ActionId } from '../../keys/action-id.js';
import type { Transition } from '../../screen/step.js';
import { accessActions } from './access-actions.js';
import { dialogActions } from './dialog-actions.js';
import { globalActions } from './global-actions.js';
import { kubeconfigActions } from './kubeconfig-actions.js';
import { listActions } from './list-actions.js';
import { overlayActions } from './overlay-actions.js';
import { rotationActions } from './rotation-actions.js';
import { screenActions } from './screen-actions.js';
import { sortActions } from './sort-actions.js';

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
