import { removalBox } from '../features/access/removal-box.js';
import { undoBox } from '../features/activity/undo-box.js';
import { fetchBox } from '../features/fetch/box.js';
import { settingsBox } from '../features/settings/box.js';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { confirmBox } from './confirm-box.js';
import { detailsBox } from './details-box.js';
import type { Line } from './drawing/line.js';
import { helpBox } from './help-box.js';
import { pickerBox } from './picker-box.js';
import { viewerBox } from './viewer-box.js';

/** What lies over the screen, and where in it text is being typed. */
export interface Dialog {
  readonly lines: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

export function dialogOf(state: AppState, messages: Messages, height: number): Dialog | null {
  const { overlay } = state;
  switch (overlay?.kind) {
    case undefined:
      return null;
    case 'help':
      return helpBox(state, overlay.top, messages, height);
    case 'details':
      return detailsBox(state, overlay, messages, height);
    case 'viewer':
      return viewerBox(state, overlay, height);
    case 'fetch':
      return fetchBox(state, overlay, messages);
    case 'confirm':
      return confirmBox(state, overlay, messages);
    case 'picker':
      return pickerBox(state, overlay, messages, height);
    case 'removal':
      return removalBox(state, overlay, messages, height);
    case 'undo':
      return undoBox(state, overlay, messages, height);
    case 'settings':
      return settingsBox(state, overlay, messages, height);
  }
}
