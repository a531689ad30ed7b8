import { actionIds } from '../../screen/action-id.js';
import type { AppState } from '../../screen/app-state.js';
import { closeOverlay } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { fieldOf } from '../../screen/text-field.js';
import {
  changedSetting,
  openedSettings,
  type SettingName,
  type SettingsDialog,
  settingNames,
  settingsRows,
} from './dialog.js';
import { saved } from './saved.js';

export function moveSetting(dialog: SettingsDialog, by: 1 | -1): SettingsDialog {
  const rows = settingsRows(dialog).length;
  return { ...dialog, cursor: (dialog.cursor + by + rows) % rows, refusal: null };
}

export function changeSetting(state: AppState, dialog: SettingsDialog, by: 1 | -1): Step {
  const name = settingAt(dialog);
  if (name === null) return step(state);
  const change = changedSetting(state.settings, name, by);
  return Object.keys(change).length === 0 ? acceptSetting(state, dialog) : saved(state, change);
}

/** Enter types a name, opens the keys, waits for a key, or takes the next choice. */
export function acceptSetting(state: AppState, dialog: SettingsDialog): Step {
  const name = settingAt(dialog);
  if (name === null) {
    const capturing = actionIds[dialog.cursor] ?? null;
    return step({ ...state, overlay: { ...dialog, capturing, refusal: null } });
  }
  if (name === 'keys') return step({ ...state, overlay: { ...openedSettings, page: 'keys' } });
  if (name === 'contextName' || name === 'function') {
    return step({ ...state, overlay: { ...dialog, field: fieldOf(state.settings[name]), refusal: null } });
  }
  return changeSetting(state, dialog, 1);
}

/** Esc goes from the keys back to the settings, and from there out. */
export function leaveSettings(state: AppState, dialog: SettingsDialog): AppState {
  if (dialog.page === 'settings') return closeOverlay(state);
  return { ...state, overlay: { ...openedSettings, cursor: settingNames.indexOf('keys') } };
}

function settingAt({ page, cursor }: SettingsDialog): SettingName | null {
  return page === 'settings' ? (settingNames[cursor] ?? null) : null;
}
