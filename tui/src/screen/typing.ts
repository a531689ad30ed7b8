import { typedField } from '../features/fetch/dialog.js';
import type { AppState } from './app-state.js';

/** Letters belong to the field being typed into before they belong to the table. */
export function isTyping({ prompt, overlay }: AppState): boolean {
  if (prompt !== null) return true;
  switch (overlay?.kind) {
    case 'fetch':
      return typedField(overlay) !== null;
    case 'confirm':
      return overlay.typed !== null;
    case 'settings':
      return overlay.field !== null || overlay.capturing !== null;
    case 'picker':
      return true;
    case 'details':
    case 'help':
    case 'removal':
    case 'undo':
    case 'viewer':
    case undefined:
      return false;
  }
}
