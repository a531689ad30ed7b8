import { accessList } from '../features/access/screen.js';
import { activityList } from '../features/activity/screen.js';
import { clusterList } from '../features/clusters/screen.js';
import { contextList } from '../features/contexts/screen.js';
import { expiryScreen } from '../features/expiry/screen.js';
import { rotationScreen } from '../features/rotation/screen.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import type { Line } from './drawing/line.js';
import type { ScreenName } from './screen-name.js';

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
