import type { Line } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from '../state/app-state.js';
import type { ScreenName } from '../state/screen-name.js';
import { accessList } from './access.js';
import { activityList } from './activity.js';
import { clusterList } from './clusters.js';
import { contextList } from './contexts.js';
import { expiryScreen } from './expiry.js';
import { rotationScreen } from './rotation.js';

const bodies: Readonly<Record<ScreenName, (state: AppState, messages: Messages) => readonly Line[]>> = {
  clusters: clusterList,
  contexts: contextList,
  expiry: expiryScreen,
  access: accessList,
  rotation: rotationScreen,
  activity: activityList,
};

/** What the screen shows between its breadcrumbs and its message line. */
export function frameBody(state: AppState, messages: Messages): readonly Line[] {
  return bodies[state.screen](state, messages);
}
