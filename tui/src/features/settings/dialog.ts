import { languages } from '../../messages/language.js';
import { type ActionId, actionIds } from '../../screen/action-id.js';
import type { TextField } from '../../screen/text-field.js';
import { durationPresets } from '../../shell/duration.js';
import { type Settings, skins } from '../../world/settings.js';

export const settingNames = [
  'language',
  'skin',
  'mouse',
  'duration',
  'access',
  'contextName',
  'refresh',
  'function',
  'readOnly',
  'keys',
] as const;

export type SettingName = (typeof settingNames)[number];

/** The settings, each changed in place; keys are on a page of their own. */
export interface SettingsDialog {
  readonly kind: 'settings';
  readonly page: 'settings' | 'keys';
  readonly cursor: number;
  /** Typing a name; null while choosing. */
  readonly field: TextField | null;
  /** The action that waits for its new key. */
  readonly capturing: ActionId | null;
  /** Why the last key was refused. */
  readonly refusal: string | null;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly settings: SettingsDialog;
  }
}

export const openedSettings: SettingsDialog = {
  kind: 'settings',
  page: 'settings',
  cursor: 0,
  field: null,
  capturing: null,
  refusal: null,
};

/** Rows of the open page. */
export function settingsRows({ page }: SettingsDialog): readonly string[] {
  return page === 'settings' ? settingNames : actionIds();
}

const refreshes = [30, 60, 120, 300, 900] as const;

const accesses = ['auto', 'public', 'private'] as const;

/** The presets, followed by long-term. */
const durations: readonly (number | null)[] = [...durationPresets, null];

/** The effect of Left and Right on a setting; none for those that are typed or have a page of their own. */
export function changedSetting(settings: Settings, name: SettingName, by: 1 | -1): Partial<Settings> {
  switch (name) {
    case 'language':
      return { language: next([null, ...languages], settings.language, by) };
    case 'skin':
      return { skin: next([null, ...skins], settings.skin, by) };
    case 'access':
      return { access: next(accesses, settings.access, by) };
    case 'duration':
      return { durationMinutes: next(durations, settings.durationMinutes, by) };
    case 'refresh':
      return { refreshSeconds: next(refreshes, settings.refreshSeconds, by) };
    case 'mouse':
      return { mouse: !settings.mouse };
    case 'readOnly':
      return { readOnly: !settings.readOnly };
    case 'contextName':
    case 'function':
    case 'keys':
      return {};
  }
}

function next<T>(values: readonly T[], value: T, by: 1 | -1): T {
  const at = values.indexOf(value);
  return values[(at + by + values.length) % values.length] ?? value;
}
