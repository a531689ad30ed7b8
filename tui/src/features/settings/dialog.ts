import { languages } from '../../messages/language.js';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import {
  type ActionId,
  actionIds,
  type Binding,
  keyLabel,
  keysOf,
  type Scope,
} from '../../screen/binding.js';
import { features } from '../../screen/feature.js';
import { type Step, step } from '../../screen/step.js';
import { edited, type Input, type TextField } from '../../screen/text-field.js';
import { durationPresets } from '../../shell/duration.js';
import { chooseFunction, saved } from '../../subjects/settings/saving.js';
import { defaultSettings, type Settings, skins } from '../../world/settings.js';

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

/** Keys while a setting is typed, or while an action waits for its new key. */
export function typeIntoSettings(state: AppState, dialog: SettingsDialog, input: Input): Step | null {
  if (dialog.capturing !== null) return 'key' in input ? capture(state, dialog, input.key) : step(state);
  if (dialog.field === null) return null;
  if ('key' in input && input.key === 'esc') return step({ ...state, overlay: { ...dialog, field: null } });
  if ('key' in input && input.key === 'enter') return saveName(state, dialog, dialog.field.value.trim());
  const field = edited(dialog.field, input);
  return field === null ? step(state) : step({ ...state, overlay: { ...dialog, field } });
}

/** An action accepts a key only if no other action has it in the same place. */
function capture(state: AppState, dialog: SettingsDialog, key: string): Step {
  const action = dialog.capturing;
  if (action === null || key === 'esc') return step({ ...state, overlay: { ...dialog, capturing: null } });
  const messages = messagesIn(state.language);
  const clash = clashOf(action, key, state.settings.keys);
  if (clash !== null) {
    const refusal = messages.settings.clash(keyLabel(key), messages.actions[action], messages.actions[clash]);
    return step({ ...state, overlay: { ...dialog, capturing: null, refusal } });
  }
  const keys = { ...state.settings.keys, [action]: key };
  return saved({ ...state, overlay: { ...dialog, capturing: null, refusal: null } }, { keys });
}

/** An empty name restores the built-in one. */
function saveName(state: AppState, dialog: SettingsDialog, name: string): Step {
  const overlay = { ...dialog, field: null, refusal: null };
  if (settingNames[dialog.cursor] === 'function') {
    const chosen = chooseFunction({ ...state, overlay }, name || defaultSettings.function);
    const refusal = messagesIn(state.language).deployed.noSuchName;
    return chosen ?? step({ ...state, overlay: { ...dialog, refusal } });
  }
  return saved({ ...state, overlay }, { contextName: name || defaultSettings.contextName });
}

/** Keys of lists and of `everywhere` apply to every screen. */
function meet(a: Scope, b: Scope): boolean {
  if (a === b) return true;
  const outer: readonly Scope[] = ['list', 'global'];
  const screens: readonly Scope[] = ['clusters', 'contexts', 'expiry', 'access', 'rotation', 'activity'];
  const isOnScreen = (scope: Scope): boolean => outer.includes(scope) || screens.includes(scope);
  return isOnScreen(a) && isOnScreen(b) && (outer.includes(a) || outer.includes(b));
}

/** The action that already has this key in a common place; null if the key is free. */
function clashOf(action: ActionId, key: string, rebound: Readonly<Record<string, string>>): ActionId | null {
  const own = features().keys.filter((binding) => binding.action === action);
  const isTaken = (other: Binding): boolean =>
    other.action !== action &&
    keysOf(other, rebound).includes(key) &&
    own.some(({ scope }) => meet(scope, other.scope));
  return features().keys.find(isTaken)?.action ?? null;
}
